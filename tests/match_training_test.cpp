#include "onward/rules/match_training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using onward::tests::Chance;

namespace {

using enum MatchLevel;
using F = MatchField;

// A world of which the truth is known: four fields, the others unknown.
MatchWeights truth() {
  MatchWeights out = match_weights_default();
  out.prior = 0.02;
  out.at(F::given_name, exact) = {0.80, 0.02};
  out.at(F::given_name, similar) = {0.10, 0.01};
  out.at(F::given_name, nickname) = {0.03, 0.01};
  out.at(F::given_name, near) = {0.02, 0.01};
  out.at(F::given_name, swapped) = {0, 0};
  out.at(F::given_name, crossed) = {0, 0};
  out.at(F::given_name, different) = {0.05, 0.95};
  out.at(F::family_name, exact) = {0.70, 0.01};
  out.at(F::family_name, similar) = {0.20, 0.01};
  out.at(F::family_name, near) = {0.02, 0.03};
  out.at(F::family_name, different) = {0.08, 0.95};
  out.at(F::phone, exact) = {0.60, 0.01};
  out.at(F::phone, one_slip) = {0.10, 0.01};
  out.at(F::phone, different) = {0.30, 0.98};
  out.at(F::postcode, exact) = {0.70, 0.05};
  out.at(F::postcode, one_slip) = {0.05, 0.05};
  out.at(F::postcode, different) = {0.25, 0.90};
  return out;
}

MatchLevel any_level(Chance& chance, const MatchWeights& w, F field, double MatchOdds::* part) {
  double at = static_cast<double>(chance.below(1'000'000)) / 1e6;
  for (const auto level : levels_of(field))
    if ((at -= w.at(field, level).*part) < 0) return level;
  return different;
}

MatchComparison any_pair(Chance& chance, const MatchWeights& w, bool is_match) {
  const auto part = is_match ? &MatchOdds::m : &MatchOdds::u;
  MatchComparison out{};
  for (const F field : {F::given_name, F::family_name, F::phone, F::postcode})
    out[static_cast<std::size_t>(field)] =
        chance.percent(10) ? missing : any_level(chance, w, field, part);
  return out;
}

std::vector<MatchPattern> world(int pairs) {
  Chance chance(1);
  const MatchWeights w = truth();
  MatchPatterns patterns;
  for (int i = 0; i < pairs; ++i) patterns.add(any_pair(chance, w, chance.below(100) < 2));
  return patterns.counted();
}

void check_close(const MatchWeights& found, const MatchWeights& expected) {
  for (const F field : {F::given_name, F::family_name, F::phone, F::postcode})
    for (const auto level : levels_of(field)) {
      CAPTURE(name_of(field), name_of(level));
      CHECK(std::abs(found.at(field, level).m - expected.at(field, level).m) < 0.03);
      CHECK(std::abs(found.at(field, level).u - expected.at(field, level).u) < 0.003);
    }
}

void check_sane(const TrainedMatchWeights& trained) {
  const MatchScore score(trained.weights);
  CHECK((trained.weights.prior > 0 && trained.weights.prior <= 0.5));
  CHECK(std::isfinite(score.prior_bits()));
  CHECK(std::isfinite(trained.expected_matches));
  CHECK((trained.rounds >= 0 && trained.rounds <= match_rounds_max));
  for (std::size_t f = 0; f < match_fields; ++f) {
    const auto field = static_cast<F>(f);
    double m = 0, u = 0;
    for (const auto level : levels_of(field)) {
      const auto& odds = trained.weights.at(field, level);
      CHECK((odds.m > 0 && odds.m <= 1 && odds.u > 0 && odds.u <= 1));
      CHECK(std::isfinite(score.bits(field, level)));
      m += odds.m, u += odds.u;
    }
    CHECK(std::abs(m - 1) < 1e-6);
    CHECK(std::abs(u - 1) < 1e-6);
  }
}

}  // namespace

TEST_CASE("patterns are counted, in one order however they come") {
  MatchComparison a{}, b{};
  b[0] = exact;
  MatchPatterns forwards, backwards;
  for (auto& c : {a, b, b}) forwards.add(c);
  for (auto& c : {b, b, a}) backwards.add(c);
  const auto counted = forwards.counted();
  REQUIRE(counted.size() == 2);
  CHECK(counted[0].count == 1);
  CHECK((counted[1].comparison == b && counted[1].count == 2));
  CHECK(std::ranges::equal(counted, backwards.counted(), [](auto& x, auto& y) {
    return x.comparison == y.comparison && x.count == y.count;
  }));
}

TEST_CASE("training finds the weights and the prior of a world, without being told who is who") {
  const auto pairs = world(200'000);
  const auto trained =
      train_match_weights({.pairs = pairs, .random_pairs = {}}, match_weights_default());
  CHECK(trained.converged);
  CHECK(trained.rounds < 100);
  check_sane(trained);
  check_close(trained.weights, truth());
  CHECK(std::abs(trained.weights.prior - 0.02) < 0.001);
  CHECK(std::abs(trained.expected_matches - 4'000) < 200);
  // What was never known keeps its start.
  CHECK(std::abs(trained.weights.at(F::email, exact).m -
                 match_weights_default().at(F::email, exact).m) < 1e-9);
}

TEST_CASE("pairs that share a key teach the same, when it is known how many there are in all") {
  // A key has brought together only pairs with the same name or the same telephone.
  const auto all = world(400'000);
  std::vector<MatchPattern> sharing, drawn;
  for (auto& pattern : all) {
    const auto level = [&](F f) { return pattern.comparison[static_cast<std::size_t>(f)]; };
    if (level(F::family_name) == exact || level(F::phone) == exact ||
        (level(F::given_name) == exact && level(F::postcode) == exact))
      sharing.push_back(pattern);
    if (pattern.count >= 20) drawn.push_back({pattern.comparison, pattern.count / 20});
  }
  const auto trained = train_match_weights(
      {.pairs = sharing, .random_pairs = drawn, .pairs_total = 400'000}, match_weights_default());
  CHECK(trained.converged);
  check_sane(trained);
  CHECK(std::abs(trained.weights.prior - 0.02) < 0.004);  // some share no key
  for (const F field : {F::given_name, F::family_name, F::phone, F::postcode}) {
    CAPTURE(name_of(field));
    CHECK(std::abs(trained.weights.at(field, exact).m - truth().at(field, exact).m) < 0.12);
    CHECK(std::abs(trained.weights.at(field, exact).u - truth().at(field, exact).u) < 0.01);
  }
  // Taken for all there are, they would be misunderstood.
  const auto misled = train_match_weights({.pairs = sharing}, match_weights_default());
  CHECK(misled.weights.prior > 0.1);
}

TEST_CASE("training is the same every time, and does not depend on the order of patterns") {
  auto pairs = world(20'000);
  const auto first = train_match_weights({.pairs = pairs}, match_weights_default());
  const auto again = train_match_weights({.pairs = pairs}, match_weights_default());
  std::ranges::reverse(pairs);
  const auto reversed = train_match_weights({.pairs = pairs}, match_weights_default());
  CHECK(first.weights.prior == again.weights.prior);
  CHECK(first.rounds == again.rounds);
  check_close(first.weights, reversed.weights);
  CHECK(std::abs(first.weights.prior - reversed.weights.prior) < 1e-6);
}

TEST_CASE("training without sense gives weights that can be used all the same") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const auto pairs = world(1'000);
  MatchComparison all_exact{};
  all_exact.fill(exact);
  const std::vector<MatchPattern> nothing, negative{{all_exact, -5}}, same{{all_exact, 1'000'000}},
      unknown{{MatchComparison{}, 1'000}},
      huge{{all_exact, std::numeric_limits<std::int64_t>::max()}};
  for (const auto* list : {&pairs, &nothing, &negative, &same, &unknown, &huge})
    for (const std::int64_t total : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 60})
      for (const double odds : {0.5, 0.0, -1.0, 1e300, nan, infinite}) {
        MatchWeights start;
        start.prior = odds;
        for (auto& field : start.odds) field.fill({odds, odds});
        check_sane(train_match_weights({.pairs = *list, .pairs_total = total}, start));
        check_sane(train_match_weights({.pairs = *list, .random_pairs = *list}, start));
      }
  CHECK(train_match_weights({}, match_weights_default()).rounds == 0);
}
