// What else a search of the directory could ask, and how much it would find.
#pragma once

#include <map>

#include "onward/operations/directory_search.hpp"
#include "operations/tables.hpp"

namespace onward {

enum class Facet : std::uint8_t { issue, language, availability, locality };

class Facets {  // a set of them
 public:
  void insert(Facet f) { bits_ |= 1u << static_cast<int>(f); }
  int size() const { return std::popcount(bits_); }
  bool only(Facet f) const { return (bits_ & ~(1u << static_cast<int>(f))) == 0; }

 private:
  unsigned bits_ = 0;
};

// Counts services one by one. Each kind is counted as if nothing were asked of it.
class FacetCounts {
 public:
  void add(const Service&, CapacityState, Facets missed);
  // The most frequent first, then by value; at most as many of a kind as stand on a page.
  DirectoryFacets facets(Tables&) &&;

 private:
  std::int64_t total_ = 0, everywhere_ = 0;
  std::map<IssueId, std::int64_t> issues_{};
  std::map<std::string, std::int64_t> languages_{};
  std::map<CapacityState, std::int64_t> availability_{};
  std::map<std::string, FacetCount> localities_{};  // by one spelling
};

}  // namespace onward
