// What lies side by side answers as a tree does.
#include "onward/sorted_map.hpp"

#include <map>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;

TEST_CASE("a sorted map holds what a map holds, in its order") {
  tests::Chance chance(1);
  SortedMap<std::int64_t, std::int64_t> ours;
  std::map<std::int64_t, std::int64_t> expected;
  for (int i = 0; i < 3'000; ++i) {
    const auto key = chance.below(200);
    if (chance.percent(40)) {
      ours.erase(key);
      expected.erase(key);
    } else {
      ours[key] += i;
      expected[key] += i;
    }
    REQUIRE(ours.size() == expected.size());
    REQUIRE(ours.contains(key) == expected.contains(key));
    REQUIRE(ours.empty() == expected.empty());
  }
  CHECK(std::ranges::equal(
      ours, expected, [](auto& a, auto& b) { return a.first == b.first && a.second == b.second; }));
  for (auto& [key, value] : expected) CHECK(ours.at(key) == value);
  CHECK_THROWS_AS(ours.at(200), std::out_of_range);
}
