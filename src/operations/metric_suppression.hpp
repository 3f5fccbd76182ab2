// Which figures of an answer are withheld, so that no small count of people is told.
#pragma once

#include <set>

#include "onward/host.hpp"
#include "onward/rules/suppression.hpp"
#include "operations/metric_tally.hpp"

namespace onward {

// Groups and sums of a table in which small counts are looked for.
constexpr std::int64_t hidden_cells_max = 20'000;

// A search for small counts takes some seconds at most, in which whoever asked may give up.
struct SuppressionSearch {
  const Host& host;
  SuppressionWork work{};
};

// By metric, of each group in their order. A figure that would give small counts away together with
// those that stand before it in the question, by differences of metrics or sums of groups, is
// withheld, and they are told: as much as can be.
//   refused  too_many_groups
Result<std::vector<std::vector<Withheld>>> withheld(const Tallied&, std::int64_t below,
                                                    const Host&);

// Groups along so many dimensions that are hidden: where a part of them is small, and what protects
// it. Each part is a table, since its sums may be known. So may those of all: there whatever is
// hidden counts as small, or a group that is hidden by itself is what the others leave of the sum.
// Where that would take too much of the work that is left, all groups of a part are hidden.
std::set<GroupKey> hidden_groups(const std::vector<std::map<GroupKey, std::int64_t>>& parts,
                                 std::size_t dimensions, std::int64_t below, SuppressionSearch&);
// The same where it is known how many there are of all parts together.
std::set<GroupKey> hidden_groups(const std::vector<std::map<GroupKey, std::int64_t>>& parts,
                                 std::map<GroupKey, std::int64_t> all, std::size_t dimensions,
                                 std::int64_t below, SuppressionSearch&);
// Whether these are too many to look for small counts.
//   refused  too_many_groups
Refused too_many_to_hide(const std::vector<GroupKey>&, std::size_t dimensions, std::string path);

}  // namespace onward
