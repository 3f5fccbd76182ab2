// Waits that merge, and curves of them.
#include "onward/rules/survival.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using E = WaitEnd;
using enum WaitEnd;
using List = std::vector<Wait>;

// Weeks of remission under 6-MP, of which 12 went on.
//   source   E. Freireich et al. (1963), as in Kalbfleisch and Prentice (1980), table 1.1
const List remissions{{6, reached},  {6, reached},  {6, reached}, {6, open},  {7, reached},
                      {9, open},     {10, reached}, {10, open},   {11, open}, {13, reached},
                      {16, reached}, {17, open},    {19, open},   {20, open}, {22, reached},
                      {23, reached}, {25, open},    {32, open},   {32, open}, {34, open},
                      {35, open}};

// A made-up list with ties between all kinds of ends.
const List mixed{{1, reached}, {2, declined}, {3, reached},  {3, open},    {4, expired},
                 {5, reached}, {6, open},     {7, declined}, {8, reached}, {8, reached},
                 {9, open},    {10, expired}, {12, reached}, {15, open},   {20, declined}};

Curve curve(const std::optional<Curve>& found) { return found.value(); }

// The definition, step by step, and the delta method as a double sum.
struct Plain {
  double share = 0, variance = 0;
};
Plain plain_at(const List& list, E end, std::int64_t until) {
  struct Step {
    double at_risk, rising, ended, before, share;
  };
  std::vector<Step> steps;
  double remaining = 1, share = 0;
  for (std::int64_t at = 0; at <= until; ++at) {
    const auto count = [&](auto holds) {
      return static_cast<double>(std::ranges::count_if(list, holds));
    };
    const double risk = count([&](const Wait& w) { return w.minutes >= at; });
    const double rising = count([&](const Wait& w) { return w.minutes == at && w.end == end; });
    const double ended =
        count([&](const Wait& w) { return w.minutes == at && !is_censored(w.end); });
    if (ended == 0) continue;
    share += remaining * rising / risk;
    steps.push_back({risk, rising, ended, remaining, share});
    remaining *= 1 - ended / risk;
  }
  double variance = 0;
  for (auto& s : steps) {
    const double rest = share - s.share, risk = s.at_risk;
    if (s.ended < risk) variance += rest * rest * s.ended / (risk * (risk - s.ended));
    variance += s.before * s.before * s.rising * (risk - s.rising) / (risk * risk * risk);
    variance -= 2 * rest * s.before * s.rising / (risk * risk);
  }
  return {share, variance};
}

List random_list(Chance& chance, std::int64_t size, std::int64_t minutes_max) {
  List out;
  for (std::int64_t i = 0; i < size; ++i)
    out.push_back(
        {chance.below(minutes_max + 1), static_cast<E>(chance.below(std::int64_t{wait_ends}))});
  return out;
}

}  // namespace

TEST_CASE("without waits, or without an end of that kind, there is no curve and no figure") {
  CHECK_FALSE(kaplan_meier(Waits{}));
  CHECK_FALSE(cumulative_incidence(Waits{}));
  CHECK_FALSE(any_end(Waits{}));
  CHECK(at_risk_table(Waits{}, std::vector<std::int64_t>{0, 5}).empty());
  const Waits going_on(List{{3, open}, {5, open}, {8, open}});
  CHECK_FALSE(kaplan_meier(going_on));
  CHECK_FALSE(any_end(going_on));
  CHECK(at_risk_table(going_on, std::vector<std::int64_t>{5}).front().at_risk == 2);
  const Waits all_declined(List{{3, declined}, {5, open}});
  CHECK_FALSE(kaplan_meier(all_declined));
  CHECK_FALSE(cumulative_incidence(all_declined, expired));
  CHECK(cumulative_incidence(all_declined, declined));
  CHECK_FALSE(kaplan_meier(all_declined, open));
  CHECK_FALSE(cumulative_incidence(all_declined, open));
}

TEST_CASE("remissions under 6-MP have the curve of the book") {
  const auto found = curve(kaplan_meier(Waits(remissions)));
  // Kalbfleisch and Prentice (1980); SAS prints the same errors.
  const std::vector<std::array<double, 5>> book{
      {6, 21, 3, .8571, .0764},  {7, 17, 1, .8067, .0869},  {10, 15, 1, .7529, .0963},
      {13, 12, 1, .6902, .1068}, {16, 11, 1, .6275, .1141}, {22, 7, 1, .5378, .1282},
      {23, 6, 1, .4482, .1346}};
  REQUIRE(found.steps.size() == book.size());
  for (std::size_t i = 0; i < book.size(); ++i) {
    auto& step = found.steps[i];
    CHECK(static_cast<double>(step.minutes) == book[i][0]);
    CHECK(static_cast<double>(step.at_risk) == book[i][1]);
    CHECK(static_cast<double>(step.ended) == book[i][2]);
    CHECK(1 - step.share == Approx(book[i][3]).margin(5e-5));
    CHECK(std::sqrt(step.variance) == Approx(book[i][4]).margin(5e-5));
  }
  CHECK(found.waits == 21);
  CHECK(found.followed_minutes == 35);
  CHECK_FALSE(found.is_complete);
}

TEST_CASE("intervals are those of log(-log), as lifelines 0.30 gives them") {
  const auto found = curve(kaplan_meier(Waits(remissions)));
  const auto check_step = [](const CurveStep& step, double remaining_low, double remaining_high) {
    const auto interval = interval_of(step);
    REQUIRE(interval);
    CHECK(1 - interval->high == Approx(remaining_low).epsilon(1e-12));
    CHECK(1 - interval->low == Approx(remaining_high).epsilon(1e-12));
  };
  check_step(found.steps[0], 0.6197179552659838, 0.9515517476469969);
  check_step(found.steps[4], 0.36751085598750194, 0.8049121894718411);
  check_step(found.steps[6], 0.18805200595923233, 0.6801426284952412);
}

TEST_CASE("quantiles are the first minute by which so many ended, with Brookmeyer and Crowley") {
  const auto found = curve(kaplan_meier(Waits(remissions)));
  const auto median = quantile_of(found, 0.5);
  REQUIRE(median);
  CHECK(median->minutes == 23);
  CHECK(median->low == 13);
  CHECK_FALSE(median->high);
  CHECK(quantile_of(found, 0.25)->minutes == 13);
  CHECK(quantile_of(found, 0.25)->low == 6);
  CHECK(quantile_of(found, 0.25)->high == 22);  // where the interval begins at 0.2532
  CHECK_FALSE(quantile_of(found, 0.75));
  CHECK_FALSE(quantile_of(found, 0));
  CHECK_FALSE(quantile_of(found, 1.5));
  CHECK_FALSE(quantile_of(found, std::nan("")));
}

TEST_CASE("a half is a half, whatever the rounding") {
  for (std::int64_t half = 1; half <= 300; ++half) {
    Waits waits;
    for (std::int64_t at = 1; at <= 2 * half; ++at) waits.add(at, at % 3 == 0 ? declined : reached);
    const auto found = quantile_of(curve(any_end(waits)), 0.5);
    REQUIRE(found);
    REQUIRE(found->minutes == half);
    REQUIRE(quantile_of(curve(any_end(waits)), 1)->minutes == 2 * half);
  }
}

TEST_CASE("a single end is a curve without an interval") {
  const auto found = curve(kaplan_meier(Waits(List{{7, reached}})));
  REQUIRE(found.steps.size() == 1);
  CHECK(found.steps[0].share == 1);
  CHECK(found.is_complete);
  CHECK_FALSE(interval_of(found.steps[0]));
  const auto median = quantile_of(found, 0.5);
  REQUIRE(median);
  CHECK(median->minutes == 7);
  CHECK_FALSE(median->low);
  CHECK_FALSE(median->high);
}

TEST_CASE("a curve says nothing beyond what was followed") {
  const auto found = curve(kaplan_meier(Waits(remissions)));
  CHECK(step_at(found, 0)->share == 0);
  CHECK(step_at(found, 5)->at_risk == 21);
  CHECK_FALSE(interval_of(*step_at(found, 5)));
  CHECK(step_at(found, 6)->share == Approx(1 - .8571).margin(5e-5));
  CHECK(step_at(found, 35)->minutes == 23);
  CHECK_FALSE(step_at(found, 36));
  CHECK_FALSE(step_at(found, -1));
  // The last one ended, so it is known for ever; where that was a refusal, it is not for
  // acceptance.
  const Waits until_refused(List{{1, reached}, {2, declined}});
  CHECK_FALSE(step_at(curve(kaplan_meier(until_refused)), 3));
  CHECK(step_at(curve(cumulative_incidence(until_refused)), 3)->share == 0.5);
}

TEST_CASE("competing ends share the curve, in exact fractions") {
  const auto found = curve(cumulative_incidence(Waits(mixed)));
  const std::vector<std::pair<std::int64_t, double>> expected{
      {1, 1.0 / 15}, {3, 2.0 / 15}, {5, 34.0 / 165}, {8, 61.0 / 165}, {12, 623.0 / 1320}};
  REQUIRE(found.steps.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(found.steps[i].minutes == expected[i].first);
    CHECK(found.steps[i].share == Approx(expected[i].second).epsilon(1e-14));
  }
  // Counting refusals like open ones says too much: 1 - 14/15 * 12/13 * ... of Kaplan and Meier.
  CHECK(curve(kaplan_meier(Waits(mixed))).steps.back().share > 623.0 / 1320 + 0.1);
}

TEST_CASE("the variance of an incidence is that of lifelines") {
  // AalenJohansenFitter, 0.30.3.
  const Waits waits(List{{1, reached},
                         {2, declined},
                         {3, reached},
                         {4, expired},
                         {5, reached},
                         {6, open},
                         {7, declined},
                         {8, reached},
                         {9, open},
                         {10, expired},
                         {12, reached},
                         {15, open},
                         {20, declined}});
  const auto found = curve(cumulative_incidence(waits));
  const std::vector<std::pair<double, double>> expected{
      {0.07692307692307693, 0.005461993627674101},
      {0.15384615384615385, 0.010013654984069188},
      {0.23076923076923078, 0.013654984069185255},
      {0.31868131868131866, 0.017529867789498263},
      {0.42857142857142855, 0.022124657132506408}};
  REQUIRE(found.steps.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(found.steps[i].share == Approx(expected[i].first).epsilon(1e-13));
    CHECK(found.steps[i].variance == Approx(expected[i].second).epsilon(1e-12));
  }
}

TEST_CASE("who was called off before an answer was followed until then, and no longer") {
  // Nine are asked, three for each of three people. By hand: of 9 one accepts, and its two siblings
  // are called off; of 6 one accepts, one declines, one is called off; of 3 the sender takes one
  // back; of 2 one accepts. 1/9; + 8/9 1/6 = 7/27, 16/27 still wait; + 16/27 1/2 = 5/9.
  const Waits waits(List{{1, reached},
                         {1, called_off},
                         {1, called_off},
                         {2, declined},
                         {2, reached},
                         {2, called_off},
                         {3, called_off},
                         {4, reached},
                         {4, called_off}});
  const auto found = curve(cumulative_incidence(waits));
  REQUIRE(found.steps.size() == 3);
  CHECK(found.steps[0].share == Approx(1. / 9).epsilon(1e-15));
  CHECK(found.steps[1].share == Approx(7. / 27).epsilon(1e-15));
  CHECK(found.steps[2].share == Approx(5. / 9).epsilon(1e-15));
  CHECK(found.steps[1].at_risk == 6);
  CHECK(found.steps[2].at_risk == 2);
  CHECK(quantile_of(found, 0.5)->minutes == 4);
  CHECK(curve(cumulative_incidence(waits, declined)).steps[0].share ==
        Approx(4. / 27).epsilon(1e-15));
  CHECK(step_at(curve(any_end(waits)), 4)->share == Approx(19. / 27).epsilon(1e-15));
  CHECK_FALSE(cumulative_incidence(waits, called_off));
  CHECK_FALSE(kaplan_meier(waits, called_off));
}

TEST_CASE("curves are those of the definition, for random waits with many ties") {
  Chance chance(11);
  for (int round = 0; round < 300; ++round) {
    const auto list = random_list(chance, chance.between(1, 60), chance.between(1, 30));
    const Waits waits(list);
    CAPTURE(round);
    for (const E end : {reached, declined, other}) {
      const auto found = cumulative_incidence(waits, end);
      if (!found) continue;
      for (auto& step : found->steps) {
        const auto plain = plain_at(list, end, step.minutes);
        REQUIRE(step.share == Approx(plain.share).margin(1e-13));
        REQUIRE(step.variance == Approx(plain.variance).margin(1e-13));
        if (const auto interval = interval_of(step)) {
          REQUIRE(0 < interval->low);
          REQUIRE(interval->low < step.share);
          REQUIRE(step.share < interval->high);
          REQUIRE(interval->high < 1);
        }
      }
      auto alone = list;  // where all else is open, both curves are one
      for (auto& wait : alone)
        if (wait.end != end) wait.end = open;
      const auto km = curve(kaplan_meier(waits, end)),
                 same = curve(cumulative_incidence(Waits(alone), end));
      for (std::size_t i = 0; i < km.steps.size(); ++i) {
        REQUIRE(km.steps[i].share == same.steps[i].share);
        const auto plain = plain_at(alone, end, km.steps[i].minutes);
        REQUIRE(km.steps[i].share == Approx(plain.share).margin(1e-13));
        REQUIRE(km.steps[i].variance == Approx(plain.variance).margin(1e-13));
      }
    }
  }
}

TEST_CASE("shares of all ends and of those who wait add up to 1") {
  Chance chance(12);
  for (int round = 0; round < 200; ++round) {
    const Waits waits(random_list(chance, 80, 40));
    const auto all = curve(any_end(waits));
    for (std::int64_t at = 0; at <= all.followed_minutes; ++at) {
      double sum = 0;
      for (const E end : {reached, declined, expired, withdrawn, other})
        if (const auto found = cumulative_incidence(waits, end)) sum += step_at(*found, at)->share;
      REQUIRE(sum == Approx(step_at(all, at)->share).margin(1e-12));
    }
  }
}

TEST_CASE("where nobody is open, an incidence is a plain rate with a rate's variance") {
  Chance chance(13);
  for (int round = 0; round < 100; ++round) {
    auto list = random_list(chance, 200, 50);
    std::erase_if(list, [](const Wait& wait) { return is_censored(wait.end); });
    list.push_back({0, reached});
    const auto size = static_cast<double>(list.size());
    for (auto& step : curve(cumulative_incidence(Waits(list))).steps) {
      const double share =
          static_cast<double>(std::ranges::count_if(
              list, [&](const Wait& w) { return w.end == reached && w.minutes <= step.minutes; })) /
          size;
      REQUIRE(step.share == Approx(share).epsilon(1e-13));
      REQUIRE(step.variance == Approx(share * (1 - share) / size).margin(1e-13));
    }
  }
}

TEST_CASE("rows of the table below a curve add up to all waits") {
  const std::vector<std::int64_t> at{0, 6, 7, 12, 35, 36};
  const auto table = at_risk_table(Waits(remissions), at);
  REQUIRE(table.size() == at.size());
  const std::vector<std::int64_t> expected{21, 21, 17, 12, 1, 0};
  for (std::size_t i = 0; i < at.size(); ++i) {
    CHECK(table[i].minutes == at[i]);
    CHECK(table[i].at_risk == expected[i]);
    std::int64_t sum = table[i].at_risk;
    for (const auto before : table[i].before) sum += before;
    CHECK(sum == 21);
  }
  CHECK(table[2].before == std::array<std::int64_t, wait_ends>{3, 0, 0, 0, 0, 1, 0});
}

TEST_CASE("waits merge in any order and grouping, and nothing changes nothing") {
  Chance chance(14);
  for (int round = 0; round < 200; ++round) {
    const auto list = random_list(chance, chance.between(0, 50), 20);
    std::array<List, 3> thirds;
    for (auto& wait : list) thirds[static_cast<std::size_t>(chance.below(3))].push_back(wait);
    const Waits a(thirds[0]), b(thirds[1]), c(thirds[2]), all(list);
    Waits ab = a, bc = b, ba = b, with_nothing = all, nothing;
    ab.merge(b), ab.merge(c);
    bc.merge(c), ba.merge(a), ba.merge(c);
    Waits a_bc = a;
    a_bc.merge(bc);
    with_nothing.merge(Waits{}), nothing.merge(all);
    REQUIRE(ab == all);
    REQUIRE(a_bc == all);
    REQUIRE(ba == all);
    REQUIRE(with_nothing == all);
    REQUIRE(nothing == all);
    Waits one_by_one, read;
    for (auto& wait : list) one_by_one.add(wait.minutes, wait.end);
    for (auto& cell : all.cells()) read.add(cell);
    REQUIRE(one_by_one == all);
    REQUIRE(read == all);
  }
}

TEST_CASE("many waits at once are counted as one by one") {
  Chance chance(15);
  for (const std::int64_t minutes_max : {1LL, 100LL, 500'000LL, 1LL << 40}) {
    const auto list = random_list(chance, 5'000, minutes_max);
    Waits one_by_one;
    for (auto& wait : list) one_by_one.add(wait.minutes, wait.end);
    REQUIRE(Waits(list) == one_by_one);
    REQUIRE(Waits(list).totals().total() == 5'000);
  }
}

TEST_CASE("what is taken back leaves nothing behind; a part of it alone makes no figure") {
  Waits waits(mixed);
  waits.add(8, reached, -2);
  CHECK(std::ranges::none_of(waits.cells(), [](auto& cell) { return cell.minutes == 8; }));
  Waits taken_back;
  taken_back.add(8, reached, -2);
  CHECK_FALSE(taken_back.is_whole());
  CHECK_FALSE(kaplan_meier(taken_back));
  CHECK_FALSE(any_end(taken_back));
  CHECK(at_risk_table(taken_back, std::vector<std::int64_t>{0}).empty());
  Waits again(mixed);
  again.merge(taken_back);
  CHECK(again == waits);
  CHECK_FALSE(kaplan_meier(Waits(List{{-1, reached}, {2, reached}})));
}

TEST_CASE("readers are told no wait that is somebody's own") {
  constexpr std::int64_t hour = 60, day = 24 * hour;
  const auto told = [](const List& list) {
    std::vector<std::pair<std::int64_t, std::int64_t>> out;
    const Waits waits = rounded_for_readers(Waits(list), 3);
    CHECK(waits.totals().counts == Waits(list).totals().counts);
    for (auto& cell : waits.cells()) out.emplace_back(cell.minutes, cell.count(reached));
    return out;
  };
  using Told = std::vector<std::pair<std::int64_t, std::int64_t>>;
  CHECK(told({}) == Told{});
  CHECK(told({{1, reached}, {59, reached}, {60, reached}}) == Told{{hour, 3}});
  CHECK(told({{1, reached}, {100, reached}, {2 * day + 1, reached}}) == Told{{3 * day, 3}});
  CHECK(told({{1, reached}, {2, reached}, {3, reached}, {600, reached}}) == Told{{10 * hour, 4}});
  CHECK(told({{1, declined}, {2, declined}, {61, reached}}) == Told{{2 * hour, 1}});
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Chance chance(seed);
    List list;
    for (auto left = chance.below(60); left > 0; --left)
      list.push_back({chance.below(5 * day), static_cast<E>(chance.below(7))});
    const auto all = std::ranges::count(list, reached, &Wait::end);
    for (auto& [minutes, count] : told(list)) {
      INFO("seed " << seed << ", minutes " << minutes);
      CHECK(minutes % (minutes > 2 * day ? day : hour) == 0);
      CHECK((count == 0 || count >= std::min<std::int64_t>(3, all)));
    }
  }
}
