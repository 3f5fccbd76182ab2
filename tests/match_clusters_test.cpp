#include "onward/rules/match_clusters.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using onward::tests::Chance;

namespace {

using Clusters = std::vector<std::size_t>;
using Bits = std::map<std::pair<std::size_t, std::size_t>, double>;

std::vector<MatchPair> pairs_of(const Bits& bits) {
  std::vector<MatchPair> out;
  for (auto& [pair, value] : bits) out.push_back({pair.first, pair.second});
  return out;
}

// Bits of all pairs that are not named.
Clusters clusters(std::size_t records, const Bits& bits, double others, double average_min = 0) {
  return match_clusters(
      records, pairs_of(bits),
      [&](std::size_t a, std::size_t b) {
        const auto found = bits.find({a, b});
        return found == bits.end() ? others : found->second;
      },
      average_min);
}

// Average linkage as it is defined: look at all clusters, join the best two, begin again.
Clusters by_definition(std::size_t records, const Bits& bits, double average_min) {
  Clusters of(records);
  for (std::size_t i = 0; i < records; ++i) of[i] = i;
  for (;;) {
    double best = average_min - 1;
    std::pair<std::size_t, std::size_t> join;
    for (std::size_t a = 0; a < records; ++a)
      for (std::size_t b = a + 1; b < records; ++b) {
        if (of[a] != a || of[b] != b) continue;
        double sum = 0, count = 0;
        for (std::size_t x = 0; x < records; ++x)
          for (std::size_t y = 0; y < records; ++y)
            if (of[x] == a && of[y] == b) {
              sum += std::clamp(bits.at({std::min(x, y), std::max(x, y)}), -20.0, 20.0);
              ++count;
            }
        if (sum / count > best) best = sum / count, join = {a, b};
      }
    if (best < average_min) return of;
    for (auto& cluster : of)
      if (cluster == join.second) cluster = join.first;
  }
}

Bits any_bits(Chance& chance, std::size_t records) {
  Bits out;
  for (std::size_t b = 0; b < records; ++b)
    for (std::size_t a = 0; a < b; ++a)
      out[{a, b}] = static_cast<double>(chance.between(-30, 30)) / 2;
  return out;
}

}  // namespace

TEST_CASE("a chain in which each resembles the next does not become one person") {
  // Transitive closure would make one cluster of all ten.
  Bits chain;
  for (std::size_t i = 0; i + 1 < 10; ++i) chain[{i, i + 1}] = 9 - static_cast<double>(i) / 2;
  const auto found = clusters(10, chain, -10);
  CHECK(found == Clusters{0, 0, 2, 2, 4, 4, 6, 6, 8, 8});
  std::set<std::size_t> names(found.begin(), found.end());
  CHECK(names.size() == 5);
}

TEST_CASE("one strong resemblance does not outvote contradictions") {
  const Bits bits{{{0, 1}, 12}, {{0, 2}, 12}, {{1, 2}, 12}, {{2, 3}, 35}, {{3, 4}, 12}};
  CHECK(clusters(5, bits, -15) == Clusters{0, 0, 2, 2, 4});
  // Two families of three that share a telephone stay two.
  const Bits families{{{0, 1}, 10}, {{0, 2}, 10}, {{1, 2}, 10}, {{3, 4}, 10},
                      {{3, 5}, 10}, {{4, 5}, 10}, {{2, 3}, 8}};
  CHECK(clusters(6, families, -6) == Clusters{0, 0, 0, 3, 3, 3});
}

TEST_CASE("a pair that shares no key is still compared, and may speak for joining") {
  const Bits bits{{{0, 1}, 10}, {{1, 2}, 4}};
  CHECK(clusters(3, bits, -3) == Clusters{0, 0, 0});
  CHECK(clusters(3, bits, -5) == Clusters{0, 0, 2});
}

TEST_CASE("the threshold is the least average at which two are joined") {
  const Bits bits{{{0, 1}, 3}};
  CHECK(clusters(2, bits, 0, 3) == Clusters{0, 0});
  CHECK(clusters(2, bits, 0, 3.001) == Clusters{0, 1});
  CHECK(clusters(2, {{{0, 1}, 0}}, 0) == Clusters{0, 0});
}

TEST_CASE("clusters are those of the definition, for a thousand small lists") {
  Chance chance(1);
  std::size_t joined = 0;
  for (int i = 0; i < 1'000; ++i) {
    const auto records = static_cast<std::size_t>(chance.between(1, 8));
    const auto bits = any_bits(chance, records);
    const double average_min = static_cast<double>(chance.between(-2, 6));
    const auto found = clusters(records, bits, 0, average_min);
    CHECK(found == by_definition(records, bits, average_min));
    joined += found != by_definition(records, bits, 100);
  }
  CHECK(joined > 500);
}

TEST_CASE("neither the order of candidates nor their repetition matters") {
  Chance chance(2);
  for (int i = 0; i < 200; ++i) {
    Bits bits = any_bits(chance, 9);
    std::erase_if(bits, [&](auto&) { return chance.percent(50); });
    auto pairs = pairs_of(bits);
    std::set<std::pair<std::size_t, std::size_t>> asked;
    const auto value = [&](std::size_t a, std::size_t b) {
      CHECK(a < b);
      CHECK(asked.emplace(a, b).second);  // at most once
      const auto found = bits.find({a, b});
      return found == bits.end() ? -4.0 : found->second;
    };
    const auto first = match_clusters(9, pairs, value);
    for (std::size_t n = pairs.size(); n > 1; --n)
      std::swap(pairs[n - 1], pairs[static_cast<std::size_t>(chance.below(std::ssize(pairs)))]);
    for (auto& pair : pairs)
      if (chance.percent(50)) std::swap(pair.a, pair.b);
    for (std::size_t n = pairs.size(); n > 0; n -= std::min<std::size_t>(n, 3))
      pairs.push_back(pairs[n - 1]);
    asked.clear();
    CHECK(match_clusters(9, pairs, value) == first);
  }
}

TEST_CASE("candidates without sense are passed over") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  constexpr std::size_t far = std::numeric_limits<std::size_t>::max();
  const std::vector<MatchPair> pairs{{0, 0}, {0, 9}, {far, 1}, {0, 1}, {1, 2}};
  const auto always = [](double bits) { return [bits](std::size_t, std::size_t) { return bits; }; };
  CHECK(match_clusters(3, pairs, always(infinite)) == Clusters{0, 0, 0});
  CHECK(match_clusters(3, pairs, always(nan)) == Clusters{0, 1, 2});
  CHECK(match_clusters(3, pairs, always(-infinite)) == Clusters{0, 1, 2});
  CHECK(match_clusters(3, pairs, always(1), nan) == Clusters{0, 1, 2});
  CHECK(match_clusters(0, pairs, always(1)).empty());
}
