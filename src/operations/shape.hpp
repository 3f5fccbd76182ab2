// What decoding cannot see of a request's shape: blank names, ranges, items that stand twice.
#pragma once

#include <set>

#include "onward/operation.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

constexpr std::int64_t count_max = 1'000'000'000;  // places, percent: more is a slip of the hand
constexpr std::int64_t days_max = 3'650;  // ten years, the longest timeframe one may set

// Collects every problem, so that one answer names them all.
class Shape {
 public:
  void require(bool holds, std::string path, std::string message);
  void said(std::string_view text, std::string path);   // something is to be read there
  void named(std::string_view name,
             std::string path);  // the same, on one line and in one direction
  void code(std::string_view text, std::string path);  // 1 to 100 bytes without spaces
  void zone(std::string_view iana, std::string path);
  // The number in its normal form; what is none is told, and empty is unknown.
  std::string nhs_number(std::string_view text, std::string path);
  void language(std::string_view code, std::string path);
  void mail(std::string_view address, std::string path);  // empty is none
  void between(const std::optional<std::int64_t>&, std::int64_t from, std::int64_t to,
               std::string path);
  // What is set cannot be taken away by the same request.
  void either(bool is_set, bool is_taken_away, std::string path);
  template <class T> void no_repeats(const std::vector<T>& items, std::string_view path) {
    std::set<T> seen;
    for (std::size_t i = 0; i < items.size(); ++i)
      require(seen.insert(items[i]).second, at(path, i), "stands twice");
  }
  static std::string at(std::string_view path, std::size_t item) {
    return std::string(path) + '/' + std::to_string(item);
  }

  Refused refused() &&;
  // An update is not judged again for what stands: problems are dropped of members, and of items of
  // lists, that it says as the row has them. Feeds bring what nobody could type.
  //   source   docs/decisions/0019
  template <Record Update, Record T> Refused refused(const Update& in, const T* standing) && {
    if (standing) drop_standing(rows_of<Update>(), &in, rows_of<T>(), standing);
    return std::move(*this).refused();
  }

 private:
  void drop_standing(Rows update, const void* said, Rows row, const void* standing);

  std::vector<Problem> problems_;
};

// Whether an update would change anything; what would not is not written.
template <Record T> bool differs(const T& before, const T& after) {
  return !changed_members(before, after).empty();
}

}  // namespace onward
