// A map whose pairs lie side by side, in the order of their keys: quick to walk along and to fill
// in order; a new key in the midst moves those behind it.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace onward {

template <class Key, class Value> class SortedMap {
 public:
  using Pairs = std::vector<std::pair<Key, Value>>;

  auto begin() const { return pairs_.begin(); }
  auto begin() { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }
  auto end() { return pairs_.end(); }
  auto rbegin() const { return pairs_.rbegin(); }
  bool empty() const { return pairs_.empty(); }
  std::size_t size() const { return pairs_.size(); }

  auto find(const Key& key) const {
    const auto at = std::ranges::lower_bound(pairs_, key, {}, &std::pair<Key, Value>::first);
    return at != pairs_.end() && at->first == key ? at : pairs_.end();
  }
  bool contains(const Key& key) const { return find(key) != end(); }
  const Value& at(const Key& key) const {
    const auto found = find(key);
    if (found == end()) throw std::out_of_range("no such key");
    return found->second;
  }
  // Made when there is none.
  Value& operator[](const Key& key) {
    if (pairs_.empty() || pairs_.back().first < key)
      return pairs_.emplace_back(key, Value{}).second;
    const auto at = std::ranges::lower_bound(pairs_, key, {}, &std::pair<Key, Value>::first);
    if (at->first == key) return at->second;
    return pairs_.emplace(at, key, Value{})->second;
  }
  void erase(const Key& key) {
    if (const auto at = std::as_const(*this).find(key); at != end()) pairs_.erase(at);
  }
  template <class Is> friend std::size_t erase_if(SortedMap& map, Is&& is) {
    return std::erase_if(map.pairs_, is);
  }

  friend bool operator==(const SortedMap&, const SortedMap&) = default;

 private:
  Pairs pairs_{};
};

}  // namespace onward
