// Which small sums follow from told ones.
#include "rules/small_sums.hpp"

#include "catch.hpp"

using namespace onward;

namespace {

constexpr std::int64_t k = 5;

using Sets = std::vector<PartSet>;
Sets small(const Sets& told, std::vector<std::int64_t> counts) {
  auto out = small_sums({told, counts}, k).value();
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("a small sum follows where one is part of another, and not where they only meet") {
  CHECK(small({{0, 1}, {0}}, {20, 3}) == Sets{{1}});
  CHECK(small({{0, 1}, {0, 2}}, {20, 3, 2}).empty());
  // Of those that only meet, what both are can be told too.
  CHECK(small({{0, 1}, {0, 2}, {0}}, {20, 3, 2}) == Sets{{1}, {2}});
  CHECK(small({{0, 1, 2, 3}, {0, 1}, {2}}, {20, 9, 8, 4}) == Sets{{3}});
  CHECK(small({{0, 1}, {2, 3}, {1, 2}}, {2, 20, 20, 1}) == Sets{{0, 3}});
}

TEST_CASE("of what is nobody it is known, and of what follows the least is told") {
  CHECK(small({{0, 1}, {0, 2}}, {20, 3, 0}) == Sets{{1}});
  CHECK(small({{0}, {1}, {0, 1, 2}}, {1, 2, 30}) == Sets{{0}, {1}});
  CHECK(small({{0, 1}}, {2, 2}) == Sets{{0, 1}});
  CHECK(small({{0, 1}}, {3, 3}).empty());
  CHECK(small({{0}, {1}}, {0, 0}).empty());
  CHECK(small({}, {1, 2}).empty());
}

TEST_CASE("too many small parts are not searched") {
  const std::vector<std::int64_t> counts(60, 1);
  PartSet all;
  for (std::uint32_t part = 0; part < counts.size(); ++part) all.push_back(part);
  CHECK_FALSE(small_sums({Sets{all}, counts}, k));
}

TEST_CASE("what is hidden is told by further sums that have it in common with what is told") {
  const Sets told{{0, 1, 2}}, hidden{{0, 1}};
  const auto tells = [&](const Sets& further) {
    return tells_of_hidden({4, told, hidden, further});
  };
  CHECK(tells({{0, 1}}));
  CHECK(tells({{2}}));  // 0, 1 and 2 less 2
  CHECK_FALSE(tells({{0}}));
  CHECK_FALSE(tells({{3}}));
  CHECK_FALSE(tells({{0, 1, 2}}));
  CHECK(tells({{0}, {1}}));
  CHECK_FALSE(tells_of_hidden({4, told, {}, Sets{{0}}}));
}
