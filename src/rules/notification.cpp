#include "onward/rules/notification.hpp"

#include <algorithm>

#include "onward/rules/timeframes.hpp"

namespace onward {

namespace {

using Events = std::vector<InboxEvent>;
using E = InboxEvent;

consteval bool rules_complete() {
  for (std::size_t i = 0; i < std::size(event_rules); ++i)
    if (static_cast<std::size_t>(event_rules[i].event) != i) return false;
  return std::size(event_rules) == names<InboxEvent>.size();
}
static_assert(rules_complete(), "an event has no row, or stands out of order");

bool is_under_way(const Referral& r) {
  return !is_finished(r.phase) && r.phase != ReferralPhase::draft;
}

// A timer that reminded somebody, and will again.
bool was_rearmed(Instant before, Instant after) { return before < after && after < never; }

std::optional<InboxEvent> step_of(ReferralPhase was, ReferralPhase is) {
  if (was == is) return std::nullopt;
  if (is == ReferralPhase::requested) return E::submitted;
  if (holds_capacity(is) && !holds_capacity(was)) return E::acknowledged;
  if (is_finished(is) && !is_finished(was) && was != ReferralPhase::draft) return E::closed;
  return std::nullopt;
}

// Whether it ends is asked by the sender, or since the consent has ended.
InboxEvent question_of(const Referral& r) {
  if (r.withdrawal_reason_code == "consent_withdrawn") return E::consent_withdrawn;
  if (r.withdrawal_reason_code == "consent_expired") return E::consent_expired;
  return E::withdrawal_asked;
}

bool is_overdue_anew(const Referral& before, const Referral& after, Instant now) {
  if (!after.overdue) return false;
  return !before.overdue || (before.due_at <= now && after.due_at > now);
}

bool is_answer(TransferPhase p) {
  return is_finished(p) ? p != TransferPhase::cancelled : p == TransferPhase::lent;
}

}  // namespace

const EventRule& rule_of(InboxEvent event) { return event_rules[static_cast<std::size_t>(event)]; }

// ---- What happened.

Events events_of(const Referral* before, const Referral& after, Instant now) {
  Events out;
  const Referral was = before ? *before : Referral{};
  if (const auto step = step_of(was.phase, after.phase)) out.push_back(*step);
  if (!before) return out;
  if (after.confirmed && !was.confirmed && is_under_way(after)) out.push_back(E::chosen);
  // Who worked on it, or is to see the client still, has to know.
  const bool is_at_it =
      holds_capacity(was.phase) || was.appointment == AppointmentStatus::scheduled;
  if (is_at_it && after.phase == ReferralPhase::superseded) out.push_back(E::not_chosen);
  const bool is_taken_back =
      after.phase == ReferralPhase::withdrawn || after.phase == ReferralPhase::error;
  if (is_at_it && is_taken_back) out.push_back(E::taken_back);
  if (!is_under_way(after)) return out;
  if (after.reminders > was.reminders) out.push_back(E::reminded_by_sender);
  if (is_overdue_anew(was, after, now)) out.push_back(E::overdue);
  if (after.assignee_id && after.assignee_id != was.assignee_id) out.push_back(E::assigned);
  if (after.withdrawal_asked_at && !was.withdrawal_asked_at) out.push_back(question_of(after));
  // Under another consent the question is gone, and nobody has refused anything.
  const bool is_renewed = after.consent_ends_on != was.consent_ends_on;
  if (was.withdrawal_asked_at && !after.withdrawal_asked_at && !is_renewed)
    out.push_back(E::withdrawal_refused);
  return out;
}

bool asks_for_choice(const Referral* before, const Referral& after, const FrozenPolicy& policy,
                     Instant now) {
  if (!awaits_choice(after, policy)) return false;
  if (!before || !awaits_choice(*before, policy)) return true;
  return before->due_at <= now && after.due_at > now;
}

// The reminder comes again for as long as nobody helps, and so does the call for an administrator.
Events events_of(const Need* before, const Need& after) {
  Events out;
  const bool comes_again = before && after.reminders > before->reminders;
  // Nobody was chosen of those who would help.
  if (after.phase == NeedPhase::open && comes_again && after.escalated) return {E::escalated};
  // Help came from further on, and no referral of it says so.
  if (before && before->phase == NeedPhase::unresolved && after.phase == NeedPhase::resolved &&
      is_positive(after.onward_outcome))
    return {E::closed};
  if (after.phase != NeedPhase::unresolved) return out;
  if (!before || before->phase != after.phase) out.push_back(E::unresolved);
  if (!before) return out;
  if (comes_again) out.push_back(E::reminded);
  if (after.escalated && (comes_again || !before->escalated)) out.push_back(E::escalated);
  return out;
}

Events events_of(const InformationRequest* before, const InformationRequest& after) {
  if (!before) return {E::information_asked};
  if (before->closed_at) return {};
  if (after.closed_at) return after.answered_by ? Events{E::information_given} : Events{};
  return was_rearmed(before->due_at, after.due_at) ? Events{E::information_reminded} : Events{};
}

Events events_of(const Appointment* before, const Appointment& after) {
  const bool is_due = before && after.status == AppointmentStatus::scheduled &&
                      was_rearmed(before->due_at, after.due_at);
  return is_due ? Events{E::appointment_reminded} : Events{};
}

// Who saves a draft sets its timer too, and needs no reminder.
Events events_of(const Intake* before, const Intake& after) {
  const bool is_due = before && after.phase == IntakePhase::draft &&
                      before->saved_at == after.saved_at &&
                      was_rearmed(before->due_at, after.due_at);
  return is_due ? Events{E::draft_reminded} : Events{};
}

Events events_of(const Transfer* before, const Transfer& after) {
  if (!before) return {E::transfer_requested};
  const bool is_news = before->phase != after.phase && is_answer(after.phase);
  return is_news ? Events{E::transfer_answered} : Events{};
}

Events events_of(const Agreement* before, const Agreement& after) {
  if (!before) return {E::agreement_proposed};
  const bool is_news = before->phase != after.phase || (after.expiring && !before->expiring);
  return is_news ? Events{E::agreement_changed} : Events{};
}

Events events_of(const CapacityEnquiry* before, const CapacityEnquiry& after) {
  const bool is_over =
      before && before->phase != after.phase && after.phase == EnquiryPhase::expired;
  return is_over ? Events{E::enquiry_answered} : Events{};
}

Events events_of(const CapacityAnswer* before, const CapacityAnswer& after) {
  if (!before) return {E::enquiry_asked};
  const bool is_said =
      after.phase == CapacityAnswerPhase::offered || after.phase == CapacityAnswerPhase::declined;
  return is_said ? Events{E::enquiry_answered} : Events{};
}

// ---- What is done with.

Events settled_by(const Referral& before, const Referral& after, bool by_receiver) {
  Events out;
  const bool has_ended = !is_under_way(after) && is_under_way(before);
  if (before.phase == ReferralPhase::requested && after.phase != before.phase)
    out.push_back(E::submitted);
  if (before.overdue && (!after.overdue || has_ended)) out.push_back(E::overdue);
  if (before.assignee_id && (before.assignee_id != after.assignee_id || has_ended))
    out.push_back(E::assigned);
  if (before.withdrawal_asked_at && (!after.withdrawal_asked_at || has_ended))
    out.insert(out.end(), {E::withdrawal_asked, E::consent_withdrawn, E::consent_expired});
  if (before.reminders > 0 && (by_receiver || has_ended || before.phase != after.phase))
    out.push_back(E::reminded_by_sender);
  if (has_ended) out.insert(out.end(), {E::information_given, E::withdrawal_refused});
  if (before.confirmed && (has_ended || before.phase != after.phase)) out.push_back(E::chosen);
  if (is_finished(before.phase) && !is_finished(after.phase))
    out.insert(out.end(), {E::not_chosen, E::taken_back});
  return out;
}

Events settled_by(const Need& before, const Need& after) {
  const bool goes_on =
      before.phase == NeedPhase::unresolved && after.phase != NeedPhase::unresolved;
  if (goes_on) return {E::unresolved, E::reminded, E::escalated};
  const bool is_decided = before.phase == NeedPhase::open && before.escalated && !after.escalated;
  return is_decided ? Events{E::escalated} : Events{};
}

Events settled_by(const InformationRequest& before, const InformationRequest& after) {
  const bool is_closed = !before.closed_at && after.closed_at;
  return is_closed ? Events{E::information_asked, E::information_reminded} : Events{};
}

Events settled_by(const Appointment& before, const Appointment& after) {
  return before.status != after.status ? Events{E::appointment_reminded} : Events{};
}

Events settled_by(const Intake& before, const Intake& after) {
  const bool is_looked_after = before.phase != after.phase || before.saved_at != after.saved_at;
  return is_looked_after ? Events{E::draft_reminded} : Events{};
}

Events settled_by(const Transfer& before, const Transfer& after) {
  return before.phase != after.phase ? Events{E::transfer_requested} : Events{};
}

Events settled_by(const Agreement& before, const Agreement& after) {
  return before.phase != after.phase ? Events{E::agreement_proposed, E::agreement_changed}
                                     : Events{};
}

// Whoever closes an enquiry has read what was offered; a winner's offer is news.
Events settled_by(const CapacityEnquiry& before, const CapacityEnquiry& after) {
  const bool is_closed =
      before.phase != after.phase && after.phase == EnquiryPhase::closed && !after.won_by;
  return is_closed ? Events{E::enquiry_answered} : Events{};
}

Events settled_by(const CapacityAnswer& before, const CapacityAnswer& after) {
  return before.phase != after.phase ? Events{E::enquiry_asked} : Events{};
}

// ---- Who hears of it.

bool may_hear(Hearer hearer, InboxEvent event, ReferralPhase after) {
  if (hearer == Hearer::nobody) return false;
  const bool is_superseded = after == ReferralPhase::superseded;
  return hearer == Hearer::receiver || event != InboxEvent::closed || !is_superseded;
}

const Subscription* holding(std::span<const Subscription> of_one, NeedId need,
                            ReferralId referral) {
  const Subscription* out = nullptr;
  const auto narrowness = [](const Subscription& s) {
    return s.referral_id ? 2 : s.need_id ? 1 : 0;
  };
  for (auto& s : of_one) {
    const bool meant =
        (!s.need_id || s.need_id == need) && (!s.referral_id || s.referral_id == referral);
    if (meant && (!out || narrowness(s) > narrowness(*out))) out = &s;
  }
  return out;
}

bool wants(const Subscription* subscription, InboxEvent event) {
  return subscription &&
         std::ranges::find(subscription->events, event) != subscription->events.end();
}

bool mutes(const Subscription* subscription, InboxEvent event) {
  return rule_of(event).told == Told::unless_muted && subscription &&
         std::ranges::find(subscription->muted, event) != subscription->muted.end();
}

std::string address_of(const ClientDetails& client, ContactChannel channel) {
  switch (channel) {
    case ContactChannel::email: return client.email;
    case ContactChannel::phone:
    case ContactChannel::sms:
    case ContactChannel::voicemail:
      return client.phone.empty() ? client.alternate_phone : client.phone;
    case ContactChannel::post: break;
  }
  if (client.no_fixed_abode || client.address.empty()) return {};
  return client.postcode.empty() ? client.address : client.address + '\n' + client.postcode;
}

std::optional<ContactChannel> best_channel(const ClientDetails& client) {
  for (const auto channel : client.contact_permissions)
    if (!address_of(client, channel).empty()) return channel;
  return std::nullopt;
}

std::optional<ClientNews> news_of(const Need* before, const Need& after) {
  const auto was = before ? before->phase : NeedPhase::draft;
  const bool is_asked = was == NeedPhase::draft || was == NeedPhase::unresolved;
  if (after.phase != NeedPhase::open || !is_asked) return std::nullopt;
  return ClientNews::sent;
}

// Where the sender chooses, service is promised by the one that was chosen.
std::optional<ClientNews> news_of(const Referral* before, const Referral& after,
                                  const FrozenPolicy& policy) {
  const auto is_sure = [&](const Referral& r) {
    return is_promised(r.phase) && !awaits_choice(r, policy);
  };
  const bool is_accepted =
      after.phase == ReferralPhase::accepted && is_sure(after) && !(before && is_sure(*before));
  return is_accepted ? std::optional(ClientNews::accepted) : std::nullopt;
}

bool holds_still(ClientNews news, const Need& need, const Referral* referral) {
  switch (news) {
    case ClientNews::sent:
      return need.phase == NeedPhase::open || need.phase == NeedPhase::claimed ||
             need.phase == NeedPhase::resolved;
    case ClientNews::accepted:
      return referral &&
             (is_promised(referral->phase) || referral->phase == ReferralPhase::completed) &&
             !awaits_choice(*referral, need.policy);
  }
  return false;
}

Instant outbox_retry_at(Instant now, std::int64_t attempts) {
  constexpr std::chrono::minutes first{15};
  return now + first * (std::int64_t{1}
                        << (std::clamp<std::int64_t>(attempts, 1, outbox_attempts_max) - 1));
}

}  // namespace onward
