// Credit by plain models, how it is shared to the last unit, and where models disagree. Chains and
// games are in attribution_games_test.cpp.
#include "onward/rules/attribution.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "catch.hpp"
#include "onward/rules/attribution_compare.hpp"
#include "random_paths.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using M = AttributionModel;
using F = AttributionFault;
using Units = std::vector<std::int64_t>;
constexpr auto unit = attribution_units_per_conversion;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

std::int64_t sum(const Units& units) {
  return std::accumulate(units.begin(), units.end(), std::int64_t{0});
}

PathArrays nine_paths() {
  PathArrays out;
  for (const auto* letters : {"A", "AB", "ABC", "B", "BA", "BCA", "C", "CA", "CBA"})
    out.add(letters, 3);
  return out;
}

// total * weight / sum and what remains, by doubling, bit by bit of the total.
struct Division {
  std::uint64_t whole = 0, rest = 0;
};
Division divided(std::uint64_t total, std::uint64_t weight, std::uint64_t by) {
  Division out;
  for (int bit = 63; bit >= 0; --bit) {
    out.whole *= 2, out.rest *= 2;
    if (out.rest >= by) out.rest -= by, ++out.whole;
    if (!(total >> bit & 1)) continue;
    out.rest += weight;
    if (out.rest >= by) out.rest -= by, ++out.whole;
  }
  return out;
}

// By the definition: units that are left over are given one by one.
Units allotted_one_by_one(std::int64_t total, const Units& weights) {
  const auto all = static_cast<std::uint64_t>(sum(weights));
  Units out;
  std::vector<std::uint64_t> rests;
  for (const auto weight : weights) {
    const auto part =
        divided(static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(weight), all);
    out.push_back(static_cast<std::int64_t>(part.whole));
    rests.push_back(part.rest);
  }
  while (sum(out) < total) {
    const auto best = std::ranges::max_element(rests);
    ++out[static_cast<std::size_t>(best - rests.begin())];
    *best = 0;
  }
  return out;
}

// Adds path after path, in real numbers.
std::vector<double> added_up(const PathArrays& arrays, M model, std::int64_t half_life) {
  std::vector<double> out(arrays.sources_total, 0);
  for (std::size_t path = 0; path < arrays.size(); ++path) {
    std::vector<PathTouch> touches;
    for (auto i = arrays.offsets[path]; i < arrays.offsets[path + 1]; ++i)
      touches.push_back({arrays.at[i], arrays.is_direct[arrays.sources[i]] != 0});
    const auto weights = touch_weights(model, touches, half_life);
    for (std::size_t i = 0; i < weights.size(); ++i)
      out[arrays.sources[arrays.offsets[path] + i]] +=
          weights[i] * static_cast<double>(arrays.conversions[path]);
  }
  return out;
}

std::vector<std::size_t> shuffled(std::size_t size, Chance& chance) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[chance.next() % i]);
  return order;
}

}  // namespace

TEST_CASE("units are shared by weight, and what is left over goes to the largest remainders") {
  CHECK(allot(10, Units{1, 1, 1}) == Units{4, 3, 3});
  CHECK(allot(10, Units{1, 2, 1}) == Units{3, 5, 2});  // 2.5 5 2.5: the lower place
  CHECK(allot(100, Units{1, 1, 4}) == Units{17, 17, 66});  // 16.67 16.67 66.67, all alike
  CHECK(allot(7, Units{0, 5, 0}) == Units{0, 7, 0});
  CHECK(allot(0, Units{3, 4}) == Units{0, 0});
  CHECK(allot(-10, Units{1, 1, 1}) == Units{-4, -3, -3});
  CHECK(allot(10, std::vector<double>{0.1, 0.1, 0.2}) == Units{3, 2, 5});
}

TEST_CASE("units are shared as the definition says, by any weights and to any total") {
  Chance chance(1);
  for (int round = 0; round < 3'000; ++round) {
    Units weights;
    const auto weight_max = std::int64_t{1} << chance.between(1, 57);
    for (auto left = 1 + chance.below(20); left > 0; --left)
      weights.push_back(chance.percent(10) ? 0 : chance.below(weight_max));
    weights.push_back(1 + chance.below(weight_max));
    const auto total = chance.below(std::int64_t{1} << chance.between(0, 62));
    CAPTURE(round, total, weights);
    const auto expected = allotted_one_by_one(total, weights);
    REQUIRE(allot(total, weights) == expected);
    if (weight_max <= std::int64_t{1} << 53)
      REQUIRE(allot(total, std::vector<double>(weights.begin(), weights.end())) == expected);
  }
  const Units wide{largest, largest, largest, 1};
  CHECK(sum(allot(largest, wide)) == largest);
  CHECK(allot(least, Units{1}) == Units{least});
  CHECK(allot(largest, Units{largest}) == Units{largest});
}

TEST_CASE("weights without sense are shared by all the same") {
  using Reals = std::vector<double>;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  constexpr double tiny = std::numeric_limits<double>::denorm_min();
  CHECK(allot(5, Reals{}).empty());
  CHECK(allot(5, Reals{0, 0}) == Units{3, 2});
  CHECK(allot(5, Reals{nan, -1, 2}) == Units{0, 0, 5});
  CHECK(allot(5, Reals{nan, -infinite}) == Units{3, 2});
  CHECK(allot(5, Reals{infinite, 1e300, infinite}) == Units{3, 0, 2});
  CHECK(allot(5, Reals{tiny, tiny, 0}) == Units{3, 2, 0});
  CHECK(allot(5, Reals{1e308, 1e308, 1e308}) == Units{2, 2, 1});
  CHECK(allot(5, Reals{1e308, tiny}) == Units{5, 0});
  CHECK(allot(5, Units{-3, least, 1}) == Units{0, 0, 5});
}

TEST_CASE("each plain model shares twenty-seven conversions of nine paths") {
  const auto arrays = nine_paths();
  const auto paths = sound(arrays);
  REQUIRE(paths.conversions_total() == 27);
  const auto credit = plain_credit(paths);
  CHECK(credit.by(M::first_touch) == Units{9 * unit, 9 * unit, 9 * unit});
  CHECK(credit.by(M::last_touch) == Units{15 * unit, 6 * unit, 6 * unit});
  CHECK(credit.by(M::last_non_direct_touch) == credit.by(M::last_touch));
  CHECK(credit.by(M::linear) == Units{10'500'000, 9'000'000, 7'500'000});
  CHECK(credit.by(M::position_based) == Units{11'100'000, 8'400'000, 7'500'000});
  for (auto& units : credit.units) CHECK(sum(units) == 27 * unit);

  // Three conversions of one path: 1.2 for the first of three touches, 1.5 for that of two.
  CHECK(plain_credit(sound(PathArrays().add("ABC", 3))).by(M::position_based) ==
        Units{1'200'000, 600'000, 1'200'000});
  CHECK(plain_credit(sound(PathArrays().add("AB", 3))).by(M::position_based) ==
        Units{1'500'000, 1'500'000});
}

TEST_CASE("a touch counts half for each half-life that it is older than the last") {
  // A day passes between touches: 1/4, 1/2 and 1, of 7/4.
  const AttributionOptions daily{.half_life_seconds = 86'400};
  CHECK(plain_credit(sound(PathArrays().add("ABC", 7)), daily).by(M::time_decay) ==
        Units{1 * unit, 2 * unit, 4 * unit});
  const std::vector<PathTouch> touches{{0}, {86'400}, {2 * 86'400}};
  CHECK(touch_shares(M::time_decay, touches, 86'400) == Units{142'857, 285'714, 571'429});
  // Without times all came at once.
  auto arrays = PathArrays().add("ABC", 3);
  arrays.at.clear();
  CHECK(plain_credit(sound(arrays)).by(M::time_decay) == Units{unit, unit, unit});
}

TEST_CASE("nobody who came by themselves outranks a referrer, unless nobody else is there") {
  PathArrays arrays;
  arrays.add("ABC", 1).add("BCC", 2).add("CC", 4).add("C", 8).is_direct = {0, 0, 1};
  CHECK(plain_credit(sound(arrays)).by(M::last_non_direct_touch) == Units{0, 3 * unit, 12 * unit});
  CHECK(plain_credit(sound(arrays)).by(M::last_touch) == Units{0, 0, 15 * unit});
}

TEST_CASE("shares of the touches of one path add up to a million") {
  const std::vector<PathTouch> four{{0}, {10}, {20, true}, {30, true}};
  CHECK(touch_shares(M::first_touch, four) == Units{unit, 0, 0, 0});
  CHECK(touch_shares(M::last_touch, four) == Units{0, 0, 0, unit});
  CHECK(touch_shares(M::last_non_direct_touch, four) == Units{0, unit, 0, 0});
  CHECK(touch_shares(M::linear, four) == Units{250'000, 250'000, 250'000, 250'000});
  CHECK(touch_shares(M::position_based, four) == Units{400'000, 100'000, 100'000, 400'000});
  CHECK(touch_shares(M::linear, std::span(four).first(3)) == Units{333'334, 333'333, 333'333});
  for (auto& model : names<M>) {
    CHECK(touch_shares(model.value, {}).empty());
    CHECK(touch_shares(model.value, std::span(four).first(1)) == Units{unit});
    // Times from one end of the calendar to the other, and half-lives without sense.
    const std::vector<PathTouch> ends{{largest}, {least, true}, {0}, {largest}};
    for (const std::int64_t half_life : {least, std::int64_t{0}, std::int64_t{1}, largest})
      CHECK(sum(touch_shares(model.value, ends, half_life)) == unit);
  }
}

TEST_CASE("paths counted by length get what they get one after the other") {
  Chance chance(2);
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const auto arrays =
        random_paths(chance, {.paths = static_cast<std::size_t>(1 + chance.below(300)),
                              .sources = static_cast<std::uint32_t>(1 + chance.below(30)),
                              .length_max = round % 10 == 0 ? 100 : 1 + chance.below(15)});
    const auto paths = sound(arrays);
    const std::int64_t half_life = 1 + chance.below(std::int64_t{2'000'000});
    const auto credit = plain_credit(paths, {.half_life_seconds = half_life});
    const auto value = plain_credit(paths, {.half_life_seconds = half_life, .of_value = true});
    for (auto& model : names<M>) {
      CAPTURE(model.name);
      const auto expected = added_up(arrays, model.value, half_life);
      if (paths.conversions_total() == 0) continue;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(std::abs(static_cast<double>(credit.by(model.value)[i]) / 1e6 - expected[i]) <
                2e-6);
        REQUIRE(std::abs(static_cast<double>(value.by(model.value)[i]) / 1'999 - expected[i]) <
                1.0 / 1'999);
      }
      REQUIRE(sum(credit.by(model.value)) == paths.conversions_total() * unit);
      REQUIRE(sum(value.by(model.value)) == paths.conversions_total() * 1'999);
    }
  }
}

TEST_CASE(
    "the order of paths does not matter to plain models, nor whether equal ones are put together") {
  Chance chance(3);
  const auto arrays =
      random_paths(chance, {.paths = 5'000, .sources = 9, .length_max = 40, .count_max = 50});
  const auto shuffle = arrays.in_order(shuffled(arrays.size(), chance));
  CHECK(plain_credit(sound(arrays)).units == plain_credit(sound(shuffle)).units);
  PathArrays apart, together;
  apart.add("ABC", 1).add("BAA", 5).add("ABC", 6).add("C", 1).add("ABC", 3);
  together.add("BAA", 5).add("ABC", 10).add("C", 1);
  CHECK(plain_credit(sound(apart)).units == plain_credit(sound(together)).units);
}

TEST_CASE("what is wrong with paths is told with its place, and no model meets it") {
  const auto problems_of = [](auto change) {
    auto arrays = nine_paths();
    arrays.is_direct = {0, 0, 1};
    auto view = arrays.view();
    change(arrays, view);
    const auto checked = check(view);
    CHECK(checked.paths.has_value() == checked.problems.empty());
    return checked.problems;
  };
  using Problems = std::vector<AttributionProblem>;
  CHECK(problems_of([](auto&, auto&) {}).empty());
  CHECK(problems_of([](auto&, auto& v) { v.offsets = {}, v.sources = {}; }).front() ==
        AttributionProblem{F::offsets_missing, 0, 1});
  CHECK(problems_of([](auto& a, auto&) { a.offsets[0] = 1; }) ==
        Problems{{F::offsets_missing, 0, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.offsets[3] = 2; }) ==
        Problems{{F::offsets_falling, 2, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.offsets[3] = 3; }) == Problems{{F::path_empty, 2, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.offsets[9] = 17; }) ==
        Problems{{F::touches_missing, 9, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.sources[4] = 3, a.sources[9] = UINT32_MAX; }) ==
        Problems{{F::source_unknown, 4, 2}});
  CHECK(problems_of([](auto&, auto& v) {
          v.touched_at_seconds = v.touched_at_seconds.first(17);
        }) == Problems{{F::times_missing, 0, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.at[5] = 0, a.at[4] = 1; }) ==
        Problems{{F::times_falling, 5, 1}});
  CHECK(problems_of([](auto&, auto& v) { v.conversions = v.conversions.first(8); }) ==
        Problems{{F::conversions_missing, 0, 1}});
  CHECK(problems_of([](auto&, auto& v) { v.nulls = v.nulls.first(8); }) ==
        Problems{{F::nulls_missing, 0, 1}});
  CHECK(problems_of([](auto&, auto& v) { v.value_minor_units = v.nulls.first(1); }) ==
        Problems{{F::values_missing, 0, 1}});
  CHECK(problems_of([](auto&, auto& v) { v.is_direct = v.is_direct.first(2); }) ==
        Problems{{F::directness_missing, 0, 1}});
  CHECK(problems_of([](auto& a, auto&) { a.nulls[7] = a.values[8] = a.conversions[8] = -1; }) ==
        Problems{{F::count_negative, 7, 2}});
  CHECK(problems_of([](auto& a, auto&) { a.values[2] = 5, a.conversions[2] = 0; }) ==
        Problems{{F::value_without_conversion, 2, 1}});
  for (const auto member : {&PathArrays::conversions, &PathArrays::nulls, &PathArrays::values})
    CHECK(problems_of([&](auto& a, auto&) { (a.*member)[0] = (a.*member)[8] = largest; }) ==
          Problems{{F::totals_too_large, 0, 1}});
  // Several at once, each once.
  CHECK(problems_of([](auto& a, auto& v) {
          a.offsets[0] = 5, a.sources[0] = 7;
          v.nulls = v.nulls.first(2);
        }) ==
        Problems{{F::offsets_missing, 0, 1}, {F::source_unknown, 0, 1}, {F::nulls_missing, 0, 1}});
}

TEST_CASE("no paths, no conversions and no value share nothing") {
  PathArrays none;
  none.sources_total = 2;
  auto failures = PathArrays().add("AB", 0, 5);
  for (const auto* arrays : {&none, &failures})
    for (const bool of_value : {false, true})
      for (auto& units : plain_credit(sound(*arrays), {.of_value = of_value}).units)
        CHECK(units == Units{0, 0});
  auto unpriced = PathArrays().add("AB", 3);
  unpriced.values.clear();
  CHECK(plain_credit(sound(unpriced), {.of_value = true}).by(M::linear) == Units{0, 0});
  CHECK(plain_credit(sound(PathArrays())).by(M::linear).empty());
}

TEST_CASE("the most conversions that can be counted are shared to the last") {
  constexpr std::int64_t most = largest / unit / 2;
  auto arrays = PathArrays().add("ABB", most, 1).add("BCA", most, 1);
  arrays.values.clear();
  for (auto& units : plain_credit(sound(arrays)).units) CHECK(sum(units) == 2 * most * unit);
}

TEST_CASE("sources on which models disagree most come first") {
  const Units first{9, 9, 9, 0}, last{15, 6, 6, 0}, shorter{10, 17};
  const std::vector<std::span<const std::int64_t>> models{first, last, shorter};
  const auto compared = compare_credit(models);
  REQUIRE(compared.size() == 4);
  CHECK(compared[0].source == 1);
  CHECK(compared[0].units == Units{9, 6, 17});
  CHECK(compared[0].ranks == std::vector<std::uint32_t>{1, 2, 1});
  CHECK((compared[0].spread_units == 11 && compared[0].rank_spread == 1));
  CHECK((compared[1].source == 2 && compared[1].spread_units == 9));
  CHECK(compared[1].ranks == std::vector<std::uint32_t>{1, 2, 3});
  CHECK((compared[2].source == 0 && compared[2].spread_units == 6));
  CHECK((compared[3].source == 3 && compared[3].ranks == std::vector<std::uint32_t>{4, 4, 3}));
  const Units ends{least, largest};
  const std::vector<std::span<const std::int64_t>> extremes{ends, std::span(ends).last(1)};
  CHECK(compare_credit(extremes)[0].spread_units == UINT64_MAX);
  CHECK(compare_credit({}).empty());
}

TEST_CASE("paths in which models see different winners are listed, up to a limit") {
  PathArrays arrays;
  arrays.add("AA", 1).add("AB", 1).add("BAA", 2).add("BA", 0, 5).add("BAC", 1);
  arrays.is_direct = {0, 0, 1};
  const auto compared = compare_paths(sound(arrays), 2, 86'400);
  CHECK(compared.count == 3);
  REQUIRE(compared.paths.size() == 2);
  CHECK(compared.paths[0].path == 1);  // first A, last B, of half each A
  CHECK(compared.paths[0].winners == std::array<std::uint32_t, 6>{0, 1, 1, 0, 0, 1});
  CHECK(compared.paths[1].path == 2);
  CHECK(compared.paths[1].winners == std::array<std::uint32_t, 6>{1, 0, 0, 0, 0, 0});
  const auto all = compare_paths(sound(arrays), 9, 86'400);
  CHECK(all.paths.back().winners == std::array<std::uint32_t, 6>{1, 2, 0, 0, 1, 2});
}
