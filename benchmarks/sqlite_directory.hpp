// SQLite as the yardstick of find_receivers: the best covering index that was found.
#pragma once

#include <map>

#include "onward/rules/eligibility.hpp"
#include "raw_sqlite.hpp"

namespace onward::benchmarks {

// Words as bits, so that SQLite tests a whole list with one `and`.
class Bits {
 public:
  std::int64_t of(const std::string& word) {
    const auto [at, is_new] = bits_.try_emplace(word, std::int64_t{1} << bits_.size());
    if (bits_.size() > 62) throw std::length_error("more words than bits");
    return at->second;
  }
  template <class List> std::int64_t of_all(const List& words) {
    std::int64_t all = 0;
    for (auto& word : words) all |= of(word);
    return all;
  }

 private:
  std::map<std::string, std::int64_t> bits_;
};

// The best that was found for SQLite: one table clustered by issue and locality, which the query
// reads in order and never leaves; lists as bits; rows that are closed to all sorted apart. It need
// not follow changes.
class SqliteDirectory {
 public:
  SqliteDirectory(const std::string& path, std::span<const Offer> offers);
  std::vector<std::int64_t> find(const Ask& ask);

 private:
  static constexpr auto columns =
      "issue, locality, closed, service, age_from, age_below, income_limit, fresh_until, genders, "
      "languages, populations, refused, organization, wait, waitlist, latitude, longitude, "
      "further_latitude, further_longitude";

  std::int64_t locality(const std::string& code) {
    return localities_.try_emplace(code, static_cast<std::int64_t>(localities_.size()) + 1)
        .first->second;
  }
  std::int64_t refused(const Offer& offer);
  void insert(const Raw::Statement&, const Offer&, std::int64_t issue, std::int64_t area);

  Raw store_;
  std::map<std::string, std::int64_t> localities_;  // 0 is everywhere
  Bits languages_, populations_, values_;
  // An attribute's; the empty one is absence.
  std::map<std::string, std::vector<std::string>> values_of_;
  Raw::Statement find_;
};

}  // namespace onward::benchmarks
