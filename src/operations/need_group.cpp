#include "operations/need_group.hpp"

#include <algorithm>
#include <utility>

#include "dates.hpp"
#include "onward/operations/needs.hpp"
#include "onward/rules/notification.hpp"
#include "onward/rules/partners.hpp"
#include "onward/rules/policy.hpp"
#include "operations/access_grounds.hpp"
#include "operations/chain.hpp"
#include "operations/client_merging.hpp"
#include "operations/consent_end.hpp"
#include "operations/directory_index.hpp"
#include "operations/open_requests.hpp"
#include "operations/reference_lookup.hpp"
#include "operations/sending.hpp"
#include "operations/shape.hpp"
#include "operations/specialist_case.hpp"
#include "operations/transfers.hpp"
#include "operations/visibility.hpp"
#include "operations/work.hpp"

namespace onward {

namespace {

bool is_by_receiver(const Event& event) {
  const auto* action = std::get_if<ReferralAction>(&event.action);
  return action && event.by.has(Party::receiver) &&
         referral_machine.parties(*action).has(Party::receiver);
}

// Which side says what is said with an act.
std::optional<Party> author_of(const Remark& remark, const Event& event) {
  if (remark.note.empty()) return std::nullopt;
  const auto* action = std::get_if<ReferralAction>(&event.action);
  if (action && *action == ReferralAction::confirm_withdrawal) return remark.withdrawal_by;
  if (is_by_receiver(event)) return Party::receiver;
  for (const Party party : {Party::sender, Party::administrator})
    if (event.by.has(party)) return party;
  return Party::system;
}

// Instants that a phase brings with it.
void stamp(Referral& r, const Referral& before, Urgency urgency, Instant now) {
  switch (r.phase) {
    case ReferralPhase::requested:
      r.urgency = urgency;
      r.requested_at = now;
      r.opened_at = r.received_at = r.accepted_at = r.started_at = r.finished_at = std::nullopt;
      forget_reason(r);
      r.outcome_note.clear();
      r.outcome_note_by.reset();
      r.capacity_override.clear();
      forget_work(r);
      if (is_finished(before.phase) && r.appointment != AppointmentStatus::scheduled)
        r.appointment = AppointmentStatus::none;
      r.reminders = 0;
      r.reminded_at = std::nullopt;
      break;
    case ReferralPhase::received: r.received_at = now; break;
    case ReferralPhase::accepted:
      if (!r.received_at) r.received_at = now;
      if (!r.accepted_at) r.accepted_at = now;
      break;
    case ReferralPhase::in_progress:
      if (!r.started_at) r.started_at = now;
      break;
    case ReferralPhase::on_hold: r.held_at = now; break;
    default: break;
  }
  if (before.phase == ReferralPhase::on_hold) r.held_at = std::nullopt;
  if (is_finished(r.phase)) r.finished_at = now;
}

Timers timers_after(Context& c, const Referral& after, const Referral& before, const Need& need,
                    bool by_receiver) {
  const OwnDays days = own_days(c, after.receiver_id);
  const auto calendar = days.calendar();
  const FrozenPolicy policy = policy_of(need, after.urgency);
  if (after.phase == ReferralPhase::requested && before.phase != after.phase)
    return timers_when_asked(after, policy, calendar, *days.zone);
  const auto acted = [&] {
    return by_receiver ? timers_when_receiver_acts(after, policy, c.now, calendar, *days.zone)
                       : timers_of(after, policy, c.now, calendar, *days.zone);
  };
  if (is_finished(after.phase)) return acted();
  if (after.confirmed && !before.confirmed)
    return timers_when_chosen(after, policy, c.now, calendar, *days.zone);
  if (before.phase == ReferralPhase::on_hold && after.phase != before.phase) {
    Referral held = after;
    held.held_at = before.held_at;
    return timers_when_resumed(held, policy, c.now, calendar, *days.zone);
  }
  if (before.information_asked_at && !after.information_asked_at) {
    Referral asked = after;
    asked.information_asked_at = before.information_asked_at;
    return timers_when_answered(asked, policy, c.now, calendar, *days.zone);
  }
  if (after.urgency != before.urgency)
    return timers_when_reprioritised(after, policy, c.now, calendar, *days.zone);
  return acted();
}

// Why the receiver may not be chosen, nor begin, today.
void judge_choice(Context& c, const Need& need, const Consent& consent, const Referral& r,
                  Member& m) {
  m.work_blocked_by = consent_forbids_now(c, consent, need.issue_id, r.receiver_id);
  if (!c.tables.known_small<Organization>(r.receiver_id)->active)
    m.choice_blocked_by = Reason::receiver_not_eligible;
}

// Since when it waits for its sender to choose: as long as somebody can be chosen.
void set_choice(Context& c, Need& need, const std::vector<Referral>& referrals, Group g) {
  if (awaits_confirmation(g)) {
    const auto consent = c.tables.known<Consent>(need.consent_id);
    for (std::size_t i = 0; i < g.members.size(); ++i)
      judge_choice(c, need, consent, referrals[i], g.members[i]);
  }
  if (!awaits_confirmation(g))
    need.confirmation_asked_at = std::nullopt;
  else if (!need.confirmation_asked_at)
    need.confirmation_asked_at = c.now;
}

void begin_reminders(Context& c, Need& n) {
  const OwnDays days = own_days(c, n.sender_id);
  n.due_at =
      due_after(c.now, n.policy.unresolved_reminder_working_days, days.calendar(), *days.zone);
  n.reminded = false;
  n.reminders = 0;
}

// An unresolved need has a clock too: its sender is reminded.
void set_need(Context& c, NeedGroup& g, const Group& after) {
  Need& n = g.need;
  const NeedPhase before = n.phase;
  n.phase = after.phase;
  n.reason = after.reason;
  n.outcome = after.outcome;
  n.escalated = after.escalated;
  n.withdrawing = after.withdrawing;
  const bool was_unassigned = std::exchange(n.unassigned, after.unassigned);
  n.claimed_by = after.claimed_by ? g.referrals[*after.claimed_by].id : ReferralId();
  set_choice(c, n, g.referrals, after);
  if (is_finished(n.phase) && !n.closed_at) n.closed_at = c.now;
  if (!is_finished(n.phase)) n.closed_at = std::nullopt;
  if (n.unassigned) {  // its clock runs since it was offered
    if (!was_unassigned) n.due_at = open_until(c, n, c.tables.known<Consent>(n.consent_id), c.now);
    return;
  }
  if (n.phase != NeedPhase::unresolved)
    n.due_at = never;
  else if (before != NeedPhase::unresolved)
    begin_reminders(c, n);
}

Referral new_referral(const Need& need, const ReceiverNamed& receiver) {
  return {.need_id = need.id,
          .client_id = need.client_id,
          .issue_id = need.issue_id,
          .sender_id = need.sender_id,
          .receiver_id = receiver.organization_id,
          .service_id = receiver.service_id,
          .urgency = need.urgency,
          .requested_at = never};
}

// Since when it waits for the other side, and what a withdrawal that is asked for says.
void set_waits(Referral& r, const Member& m, const Remark& remark, std::optional<Party> author,
               Instant now) {
  const auto since = [now](const std::optional<Instant>& before, bool waits) {
    return waits ? std::optional(before.value_or(now)) : std::nullopt;
  };
  if (m.withdrawal_asked && !r.withdrawal_asked_at) {
    r.withdrawal_reason_code = remark.reason_code;
    r.withdrawal_note = remark.note;
    r.withdrawal_note_by = author;
  }
  r.withdrawal_asked_at = since(r.withdrawal_asked_at, m.withdrawal_asked);
  if (!m.withdrawal_asked) ask_no_withdrawal(r);
  r.information_asked_at = since(r.information_asked_at, m.information_asked);
}

// What a referral says of the client's part when it is asked or accepted: how long consent holds,
// and by which channel they are told, if by any.
class ClientPart {
 public:
  ClientPart(Context& c, const Need& need) : c_(c), need_(need) {}

  void set(ReferralPhase before, Referral& r) {
    const bool is_asked = before != r.phase && r.phase == ReferralPhase::requested;
    const bool is_accepted = !is_promised(before) && r.phase == ReferralPhase::accepted;
    if (!is_asked && !is_accepted) return;
    if (!channel_) channel_ = channel();
    r.told_by = *channel_;
    r.consent_ends_on = need_.consent_ends_on;
  }

 private:
  // Nothing where the sender asks for somebody whom it is not shown how to reach.
  std::optional<ContactChannel> channel() {
    const auto client = c_.tables.known<Client>(need_.client_id);
    const bool is_passed_on = need_.part_of || need_.transferred_from;
    if (is_passed_on && !may_reach(c_, client, need_.sender_id)) return std::nullopt;
    return best_channel(client.details);
  }

  Context& c_;
  const Need& need_;
  std::optional<std::optional<ContactChannel>> channel_{};  // looked up once
};

void set_member(Context& c, Referral& r, const Member& m, const Need& need, ClientPart& client_part,
                const Remark& remark, const Event& event, bool meant) {
  const Referral before = r;
  r.phase = m.phase;
  r.held_from = m.held_from;
  r.confirmed = m.confirmed;
  r.outcome = m.outcome;
  const auto author = author_of(remark, event);
  set_waits(r, m, remark, author, c.now);
  if (before.phase != r.phase) stamp(r, before, need.urgency, c.now);
  if (!is_finished(before.phase) && is_finished(r.phase)) {
    end_waits(c, r, before);
    forget_reason(r);  // of what was before, as a hold
  }
  if (meant && remark.change) remark.change(r);
  const bool is_taken_back = before.phase != r.phase && r.phase == ReferralPhase::withdrawn;
  if ((meant || is_taken_back) && !remark.reason_code.empty()) {
    r.reason_code = remark.reason_code;
    r.reason_note = remark.note;
    r.reason_note_by = author;
  } else if (meant && !remark.note.empty()) {
    r.outcome_note = remark.note;
    r.outcome_note_by = author;
  }
  client_part.set(before.phase, r);
  set_timers(c, r, need, timers_after(c, r, before, need, meant && is_by_receiver(event)));
}

// While the sender is to choose, its days count; a withdrawal is awaited of the receiver still.
std::optional<Instant> due_for_choice(Context& c, const Referral& r, const Need& need,
                                      Instant stood) {
  const FrozenPolicy policy = policy_of(need, r.urgency);
  if (!awaits_choice(r, policy)) return std::nullopt;
  const OwnDays own = own_days(c, need.sender_id), others = own_days(c, r.receiver_id);
  const Instant due = choice_due_at(r, stood, policy, c.now, own.calendar(), *own.zone);
  return std::min(due, withdrawal_at(r, policy, others.calendar(), *others.zone).value_or(never));
}

}  // namespace

void set_timers(Context& c, Referral& r, const Need& need, const Timers& t) {
  const Instant stood = r.due_at;
  r.review_due_at = t.review_due_at;
  r.close_due_at = t.close_due_at;
  r.due_at = t.due_at;
  r.overdue = t.overdue;
  r.send_back_due_at = t.send_back_due_at;
  r.last_update_at = t.last_update_at;
  r.pauses = t.pauses;
  if (const auto due = due_for_choice(c, r, need, stood)) r.due_at = *due;
  if (!r.consent_ends_on || is_finished(r.phase) || r.phase == ReferralPhase::draft) return;
  const Instant ends_at = end_of(c, c.tables.known<Consent>(need.consent_id), *r.consent_ends_on);
  if (ends_at > c.now) r.due_at = std::min(r.due_at, ends_at);
}

Instant end_of(Context& c, const Consent& consent, Date ends_on) {
  return own_days(c, consent.organization_id).zone->start_of(ends_on);
}

OwnDays own_days(Context& c, OrganizationId id) {
  auto organization = c.tables.known_small<Organization>(id);
  std::vector<Date> holidays = organization->holidays;
  if (organization->calendar_id) {
    const auto shared = c.tables.known_small<SharedCalendar>(organization->calendar_id);
    holidays.insert(holidays.end(), shared->holidays.begin(), shared->holidays.end());
  }
  const TimeZone& zone = zone_named(organization->time_zone);
  return {std::move(organization), std::move(holidays), &zone};
}

void restart_review(Context& c, Referral& referral, const Need& need) {
  const Referral before = referral;
  const OwnDays days = own_days(c, referral.receiver_id);
  set_timers(c, referral, need,
             timers_when_receiver_acts(referral, policy_of(need, referral.urgency), c.now,
                                       days.calendar(), *days.zone));
  if (differs(before, referral)) c.tables.update(referral);
}

std::optional<std::size_t> NeedGroup::index_of(ReferralId id) const {
  for (std::size_t i = 0; i < referrals.size(); ++i)
    if (referrals[i].id == id) return i;
  return std::nullopt;
}

std::size_t NeedGroup::at(ReferralId id) const {
  if (const auto i = index_of(id)) return *i;
  throw StorageError("damaged store: a referral is not a member of its need");
}

NeedGroup load_group(Context& c, const Need& need) {
  // Where it matters who else is at work; judge_members looks for the rest.
  const bool has_answers = need.phase == NeedPhase::unresolved || need.phase == NeedPhase::resolved;
  NeedGroup out{
      .need = need, .kept = need, .referrals = c.tables.all<Referral>(by::referral_need, need.id)};
  Group& g = out.group;
  g = {.phase = need.phase,
       .reason = need.reason,
       .claim_on = need.policy.claim_on,
       .on_decline = need.policy.on_decline,
       .claimed_by = out.index_of(need.claimed_by),
       .outcome = need.outcome,
       .escalated = need.escalated,
       .confirms_withdrawal = need.policy.withdrawal_confirmed_by_receiver,
       .withdrawing = need.withdrawing,
       .unassigned = need.unassigned,
       .elsewhere = has_answers && is_at_work_elsewhere(c, need),
       .onward_outcome = need.onward_outcome,
       .sender_closed = !c.tables.known_small<Organization>(need.sender_id)->active};
  for (auto& r : out.referrals)
    g.members.push_back({.phase = r.phase,
                         .held_from = r.held_from,
                         .receiver = r.receiver_id,
                         .confirmed = r.confirmed,
                         .outcome = r.outcome,
                         .information_asked = r.information_asked_at.has_value(),
                         .withdrawal_asked = r.withdrawal_asked_at.has_value()});
  auto best = Outcome::none;
  for (auto& m : g.members)
    if (m.phase != ReferralPhase::error) best = std::max(best, m.outcome);
  if (need.phase == NeedPhase::cancelled && need.outcome > best) g.said = need.outcome;
  return out;
}

Parties parties_of(Context& c, const Need& need, const Referral* referral) {
  Parties out;
  if (c.subject.organization_id == need.sender_id) out = out | Parties(Party::sender);
  if (referral && acts_for_receiver(c, *referral)) out = out | Parties(Party::receiver);
  if (sees_all(c.subject)) out = out | Parties(Party::administrator);
  return out;
}

namespace {

// The acts after which finished members may be asked again; for others they need no judgement.
bool may_ask_again(ReferralAction action) {
  using enum ReferralAction;
  return action == decline || action == withdraw || action == expire || action == mark_error ||
         action == reopen || action == return_with_advice || action == confirm_withdrawal ||
         action == send_back;
}

// Whether an open request is for somebody else than those that were asked, or came.
bool is_for_others(Context& c, const NeedGroup& g, const Client& client, const Consent& consent) {
  if (!g.need.open_request) return false;
  Ask ask = ask_of(c, as_offered(client, consent), g.need.issue_id, g.need.sender_id, &consent,
                   g.need.policy);
  if (consent_forbids_now(c, consent, g.need.issue_id, {})) return false;
  for (auto& r : g.referrals) ask.senders_before.push_back(r.receiver_id);
  if (const auto lender = lender_of(c, g.need)) ask.senders_before.push_back(lender);
  return c.directory.find(c.tables, ask, {.limit = 1}).eligible_total > 0;
}

}  // namespace

void judge_members(Context& c, NeedGroup& g, const Event& event) {
  g.place_at = {};
  const auto* action = std::get_if<ReferralAction>(&event.action);
  const bool takes_place =
      action && (*action == ReferralAction::acknowledge || *action == ReferralAction::accept);
  const auto client = c.tables.known<Client>(g.need.client_id);
  const auto consent = c.tables.known<Consent>(g.need.consent_id);
  const Ask ask = ask_of(c, client, g.need.issue_id, g.need.sender_id, &consent, g.need.policy);
  const OrganizationId lender = lender_of(c, g.need);
  const bool names_member = action || std::get<NeedAction>(event.action) == NeedAction::confirm;
  g.group.consent_ended = has_ended(c, consent);
  if (action && may_ask_again(*action)) g.group.elsewhere = is_at_work_elsewhere(c, g.need);
  if (action && may_ask_again(*action) && *action != ReferralAction::reopen)
    g.group.claimable = is_for_others(c, g, client, consent);
  g.group.recallable = action && *action == ReferralAction::reopen &&
                       was_asked_of_specialist(c, g.referrals[event.member].id);
  const auto blocked = [&](std::size_t i, bool also_eligible) -> std::optional<Reason> {
    const Referral& r = g.referrals[i];
    if (auto why = consent_forbids_now(c, consent, r.issue_id, r.receiver_id)) return why;
    const auto [service_id, found] = assess_receiver(c, ask, r.receiver_id, r.service_id);
    if (i == event.member) g.place_at = service_id;
    if (found.no.contains(Criterion::capacity)) return Reason::capacity_full;
    if (also_eligible && (!found.blocking(ask.on_unknown).empty() || r.receiver_id == lender))
      return Reason::receiver_not_eligible;
    return std::nullopt;
  };
  for (std::size_t i = 0; i < g.referrals.size(); ++i) {
    if (names_member && i == event.member)
      judge_choice(c, g.need, consent, g.referrals[i], g.group.members[i]);
    if (takes_place && i == event.member) g.group.members[i].intake_blocked_by = blocked(i, false);
    if (action && may_ask_again(*action) && is_finished(g.referrals[i].phase))
      g.group.members[i].reopen_blocked_by = blocked(i, true);
  }
}

Refused apply_event(Context& c, NeedGroup& g, const Event& event, const Remark& remark,
                    std::span<const ReceiverNamed> added) {
  const auto result = apply(g.group, event);
  if (!result) return result.refusal();
  const Group& after = result.value();
  const auto* action = std::get_if<ReferralAction>(&event.action);
  const bool names_member = action || std::get<NeedAction>(event.action) == NeedAction::confirm;

  const bool is_new = !g.need.id;
  for (auto& receiver : added) g.referrals.push_back(new_referral(g.need, receiver));
  set_need(c, g, after);
  if (!action && std::get<NeedAction>(event.action) == NeedAction::withdraw)
    g.need.reason_code = remark.reason_code;
  else if (!after.withdrawing && after.phase != NeedPhase::cancelled)
    g.need.reason_code.clear();
  if (g.need.consent_id != g.kept.consent_id)
    g.need.consent_ends_on = c.tables.known<Consent>(g.need.consent_id).expires_on;
  ClientPart client_part(c, g.need);
  std::optional<ReferenceKey> key;
  if (is_new || !added.empty()) key = reference_key(c);
  if (is_new)
    c.tables.insert<Need>(g.need,
                          [&](Need& n) { n.reference = reference_of(*key, 'N', n.id.value); });
  for (std::size_t i = 0; i < g.referrals.size(); ++i) {
    Referral& r = g.referrals[i];
    const bool meant = names_member && i == event.member;
    const bool unchanged = i < g.group.members.size() && g.group.members[i] == after.members[i];
    if (unchanged && !meant) continue;
    if (meant && action && *action == ReferralAction::open && !r.opened_at) r.opened_at = c.now;
    r.need_id = g.need.id;
    if (!holds_capacity(r.phase) && holds_capacity(after.members[i].phase) && !r.service_id)
      r.service_id = g.place_at;
    const auto before = r.phase;
    const auto appointment_before = r.appointment;
    set_member(c, r, after.members[i], g.need, client_part, remark, event, meant);
    if (r.id) {
      c.tables.update(r);
      follow_specialist(c, r, before, appointment_before);
    } else {
      c.tables.insert<Referral>(
          r, [&](Referral& n) { n.reference = reference_of(*key, 'R', n.id.value); });
    }
  }
  if (!is_new && differs(g.kept, g.need)) c.tables.update(g.need);
  report_onward(c, g.need, is_at_work(g.kept.phase) && !is_at_work(g.need.phase));
  g.kept = g.need;
  g.group = after;
  return std::nullopt;
}

void hear_onward(Context& c, const Need& need, Outcome best, bool work_ended) {
  NeedGroup g = load_group(c, need);
  g.need.onward_outcome = g.group.onward_outcome = best;
  const Group after = heard_onward(g.group);
  set_need(c, g, after);
  if (work_ended && need.phase == NeedPhase::unresolved && after.phase == need.phase &&
      !after.elsewhere)
    begin_reminders(c, g.need);
  if (differs(g.kept, g.need)) c.tables.update(g.need);
}

void look_at_choice(Context& c, NeedGroup& g) {
  set_choice(c, g.need, g.referrals, g.group);
  if (differs(g.kept, g.need)) c.tables.update(g.need);
  g.kept = g.need;
}

void keep_draft(Context& c, NeedGroup& g, OrganizationId receiver) {
  const ReferenceKey key = reference_key(c);
  c.tables.insert<Need>(g.need, [&](Need& n) { n.reference = reference_of(key, 'N', n.id.value); });
  Referral draft = new_referral(g.need, {.organization_id = receiver});
  c.tables.insert<Referral>(draft,
                            [&](Referral& r) { r.reference = reference_of(key, 'R', r.id.value); });
  g.referrals.push_back(std::move(draft));
}

void lapse(Context& c, NeedGroup& g) {
  const bool consent_ended = has_ended(c, c.tables.known<Consent>(g.need.consent_id));
  const Event event{
      .action = NeedAction::lapse, .by = Party::system, .consent_ended = consent_ended};
  if (apply_event(c, g, event)) throw std::logic_error("an open request could not lapse");
}

}  // namespace onward
