// Who may refer to whom: every case of the rule, and agreements followed day by day.
#include "onward/rules/partners.hpp"

#include <algorithm>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using onward::tests::Chance;

namespace {

constexpr Date today = std::chrono::year(2025) / 3 / 3;

Agreement some_agreement(Chance& chance) {
  Agreement a{.receiver_id = 1 + chance.below(5),
              .valid_from = today + std::chrono::days(chance.below(60)),
              .phase = static_cast<AgreementPhase>(chance.below(4))};
  for (std::int64_t i = chance.below(3); i > 0; --i) a.issues.push_back(IssueId(i));
  if (chance.percent(70)) a.valid_until = a.valid_from + std::chrono::days(1 + chance.below(60));
  return a;
}

}  // namespace

TEST_CASE("where one side asks for partners, both must have consented; otherwise nobody is asked") {
  for (unsigned bits = 0; bits < 32; ++bits) {
    const auto is_set = [&](unsigned bit) { return (bits >> bit & 1) != 0; };
    const Partners p{is_set(0), is_set(1), is_set(2), is_set(3), is_set(4)};
    const bool somebody_asks = p.sender_requires || p.receiver_requires;
    const int consents = p.agreed ? 2 : int(p.sender_names) + int(p.receiver_names);
    CHECK(may_refer(p) == (!somebody_asks || consents == 2));
  }
}

TEST_CASE("an agreement holds from its first day to the day before its end, for its issues") {
  Agreement a{.issues = {IssueId(7)},
              .valid_from = today,
              .valid_until = today + std::chrono::days(2),
              .phase = AgreementPhase::agreed};
  const std::chrono::days day{1};
  CHECK_FALSE(is_in_force(a, 7, today - day));
  CHECK(is_in_force(a, 7, today));
  CHECK(is_in_force(a, 7, today + day));
  CHECK_FALSE(is_in_force(a, 7, today + 2 * day));
  CHECK_FALSE(is_in_force(a, 8, today));
  a.issues.clear();
  CHECK(is_in_force(a, 8, today));
  a.valid_until.reset();
  CHECK(is_in_force(a, 8, today + 10'000 * day));
  for (auto phase : {AgreementPhase::proposed, AgreementPhase::ended, AgreementPhase::expired}) {
    a.phase = phase;
    CHECK_FALSE(is_in_force(a, 8, today));
  }
}

TEST_CASE("those one may refer to are the receivers of agreements in force, each once") {
  Chance chance(18);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Agreement> agreements;
    for (std::int64_t i = chance.below(6); i > 0; --i) agreements.push_back(some_agreement(chance));
    const IssueId issue(1 + chance.below(3));
    const Date day = today + std::chrono::days(chance.below(130));
    const auto found = agreed_receivers(agreements, issue, day);
    CHECK(std::ranges::is_sorted(found));
    for (std::int64_t receiver = 1; receiver <= 5; ++receiver) {
      const bool expected = std::ranges::any_of(agreements, [&](auto& a) {
        return a.receiver_id == OrganizationId(receiver) && is_in_force(a, issue, day);
      });
      CHECK((std::ranges::count(found, OrganizationId(receiver)) == 1) == expected);
    }
  }
}

TEST_CASE("an agreement that is looked at only when it is due is never behind its days") {
  Chance chance(19);
  for (int round = 0; round < 500; ++round) {
    Agreement ticked = some_agreement(chance);
    std::optional<Date> due = standing_on(ticked, today, today).due_on;
    for (int days = 0; days < 200; ++days) {
      const Date day = today + std::chrono::days(days);
      const auto now = standing_on(ticked, today, day);
      if (now.due_on) REQUIRE(*now.due_on > day);
      if (days == 0 || (due && day >= *due)) {
        ticked.phase = now.phase;
        ticked.expiring = now.expiring;
        due = now.due_on;
      }
      REQUIRE(ticked.phase == now.phase);
      REQUIRE(ticked.expiring == now.expiring);
      REQUIRE(due == now.due_on);
      const bool is_over = ticked.valid_until && day >= *ticked.valid_until;
      if (is_over) REQUIRE(ticked.phase > AgreementPhase::agreed);
      if (ticked.phase == AgreementPhase::proposed) REQUIRE(due.has_value());
      if (ticked.phase == AgreementPhase::agreed)
        REQUIRE(ticked.expiring ==
                (ticked.valid_until && day >= *ticked.valid_until - agreement_warning));
    }
  }
}
