#include "operations/referrals.hpp"

#include "onward/catalogue.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/work.hpp"
#include "operations/messages.hpp"
#include "operations/reference_lookup.hpp"
#include "operations/revisions.hpp"
#include "operations/settings.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

bool is_full(const Referral& r, const Member& m) {
  return r.phase == ReferralPhase::requested && m.intake_blocked_by == Reason::capacity_full;
}

}  // namespace

// Who may see a referral at all when acting on it: its sender and its receiver.
Result<Referral> act_on_referral(Context& c, const Asked& asked, ReferralAction action,
                                 Outcome outcome, const Remark& remark) {
  auto referral = visible_referral(c, asked.referral_id, involved, std::string(asked.path));
  if (!referral) return referral.refusal();
  if (auto refused = refuse_changed(c, referral.value(), asked.revision))
    return *std::move(refused);
  const bool overrides = !asked.capacity_override.empty();
  if (overrides && !c.subject.has(keeps_services))
    return permission_missing(keeps_services, "/capacity_override");
  const Need need = c.tables.known<Need>(referral.value().need_id);
  NeedGroup g = load_group(c, need);
  const std::size_t member = g.at(asked.referral_id);
  const Event event{.action = action,
                    .by = parties_of(c, need, &referral.value()),
                    .member = member,
                    .outcome = outcome};
  judge_members(c, g, event);
  Remark said = remark;
  if (Member& m = g.group.members[member]; overrides && is_full(referral.value(), m)) {
    m.intake_blocked_by.reset();
    said.change = [&](Referral& r) { r.capacity_override = asked.capacity_override; };
  }
  if (auto refused = apply_event(c, g, event, said)) {
    // Where in the request a refusal of the group belongs.
    refused->path = refused->reason == Reason::outcome_not_allowed ? "/outcome" : asked.path;
    return *std::move(refused);
  }
  return std::move(g.referrals[member]);
}

// An end or a hold says why, by a code of its action.
Result<Referral> act_with_reason(Context& c, const EndReferral& in, ReferralAction action,
                                 Remark remark) {
  const auto outcome = outcome_of_reason(c, action, in.reason_code);
  if (!outcome)
    return refuse(Reason::reason_code_unknown, "/reason_code", "no such reason for this action",
                  {{"action", std::string(name_of(action))}, {"reason_code", in.reason_code}});
  remark.reason_code = in.reason_code;
  remark.note = in.note;
  return act_on_referral(c, {in.referral_id, in.revision}, action, *outcome, remark);
}

namespace {

Result<Referral> act(Context& c, const ActOnReferral& in, ReferralAction action) {
  return act_on_referral(c, {in.referral_id, in.revision}, action, {}, {});
}

Result<Referral> act(Context& c, const TakeReferral& in, ReferralAction action) {
  Shape shape;
  if (!in.capacity_override.empty()) shape.named(in.capacity_override, "/capacity_override");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  return act_on_referral(c,
                         {.referral_id = in.referral_id,
                          .revision = in.revision,
                          .capacity_override = in.capacity_override},
                         action, {}, {});
}

Result<Referral> act(Context& c, const EndReferral& in, ReferralAction action) {
  return act_with_reason(c, in, action);
}

Result<Referral> act(Context& c, const CompleteReferral& in, ReferralAction action) {
  return act_on_referral(c, {in.referral_id, in.revision}, action, in.outcome, {.note = in.note});
}

// The operation by which an action is asked for.
const Operation& operation_for(ReferralAction action) {
  std::string name = "referral." + std::string(name_of(action));
  if (action == ReferralAction::confirm) name = need::confirm::name;
  if (action == ReferralAction::record_outcome) name = outcome::record::name;
  if (action == ReferralAction::record_progress) name = referral::record_contact::name;
  const Operation* found = find_operation(name);
  if (!found) throw std::logic_error("no operation for an action");
  return *found;
}

// The role is asked before the group, as in every act.
Refused why_not(const Context& c, const Choice<ReferralAction>& choice) {
  const auto permission = operation_for(choice.action).permission;
  if (decide(c.subject, {.permission = permission}, Relation::none))
    return permission_missing(permission, "");
  return choice.refusal;
}

// Nobody asks or answers whom the consent shows no words.
Refused unread(Context& c, ReferralAction action, const Referral& referral, const Need& need) {
  if (action == ReferralAction::ask_information) return unread_by_sender(c, referral, need);
  if (action == ReferralAction::give_information) return unread_by_receiver(c, referral, need);
  return std::nullopt;
}

// The same actions for whoever says why a want of places is no reason to refuse; none when it is
// not what is in the way.
std::vector<Choice<ReferralAction>> choices_beyond_limit(const Context& c, const NeedGroup& g,
                                                         std::size_t member, Parties by) {
  if (!c.subject.has(keeps_services) || !is_full(g.referrals[member], g.group.members[member]))
    return {};
  Group with_place = g.group;
  with_place.members[member].intake_blocked_by.reset();
  return choices(with_place, member, by);
}

}  // namespace

Result<Referral> get_referral(Context& c, const GetReferral& in) {
  if (auto refused = one_named(in.referral_id.value != 0, !in.reference.empty()))
    return *std::move(refused);
  const auto id = looked_up(c, 'R', in.referral_id, in.reference);
  return visible_referral(c, id, involved, in.referral_id ? "/referral_id" : "/reference");
}

Result<PossibleActions> referral_actions(Context& c, const ReferralRef& in) {
  auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  const Need need = c.tables.known<Need>(referral.value().need_id);
  NeedGroup g = load_group(c, need);
  const std::size_t member = g.at(in.referral_id);
  const Parties by = parties_of(c, need, &referral.value());
  // Both kinds of judgement, since every action is asked about.
  judge_members(c, g, {.action = ReferralAction::acknowledge, .by = by, .member = member});
  judge_members(c, g, {.action = ReferralAction::reopen, .by = by, .member = member});
  const auto beyond_limit = choices_beyond_limit(c, g, member, by);
  PossibleActions out;
  for (auto& choice : choices(g.group, member, by)) {
    auto refused = why_not(c, choice);
    if (!refused) refused = unread(c, choice.action, referral.value(), need);
    const auto beyond =
        std::ranges::find(beyond_limit, choice.action, &Choice<ReferralAction>::action);
    out.actions.push_back(
        {.action = choice.action,
         .allowed = !refused,
         .reason = refused ? std::string(name_of(refused->reason)) : "",
         .text = refused ? render(*refused) : "",
         .override_allowed = refused && beyond != beyond_limit.end() && !why_not(c, *beyond)});
  }
  return out;
}

Result<Referral> open_referral(Context& c, const ActOnReferral& in) {
  return act(c, in, ReferralAction::open);
}
Result<Referral> acknowledge_referral(Context& c, const TakeReferral& in) {
  return act(c, in, ReferralAction::acknowledge);
}
Result<Referral> accept_referral(Context& c, const TakeReferral& in) {
  return act(c, in, ReferralAction::accept);
}
Result<Referral> start_referral(Context& c, const ActOnReferral& in) {
  return act(c, in, ReferralAction::start);
}
Result<Referral> resume_referral(Context& c, const ActOnReferral& in) {
  return act(c, in, ReferralAction::resume);
}
Result<Referral> hold_referral(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::hold);
}
Result<Referral> decline_referral(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::decline);
}
Result<Referral> fail_referral(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::fail);
}
Result<Referral> withdraw_referral(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::withdraw);
}
Result<Referral> reopen_referral(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::reopen);
}
Result<Referral> mark_referral_error(Context& c, const EndReferral& in) {
  return act(c, in, ReferralAction::mark_error);
}
Result<Referral> complete_referral(Context& c, const CompleteReferral& in) {
  return act(c, in, ReferralAction::complete);
}
Result<Referral> record_outcome(Context& c, const CompleteReferral& in) {
  return act(c, in, ReferralAction::record_outcome);
}

}  // namespace onward
