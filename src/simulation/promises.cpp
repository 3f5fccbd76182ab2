// The design's promises, asked of a store through the operations that anybody may call.
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/rules/lifecycle.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

namespace {

constexpr std::int64_t whole_page = page_limit_max;

bool holds_claim(const Referral& r) {
  return r.phase == ReferralPhase::received || r.phase == ReferralPhase::accepted ||
         r.phase == ReferralPhase::in_progress || r.phase == ReferralPhase::on_hold;
}

bool is_due_later(Instant due, Instant now) { return due > now && due < never; }

// Promise 1: every unfinished referral has an owner and a clock.
void look_for_lost(Caller& caller, Desk& desk, std::vector<std::string>& broken) {
  for (auto& duty : referral_machine.duties) {
    if (duty.phase == ReferralPhase::draft) continue;  // nobody was asked yet
    ListReferrals page{.phase = duty.phase, .limit = whole_page};
    do {
      const auto listed = caller.must<referral::list>(desk.session, page);
      for (auto& r : listed.referrals)
        if (!is_due_later(r.due_at, caller.now()))
          broken.push_back("referral " + std::to_string(r.id.value) + " has no clock");
      page.cursor = listed.cursor;
    } while (!page.cursor.empty());
  }
}

// Promises 1 and 2: a need has one responsible organisation at most, or a reminder.
void look_at(Caller& caller, Desk& desk, const Need& need, std::vector<std::string>& broken) {
  const auto name = "need " + std::to_string(need.id.value);
  if (need.phase == NeedPhase::unresolved && !is_due_later(need.due_at, caller.now()))
    broken.push_back(name + " is unresolved and nobody will be reminded");
  const auto whole = caller.must<need::get>(desk.session, {.need_id = need.id});
  const auto claims = std::ranges::count_if(whole.referrals, holds_claim);
  if (claims > 1) broken.push_back(name + " is claimed " + std::to_string(claims) + " times");
  if ((claims == 1) != (need.phase == NeedPhase::claimed))
    broken.push_back(name + " is " + std::string(name_of(need.phase)) + " with " +
                     std::to_string(claims) + " claims");
}

void look_at_needs(Caller& caller, Desk& desk, std::vector<std::string>& broken) {
  ListNeeds page{.limit = whole_page};
  do {
    const auto listed = caller.must<need::list>(desk.session, page);
    for (auto& need : listed.needs) look_at(caller, desk, need, broken);
    page.cursor = listed.cursor;
  } while (!page.cursor.empty());
}

}  // namespace

std::vector<std::string> broken_promises(Caller& caller, Founded& county, bool whole_history) {
  std::vector<std::string> broken;
  for (auto& desk : county.desks) {
    if (!desk.open) continue;
    look_for_lost(caller, desk, broken);
    look_at_needs(caller, desk, broken);
  }
  const auto verified = caller.must<journal::verify>(county.administrator, {.deep = whole_history});
  for (auto& finding : verified.findings) broken.push_back("history: " + finding);
  return broken;
}

}  // namespace onward::simulation
