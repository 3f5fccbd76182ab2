// Groups are numbered in the order in which they come, whatever their places are.
#include "rules/group_numbers.hpp"

#include <limits>
#include <map>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;

namespace {

using Groups = GroupNumbers<3>;

// As many keys, of places below these limits, each looked up as it comes.
void check_numbers(Groups& groups, std::map<Groups::Key, std::size_t>& expected,
                   const Groups::Key& below, int keys) {
  tests::Chance chance(1);
  for (int i = 0; i < keys; ++i) {
    Groups::Key key{};
    for (std::size_t d = 0; d < key.size(); ++d) key[d] = chance.below(below[d]) - 2;
    const auto number = expected.try_emplace(key, expected.size()).first->second;
    REQUIRE(groups.of(key) == number);
    REQUIRE(groups.keys()[number] == key);
  }
  CHECK(groups.keys().size() == expected.size());
}

}  // namespace

TEST_CASE("groups of few places, of many, and of places beyond any table are numbered alike") {
  Groups groups;
  std::map<Groups::Key, std::size_t> expected;
  check_numbers(groups, expected, {3, 5, 2}, 200);
  check_numbers(groups, expected, {30, 9, 40}, 5'000);
  check_numbers(groups, expected, {60'000, 3, 2}, 5'000);
  check_numbers(groups, expected, {900, 900, 900}, 5'000);  // more combinations than a table has
  check_numbers(groups, expected, {30, 9, 40}, 5'000);
}

TEST_CASE("a place that no table reaches is numbered as others are") {
  for (const std::int64_t far :
       {std::int64_t{-3}, std::int64_t{1} << 16, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    CAPTURE(far);
    Groups groups;
    CHECK(groups.of({1, 2, 3}) == 0);
    CHECK(groups.of({1, far, 3}) == 1);
    CHECK(groups.of({2, 2, 3}) == 2);
    CHECK(groups.of({1, far, 3}) == 1);
    CHECK(groups.of({1, 2, 3}) == 0);
  }
}

TEST_CASE("several at once have the numbers they have one by one") {
  Groups alone, together;
  tests::Chance chance(2);
  for (int round = 0; round < 300; ++round) {
    std::array<Groups::Key, Groups::at_once> keys{};
    for (auto& key : keys) key = {chance.below(round + 1), chance.below(40), chance.below(3) - 2};
    const auto some = std::span(keys).first(static_cast<std::size_t>(chance.between(1, 64)));
    std::array<std::size_t, Groups::at_once> numbers{};
    together.of(some, numbers);
    for (std::size_t i = 0; i < some.size(); ++i) REQUIRE(numbers[i] == alone.of(some[i]));
  }
  CHECK(together.keys().size() == alone.keys().size());
}
