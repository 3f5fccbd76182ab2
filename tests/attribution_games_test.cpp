// Credit by removal from a chain and by the Shapley value, against figures found by hand and by
// other roads.
#include <cmath>
#include <map>
#include <numeric>

#include "catch.hpp"
#include "onward/rules/attribution_markov.hpp"
#include "onward/rules/attribution_shapley.hpp"
#include "random_paths.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using Units = std::vector<std::int64_t>;
constexpr std::array<std::size_t, 2> roads{0, 1'024};  // by repetition, and at once
constexpr auto unit = attribution_units_per_conversion;

std::int64_t sum(const Units& units) {
  return std::accumulate(units.begin(), units.end(), std::int64_t{0});
}

PathArrays nine_paths() {
  PathArrays out;
  for (const auto* letters : {"A", "AB", "ABC", "B", "BA", "BCA", "C", "CA", "CBA"})
    out.add(letters, 3);
  return out;
}

void check_close(const std::vector<double>& found, const std::vector<double>& expected,
                 double distance_max = 1e-12) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i, found[i], expected[i]);
    CHECK(std::abs(found[i] - expected[i]) < distance_max);
  }
}

void check_chain(const PathArrays& arrays, int order, double probability,
                 const std::vector<double>& effects) {
  CAPTURE(order);
  for (const auto at_once_max : roads) {
    const auto credit = markov_credit(sound(arrays), {.order = order, .at_once_max = at_once_max});
    REQUIRE(credit);
    CHECK(std::abs(credit.conversion_probability - probability) < 1e-12);
    check_close(credit.removal_effects, effects);
  }
}

// The chain as a table of lists of touches, walked until next to nothing is left on the way.
using Touches = std::vector<std::uint32_t>;
struct Exits {
  std::map<std::uint32_t, double> to{};
  double converted = 0, all = 0;
};
std::map<Touches, Exits> exits_of(const PathArrays& arrays, std::size_t order) {
  std::map<Touches, Exits> out;
  for (std::size_t path = 0; path < arrays.size(); ++path) {
    const auto converted = static_cast<double>(arrays.conversions[path]);
    const auto all = converted + static_cast<double>(arrays.nulls[path]);
    Touches state;
    for (auto i = arrays.offsets[path]; i < arrays.offsets[path + 1]; ++i) {
      auto& exits = out[state];
      exits.to[arrays.sources[i]] += all, exits.all += all;
      state.push_back(arrays.sources[i]);
      if (state.size() > order) state.erase(state.begin());
    }
    out[state].converted += converted, out[state].all += all;
  }
  return out;
}
double walked(const std::map<Touches, Exits>& chain, std::size_t order, std::int64_t without) {
  std::map<Touches, double> here{{{}, 1.0}};
  double converted = 0;
  while (!here.empty()) {
    std::map<Touches, double> next;
    for (auto& [state, mass] : here) {
      const auto& exits = chain.at(state);
      if (exits.all == 0 || mass < 1e-18) continue;
      converted += mass * exits.converted / exits.all;
      for (auto& [source, count] : exits.to) {
        if (source == without) continue;
        auto after = state;
        after.push_back(source);
        if (after.size() > order) after.erase(after.begin());
        next[after] += mass * count / exits.all;
      }
    }
    here = std::move(next);
  }
  return converted;
}
std::vector<double> effects_of(const PathArrays& arrays, std::size_t order) {
  const auto chain = exits_of(arrays, order);
  const double all = walked(chain, order, -1);
  std::vector<double> out;
  for (std::int64_t source = 0; source < arrays.sources_total; ++source)
    out.push_back(all > 0 ? 1 - walked(chain, order, source) / all : 0);
  return out;
}

// What a set is worth, by looking at every path.
template <class Worth> std::vector<double> by_permutations(std::uint32_t players, Worth worth) {
  std::vector<std::uint32_t> order(players);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<double> out(players, 0);
  double permutations = 0;
  do {
    ++permutations;
    unsigned set = 0;
    for (const auto player : order) {
      const double before = worth(set);
      set |= 1U << player;
      out[player] += worth(set) - before;
    }
  } while (std::ranges::next_permutation(order).found);
  for (auto& value : out) value /= permutations;
  return out;
}
struct Inside {
  double conversions = 0, nulls = 0;
  double rate() const { return conversions + nulls > 0 ? conversions / (conversions + nulls) : 0; }
};
Inside paths_inside(const PathArrays& arrays, unsigned set) {
  Inside out;
  for (std::size_t path = 0; path < arrays.size(); ++path) {
    bool is_inside = true;
    for (auto i = arrays.offsets[path]; i < arrays.offsets[path + 1]; ++i)
      is_inside = is_inside && (set >> arrays.sources[i] & 1);
    if (!is_inside) continue;
    out.conversions += static_cast<double>(arrays.conversions[path]);
    out.nulls += static_cast<double>(arrays.nulls[path]);
  }
  return out;
}

PathArrays reversed(const PathArrays& arrays) {
  std::vector<std::size_t> order(arrays.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  return arrays.in_order(order);
}

}  // namespace

TEST_CASE("chains of order 1 solved by hand") {
  // From the start: A 2/3, B 1/3. From A: conversion 1/2, B 1/2. From B: conversion 1/2, none 1/2.
  // From B 1/2 converts, from A 1/2 + 1/4 = 3/4, in all 2/3 3/4 + 1/3 1/2 = 2/3. Without A
  // 1/3 1/2 = 1/6, without B 2/3 1/2 = 1/3. Effects 1 - 1/4 and 1 - 1/2, shares 3/5 and 2/5.
  const auto plain = PathArrays().add("A", 1).add("AB", 1).add("B", 0, 1);
  check_chain(plain, 1, 2.0 / 3, {0.75, 0.5});
  CHECK(markov_credit(sound(plain)).units == Units{1'200'000, 800'000});

  // A circle. From A: B 1/2, conversion 1/2. From B: A 1/2, none 1/2. a = 1/2 + b/2 and b = a/2,
  // so a = 2/3, b = 1/3; in all 1/2 2/3 + 1/2 1/3 = 1/2. Without A 0; without B 1/2 1/2 = 1/4.
  check_chain(PathArrays().add("ABA", 1).add("B", 0, 1), 1, 0.5, {1, 0.5});

  // A touch of the same source is a step. From A: A, conversion and none 1/3 each, so a = 1/2.
  check_chain(PathArrays().add("AA", 1).add("A", 0, 1), 1, 0.5, {1});

  // Nine paths, all converted. From A: conversion 5/7, B 2/7; from B: conversion, A and C 1/3 each;
  // from C: conversion 2/5, A 2/5, B 1/5; each first in a third of all.
  //   without A  b = 1/3 + c/3, c = 2/5 + b/5: both 1/2; a third of 1 is 1/3, the effect 2/3
  //   without B  a = 5/7, c = 2/5 + 2/5 a = 24/35; (25 + 24)/35/3 = 7/15, the effect 8/15
  //   without C  a = 5/7 + 2/7 b, b = 1/3 + a/3: a = 17/19, b = 12/19; 29/57, the effect 28/57
  // Effects are to each other as 190 to 152 to 140.
  check_chain(nine_paths(), 1, 1, {2.0 / 3, 8.0 / 15, 28.0 / 57});
  const auto units = markov_credit(sound(nine_paths())).units;
  CHECK(units == Units{10'643'153, 8'514'523, 7'842'324});
  CHECK(sum(units) == 27 * unit);
}

TEST_CASE("chains of order 2 and 3 solved by hand") {
  // Order 2 knows that C leads to a conversion after A, and never after B. Order 1 does not:
  // from C 1/2 converts; in all 1/2, without A 1/4, without B 1/4, without C nothing.
  const auto after = PathArrays().add("AC", 1).add("BC", 0, 1);
  check_chain(after, 1, 0.5, {0.5, 0.5, 1});
  check_chain(after, 2, 0.5, {1, 0, 1});
  CHECK(markov_credit(sound(after), {.order = 2}).units == Units{500'000, 0, 500'000});

  // Order 2. From the start A 2/3, C 1/3. A to AB; AB to BC or none, 1/2 each; BC to CB; C to CB;
  // CB converts. In all 2/3 1/2 + 1/3 = 2/3. Without A 1/3; without B or C nothing: from AB the way
  // to a conversion leads through C.
  const auto circle = PathArrays().add("ABCB", 1).add("AB", 0, 1).add("CB", 1);
  check_chain(circle, 2, 2.0 / 3, {0.5, 1, 1});
  CHECK(markov_credit(sound(circle), {.order = 2}).units == Units{400'000, 800'000, 800'000});
  // Order 1. From B: conversion 1/2, C 1/4, none 1/4; from A and from C to B. b = 1/2 + b/4 = 2/3,
  // as from everywhere. Without A 1/3 2/3 = 2/9; without C 2/3 1/2 = 1/3.
  check_chain(circle, 1, 2.0 / 3, {2.0 / 3, 1, 0.5});

  // Order 3 knows what was before B. Order 2: from BC 1/2 converts; without A or D 1/4 is left.
  const auto longer = PathArrays().add("ABC", 1).add("DBC", 0, 1);
  check_chain(longer, 2, 0.5, {0.5, 1, 1, 0.5});
  check_chain(longer, 3, 0.5, {1, 1, 1, 0});
  CHECK(markov_credit(sound(longer), {.order = 3}).units == Units{333'334, 333'333, 333'333, 0});
}

TEST_CASE("chains are solved as if they were walked, by either road") {
  Chance chance(4);
  for (int round = 0; round < 60; ++round) {
    const auto arrays =
        random_paths(chance, {.paths = static_cast<std::size_t>(1 + chance.below(60)),
                              .sources = static_cast<std::uint32_t>(1 + chance.below(6)),
                              .length_max = 1 + chance.below(8)});
    const int order = 1 + round % 3;
    CAPTURE(round, order);
    const auto expected = effects_of(arrays, static_cast<std::size_t>(order));
    for (const auto at_once_max : roads) {
      const auto credit =
          markov_credit(sound(arrays), {.order = order, .at_once_max = at_once_max});
      REQUIRE(credit);
      check_close(credit.removal_effects, expected, 1e-10);
      CHECK(sum(credit.units) == sound(arrays).conversions_total() * unit);
    }
  }
}

TEST_CASE("many sources, and many states, take the roads that are meant for them") {
  Chance chance(5);
  // Sources that no path meets are no states.
  auto arrays = random_paths(chance, {.paths = 3'000, .sources = 300, .length_max = 6});
  arrays.sources_total = 100'000;
  arrays.is_direct.clear();
  const auto wide = markov_credit(sound(arrays));
  REQUIRE(wide);
  CHECK(wide.states <= 300);
  CHECK(wide.units.size() == 100'000);
  CHECK(sum(wide.units) == sound(arrays).conversions_total() * unit);

  // Both roads answer alike where the table of steps no longer fits.
  const auto deep = random_paths(chance, {.paths = 200, .sources = 60, .length_max = 5});
  const auto repeated = markov_credit(sound(deep), {.order = 3, .at_once_max = 0});
  const auto at_once = markov_credit(sound(deep), {.order = 3, .at_once_max = 10'000});
  REQUIRE(repeated);
  CHECK(repeated.states > 300);
  CHECK(repeated.states == at_once.states);
  check_close(repeated.removal_effects, at_once.removal_effects, 1e-10);

  const auto too_many = random_paths(chance, {.paths = 9'000, .sources = 20'000, .length_max = 6});
  CHECK(markov_credit(sound(too_many)).fault == MarkovFault::too_many_states);
  const auto too_deep = random_paths(chance, {.paths = 5'000, .sources = 80, .length_max = 6});
  CHECK(markov_credit(sound(too_deep), {.order = 3}).fault == MarkovFault::too_many_states);
  for (const int order : {-1, 0, 4})
    CHECK(markov_credit(sound(deep), {.order = order}).fault == MarkovFault::order_unknown);
}

TEST_CASE("the Shapley value of sets is that of all orders of arrival, and in closed form") {
  CHECK(shapley_set_credit(sound(nine_paths())) == Units{10'500'000, 9'000'000, 7'500'000});
  // A met twice counts once, where `linear` counts it twice.
  const auto twice = PathArrays().add("AAB", 3);
  CHECK(shapley_set_credit(sound(twice)) == Units{1'500'000, 1'500'000});
  CHECK(plain_credit(sound(twice)).by(AttributionModel::linear) == Units{2 * unit, unit});

  Chance chance(6);
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const auto arrays = random_paths(chance, {.paths = 40, .sources = 6, .length_max = 7});
    const auto expected =
        by_permutations(6, [&](unsigned set) { return paths_inside(arrays, set).conversions; });
    const auto units = shapley_set_credit(sound(arrays));
    for (std::size_t i = 0; i < units.size(); ++i)
      CHECK(std::abs(static_cast<double>(units[i]) / 1e6 - expected[i]) < 1e-6);
    CHECK(sum(units) == sound(arrays).conversions_total() * unit);
    const auto value = shapley_set_credit(sound(arrays), true);
    CHECK(sum(value) == sound(arrays).value_total_minor_units());
  }
}

TEST_CASE("the Shapley value of rates knows failures") {
  // Rates: A 1/2, B 0, both together (1 + 0 + 1) of 4. A: (1/2 + (1/2 - 0)) / 2 = 1/2, B:
  // (0 + (1/2 - 1/2)) / 2 = 0. By sets, A has 1 and a half and B a half.
  const auto arrays = PathArrays().add("A", 1, 1).add("B", 0, 1).add("AB", 1);
  const auto credit = shapley_rate_credit(sound(arrays));
  check_close(credit.values, {0.5, 0});
  CHECK(credit.units == Units{2 * unit, 0});
  CHECK(shapley_set_credit(sound(arrays)) == Units{1'500'000, 500'000});
  // Whoever lowers the rate is worth less than nothing: A (1 + 1/2) / 2, B (0 - 1/2) / 2.
  const auto harmful = shapley_rate_credit(sound(PathArrays().add("A", 1).add("B", 0, 1)));
  check_close(harmful.values, {0.75, -0.25});
  CHECK(harmful.units == Units{unit, 0});

  Chance chance(7);
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const auto random = random_paths(chance, {.paths = 40, .sources = 6, .length_max = 4});
    const auto expected =
        by_permutations(6, [&](unsigned set) { return paths_inside(random, set).rate(); });
    const auto found = shapley_rate_credit(sound(random));
    check_close(found.values, expected);
    CHECK(sum(found.units) == sound(random).conversions_total() * unit);
  }
  const auto many = random_paths(chance, {.paths = 900, .sources = 21, .length_max = 4});
  CHECK_FALSE(shapley_rate_credit(sound(many)));
  const auto most = random_paths(chance, {.paths = 900, .sources = 20, .length_max = 4});
  CHECK(shapley_rate_credit(sound(most)).players == 20);
}

TEST_CASE("the order of paths does not matter to chains and games") {
  Chance chance(8);
  const auto arrays = random_paths(chance, {.paths = 2'000, .sources = 8, .length_max = 9});
  const auto other = reversed(arrays);
  for (const int order : {1, 2, 3}) {
    const auto a = markov_credit(sound(arrays), {.order = order});
    const auto b = markov_credit(sound(other), {.order = order});
    CHECK(a.removal_effects == b.removal_effects);
    CHECK(a.units == b.units);
  }
  CHECK(shapley_set_credit(sound(arrays)) == shapley_set_credit(sound(other)));
  CHECK(shapley_rate_credit(sound(arrays)).values == shapley_rate_credit(sound(other)).values);
}

TEST_CASE("chains and games without conversions, paths or value share nothing") {
  PathArrays none;
  none.sources_total = 2;
  auto failures = PathArrays().add("AB", 0, 5);
  auto unseen = PathArrays().add("AB", 0, 0);
  auto unpriced = PathArrays().add("AB", 3);
  unpriced.values.clear();
  const auto nothing = [](const PathArrays& arrays, bool of_value) {
    for (const auto at_once_max : roads)
      for (const int order : {1, 2, 3})
        CHECK(markov_credit(sound(arrays), {order, of_value, at_once_max}).units == Units{0, 0});
    CHECK(shapley_set_credit(sound(arrays), of_value) == Units{0, 0});
    CHECK(shapley_rate_credit(sound(arrays), of_value).units == Units{0, 0});
  };
  for (const auto* arrays : {&none, &failures, &unseen}) nothing(*arrays, false);
  for (const auto* arrays : {&none, &failures, &unseen, &unpriced}) nothing(*arrays, true);
}

TEST_CASE("a chain that does not settle is told, not answered") {
  // A and B follow each other 20,000 times: each round leaves all but a 20,000th part on the way.
  std::string to_and_fro;
  for (int i = 0; i < 20'000; ++i) to_and_fro += "AB";
  PathArrays arrays;
  arrays.add(to_and_fro, 1, 1).add("C", 1, 1);
  const auto repeated = markov_credit(sound(arrays), {.at_once_max = 0});
  CHECK(repeated.fault == MarkovFault::not_settled);
  CHECK_FALSE(repeated);
  CHECK(repeated.units.empty());
  CHECK(markov_credit(sound(arrays)).units.size() == 3);
}
