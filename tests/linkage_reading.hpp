// Lists of people of whom it is known who is who (tests/data/linkage).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "onward/rules/match_clusters.hpp"
#include "onward/rules/matching.hpp"

namespace onward::tests {

struct KnownPerson {
  MatchRecord record{};  // comparable
  std::string person{};  // who it is
};

std::vector<KnownPerson>
febrl_people();  // 1,000 records of 500; without the social security number
std::vector<KnownPerson> fake_people();   // 1,000 records of 251

using CsvRow = std::map<std::string, std::string>;  // by the name of the column
std::vector<CsvRow> csv_rows(const std::string& path);

// Right among those that were found, and found among those that are right.
struct Accuracy {
  std::int64_t found = 0, right = 0, true_pairs = 0;
  double precision() const { return static_cast<double>(right) / static_cast<double>(found); }
  double recall() const { return static_cast<double>(right) / static_cast<double>(true_pairs); }
  double f1() const { return 2 * precision() * recall() / (precision() + recall()); }
};

// `same(a, b)` says whether two places of the list were found to be one person, for a < b.
template <class Same> Accuracy accuracy(const std::vector<KnownPerson>& people, Same&& same) {
  Accuracy out;
  for (std::size_t b = 0; b < people.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) {
      const bool is_true = people[a].person == people[b].person, is_found = same(a, b);
      out.true_pairs += is_true;
      out.found += is_found;
      out.right += is_true && is_found;
    }
  return out;
}

// Pairs of places that share a key, each once, in order.
std::vector<MatchPair> pairs_with_a_key(const std::vector<KnownPerson>&);

}  // namespace onward::tests
