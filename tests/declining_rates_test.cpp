// How often chance alone makes a decline, and how soon a real one is found: the figures of
// docs/decisions/0041.
#include <algorithm>
#include <span>

#include "catch.hpp"
#include "chance.hpp"
#include "onward/rules/relationship.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using std::chrono::days;

const PracticeRules rules{};
const Date begun{std::chrono::year{2021} / 1 / 1};
constexpr int year_days = 365;

// Somebody may come in each eighth of a day: as good as Poisson up to hundreds a year.
void send(std::vector<Date>& out, Chance& chance, Date from, Date until, int in_year) {
  constexpr int parts = 8;
  for (Date on = from; on < until; on += days(1))
    for (int part = 0; part < parts; ++part)
      if (chance.below(year_days * parts) < in_year) out.push_back(on);
}

// The first judgement from a day on that finds a decline, and nothing before another one.
std::optional<Date> found_between(const std::vector<Date>& referred, Date from, Date until) {
  if (referred.empty()) return std::nullopt;
  for (Date today = referred.front(); today < until; today += days(30)) {
    if (today < from) continue;
    const std::span known(referred.begin(), std::ranges::upper_bound(referred, today));
    if (standing_of(known, today, rules).standing == RelationshipStanding::declining) return today;
  }
  return std::nullopt;
}

struct Found {
  int within_180 = 0, within_270 = 0;
};
// Of so many whose rate is halved after two or three years; 0 in the place of half: who stop.
Found found_of(int senders, int before, int after) {
  Chance chance(static_cast<std::uint64_t>(before));
  Found out;
  for (int sender = 0; sender < senders; ++sender) {
    const Date fallen = begun + days(2 * year_days + chance.below(90));
    std::vector<Date> referred;
    send(referred, chance, begun, fallen, before);
    send(referred, chance, fallen, fallen + days(271), after);
    out.within_180 += found_between(referred, fallen, fallen + days(181)).has_value();
    out.within_270 += found_between(referred, fallen, fallen + days(271)).has_value();
  }
  return out;
}

}  // namespace

TEST_CASE("of senders whose rate stays the same, at most one in twenty is flagged in a year") {
  constexpr int senders = 1'500;
  for (const int in_year : {4, 6, 9, 12, 15, 18, 24, 48, 96}) {
    Chance chance(static_cast<std::uint64_t>(in_year));
    int flagged = 0, looked_at = 0;
    for (int sender = 0; sender < senders; ++sender) {
      std::vector<Date> referred;
      send(referred, chance, begun, begun + days(4 * year_days), in_year);
      for (int year = 1; year < 4; ++year, ++looked_at) {
        const Date from = begun + days(year * year_days);
        flagged += found_between(referred, from, from + days(year_days)).has_value();
      }
    }
    INFO(in_year << " a year: " << flagged << " of " << looked_at << " years");
    CHECK(flagged * 20 <= looked_at);
  }
}

TEST_CASE("a rate that is halved is found in half a year when it was high, and who stop as well") {
  constexpr int senders = 400;
  const auto high = found_of(senders, 192, 96);
  CHECK(high.within_180 * 100 >= senders * 85);
  const auto often = found_of(senders, 96, 48);
  CHECK(often.within_180 * 2 >= senders);
  CHECK(often.within_270 * 3 >= senders * 2);
  // Half of two a month is too little to tell from chance, mostly; nobody at all is not.
  CHECK(found_of(senders, 24, 12).within_270 * 8 >= senders);
  CHECK(found_of(senders, 24, 0).within_180 * 10 >= senders * 9);
}
