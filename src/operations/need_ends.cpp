// What the sender does with a need as a whole, when nobody helps or nobody should.
#include "operations/need_group.hpp"
#include "operations/needs.hpp"
#include "operations/settings.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

struct Said {
  std::string note{};
  std::string reason_code{};
  Outcome outcome = Outcome::none;
};

Result<NeedGroup> act_on_need(Context& c, const Need& need, NeedAction action, Said said = {}) {
  NeedGroup g = load_group(c, need);
  const Event event{
      .action = action, .by = parties_of(c, g.need, nullptr), .outcome = said.outcome};
  if (!said.note.empty()) g.need.close_note = std::move(said.note);
  if (auto refused = apply_event(c, g, event, {.reason_code = std::move(said.reason_code)})) {
    refused->path = "/need_id";
    return *std::move(refused);
  }
  return g;
}

}  // namespace

Result<Need> escalate_need(Context& c, const NeedRef& in) {
  const auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  auto g = act_on_need(c, need.value(), NeedAction::escalate);
  if (!g) return g.refusal();
  return g.value().need;
}

Result<NeedRecord> withdraw_need(Context& c, const WithdrawNeed& in) {
  const auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  const auto outcome = outcome_of_reason(c, ReferralAction::withdraw, in.reason_code);
  if (!outcome || is_positive(*outcome))
    return refuse(Reason::reason_code_unknown, "/reason_code", "no such reason for this action",
                  {{"action", std::string(name_of(ReferralAction::withdraw))},
                   {"reason_code", in.reason_code}});
  auto g = act_on_need(c, need.value(), NeedAction::withdraw, {in.note, in.reason_code, *outcome});
  if (!g) return g.refusal();
  return NeedRecord{std::move(g.value().need), std::move(g.value().referrals)};
}

Result<Need> close_need_unmet(Context& c, const EndNeed& in) {
  const auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  auto g = act_on_need(c, need.value(), NeedAction::close_unmet, {.note = in.note});
  if (!g) return g.refusal();
  return g.value().need;
}

}  // namespace onward
