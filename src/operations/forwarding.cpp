// A receiver that cannot serve passes a need on, with what it was told.
#include <algorithm>
#include <deque>

#include "operations/attachments.hpp"
#include "operations/chain.hpp"
#include "operations/need_group.hpp"
#include "operations/need_reader.hpp"
#include "operations/revisions.hpp"
#include "operations/sending.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t notes_carried_max = 200;  // the newest ones

std::deque<Note> notes_to_carry(Context& c, const Need& need) {
  const NeedReader reader(c, need);
  std::deque<Note> out;
  c.tables.scan<Note>(
      by::note_need,
      [&](const Note& note) {
        if (reader.may_carry(note)) out.push_back(note);
        if (out.size() > notes_carried_max) out.pop_front();
        return true;
      },
      need.id);
  return out;
}

void add_note(Context& c, NeedId need, std::string text, NoteId carried_from) {
  Note note{.need_id = need,
            .organization_id = c.subject.organization_id,
            .staff_id = c.subject.staff_id,
            .written_at = c.now,
            .text = std::move(text),
            .carried_from = carried_from};
  c.tables.insert(note);
}

// Whether this referral may be passed on now.
Refused refuse_forward(Context& c, const ForwardReferral& in, const Referral& referral) {
  if (referral.receiver_id != c.subject.organization_id)
    return permission_missing(c.permission, "/referral_id");
  if (!c.subject.has(Permission::referral_update))
    return permission_missing(Permission::referral_update, "");
  return refuse_changed(c, referral, in.revision);
}

Result<Consent> consent_to_share(Context& c, const Need& need, ConsentId named) {
  if (!named) return c.tables.known<Consent>(need.consent_id);
  auto consent = recorded_consent(c, named, need.client_id, c.subject.organization_id);
  if (!consent) return consent;
  if (auto refused = refuse_overruled(c, need, consent.value())) return *std::move(refused);
  return consent;
}

Need next_need(Context& c, const Need& need, const Referral& referral, const Consent& consent) {
  const auto sender = c.subject.organization_id;
  return {.client_id = need.client_id,
          .issue_id = need.issue_id,
          .sender_id = sender,
          .sent_by = c.subject.staff_id,
          .urgency = referral.urgency,
          .consent_id = consent.id,
          .opened_at = c.now,
          .policy = policy_for(c, sender, need.issue_id, referral.urgency),
          .details = details_to_carry(c, need),
          .self_referral = need.self_referral,
          .part_of = need.id,
          .forwarded_from = referral.id};
}

// Whether somebody it was passed on to is asked, or at work: nobody else is meanwhile.
bool is_passed_on(Context& c, const Referral& referral) {
  return std::ranges::any_of(c.tables.all<Need>(by::need_client, referral.client_id),
                             [&](const Need& need) {
                               return need.forwarded_from == referral.id && is_at_work(need.phase);
                             });
}

}  // namespace

Result<Forwarded> forward_referral(Context& c, const ForwardReferral& in) {
  if (in.receivers.empty())
    return refuse(Reason::no_receivers, "/receivers", "nobody is named to pass it on to");
  auto found = visible_referral(c, in.referral_id, Relation::receiver, "/referral_id");
  if (!found) return found.refusal();
  if (auto refused = refuse_forward(c, in, found.value())) return *std::move(refused);
  NeedGroup g = load_group(c, c.tables.known<Need>(found.value().need_id));
  g.group.elsewhere = true;  // others asked again would work beside the next one
  const std::size_t member = g.at(in.referral_id);
  const Referral& referral = g.referrals[member];
  const Event decline{.action = ReferralAction::decline, .by = Party::receiver, .member = member};
  if (!holds_capacity(referral.phase) || g.group.claimed_by != member ||
      (!in.coordinate && !apply(g.group, decline)))
    return refuse(Reason::phase_forbids, "/referral_id", "it is not the receiver's to pass on now",
                  {{"phase", std::string(name_of(referral.phase))},
                   {"need_phase", std::string(name_of(g.need.phase))}});
  if (is_passed_on(c, referral))
    return refuse(Reason::need_claimed_by_another, "/referral_id", "it was passed on already");
  const auto consent = consent_to_share(c, g.need, in.consent_id);
  if (!consent) return consent.refusal();
  auto sent = send(
      c, judge_sending(c, next_need(c, g.need, referral, consent.value()),
                       c.tables.known<Client>(g.need.client_id), consent.value(), in.receivers));
  if (!sent) return sent.refusal();

  Forwarded out{.need = std::move(sent.value().need),
                .referrals = std::move(sent.value().referrals)};
  const auto notes = notes_to_carry(c, g.need);
  for (auto& note : notes) add_note(c, out.need.id, note.text, note.id);
  if (!in.note.empty()) add_note(c, out.need.id, in.note, {});
  out.notes_carried = std::ssize(notes);
  carry_attachments(c, g.need, {.need_id = out.need.id});
  if (in.coordinate)
    restart_review(c, g.referrals[member], g.need);
  else if (apply_event(c, g, decline, {.reason_code = "forwarded"}))
    throw std::logic_error("a referral that was passed on could not be declined");
  out.referral = std::move(g.referrals[member]);
  return out;
}

std::vector<std::int64_t> Again<Forwarded>::ids(const Forwarded& f) {
  return {f.referral.id.value, f.need.id.value, f.notes_carried};
}

std::optional<Forwarded> Again<Forwarded>::load(Context& c, std::span<const std::int64_t> ids) {
  if (ids.size() != 3) return std::nullopt;
  auto referral = seen(c, ReferralId(ids[0]));
  auto sent = get_need(c, {.need_id = ids[1]});
  if (!referral || !sent) return std::nullopt;
  return Forwarded{std::move(*referral), std::move(sent.value().need),
                   std::move(sent.value().referrals), ids[2]};
}

}  // namespace onward
