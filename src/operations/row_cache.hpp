// Rows of small tables that are asked for at every call: who acts, in which role, by which policy.
//
// They hold for one size of the journal, since every change of theirs is in it, and for the next
// size when it is known that none of them was written in between.
#pragma once

#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include "onward/nouns.hpp"

namespace onward {

template <class T> inline constexpr bool is_small = false;
template <> inline constexpr bool is_small<Organization> = true;
template <> inline constexpr bool is_small<Staff> = true;
template <> inline constexpr bool is_small<Membership> = true;
template <> inline constexpr bool is_small<Role> = true;
template <> inline constexpr bool is_small<Issue> = true;
template <> inline constexpr bool is_small<Policy> = true;
template <> inline constexpr bool is_small<StoreIdentity> = true;
template <> inline constexpr bool is_small<Agreement> = true;
template <> inline constexpr bool is_small<Locality> = true;
template <> inline constexpr bool is_small<SharedCalendar> = true;
template <> inline constexpr bool is_small<OwnReasonCode> = true;
template <> inline constexpr bool is_small<ListedCode> = true;
template <> inline constexpr bool is_small<LearnedWeights> = true;

// Guards itself: any number of threads may ask.
class RowCache {
 public:
  using Rows = std::shared_ptr<const void>;

  // What `read` answered for this key, at this size of the journal.
  Rows at(std::int64_t size, std::string_view key, FunctionRef<Rows()> read);
  // A commit between the two sizes wrote no row of a small table.
  void carry(std::int64_t from, std::int64_t to);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };

  std::shared_mutex mutex_;
  std::int64_t size_ = -1;
  std::unordered_map<std::string, Rows, Hash, std::equal_to<>> rows_;
};

// What one transaction may take from the cache.
struct SmallRows {
  RowCache* cache = nullptr;
  std::int64_t size = 0;         // of the journal as it was committed
  bool* were_written = nullptr;  // by this transaction: from then on the storage is asked
};

}  // namespace onward
