// Columns that a host hands over as Arrow arrays: what holds a cell is looked at before it is read.
//
// What cannot be seen is how long a buffer is: that it holds as many cells as the array says, and
// text as far as its offsets reach, is the host's word.
//   source   arrow.apache.org/docs/format/CDataInterface.html and Columnar.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "onward/result.hpp"
#include "onward_arrow.h"

namespace onward_capi {

// What is wrong with a table, in the order in which it was found.
class Faults {
 public:
  void add(std::string path, std::string message);
  bool any() const { return !problems_.empty(); }
  bool are_enough() const { return problems_.size() >= listed_max; }
  onward::Refusal refusal() const;

 private:
  static constexpr std::size_t listed_max = 20;  // a file that is wrong is so in every row
  std::vector<onward::Problem> problems_{};
};

// One column in one chunk, or what lists or dictionaries of it hold. A column that is not sound is
// none. Cells are numbered from 0, wherever the array begins.
class Cells {
 public:
  std::int64_t size() const { return array_->length; }
  bool is_null(std::int64_t i) const;

 protected:
  explicit Cells(const ArrowArray& array) : array_(&array) {}
  const void* buffer(std::int64_t i) const { return array_->buffers[i]; }
  std::int64_t at(std::int64_t i) const { return array_->offset + i; }
  const ArrowArray* array_;
};

// Whole numbers of any width.
class Numbers : public Cells {
 public:
  static bool is_format(std::string_view);
  static std::optional<Numbers> of(const ArrowSchema&, const ArrowArray&, const std::string& path,
                                   Faults&);
  // Of an unsigned number beyond 2^63 the answer is below 0.
  std::int64_t operator[](std::int64_t i) const { return read_(buffer(1), at(i)); }

 private:
  using Read = std::int64_t (*)(const void*, std::int64_t);
  static Read reader(std::string_view format);
  Numbers(const ArrowArray& array, Read read) : Cells(array), read_(read) {}
  Read read_;
};

// Instants in their own unit, and days.
class Times : public Cells {
 public:
  static bool is_format(std::string_view);
  static std::optional<Times> of(const ArrowSchema&, const ArrowArray&, const std::string& path,
                                 Faults&);
  std::int64_t operator[](std::int64_t i) const;
  std::int64_t seconds(std::int64_t i) const;  // rounded down

 private:
  struct Unit {
    std::int64_t of_second = 0;  // how many make one
    std::int64_t seconds = 1;  // how many it has
    bool is_narrow = false;  // 32 bits
  };
  static std::optional<Unit> unit_of(std::string_view format);
  Times(const ArrowArray& array, Unit unit) : Cells(array), unit_(unit) {}
  Unit unit_;
};

// Text with offsets of 32 or 64 bits, or as views.
class Texts : public Cells {
 public:
  static bool is_format(std::string_view);
  static std::optional<Texts> of(const ArrowSchema&, const ArrowArray&, const std::string& path,
                                 Faults&);
  // Nothing where the buffers contradict themselves.
  std::optional<std::string_view> operator[](std::int64_t i) const;

 private:
  enum class Layout { narrow, wide, views };
  Texts(const ArrowArray& array, Layout layout) : Cells(array), layout_(layout) {}
  std::optional<std::string_view> by_view(std::int64_t i) const;
  Layout layout_;
};

// Names as text or as numbers in a dictionary of text; each has a number of its own here.
class Names {
 public:
  std::uint32_t number_of(std::string_view name);
  // The names by their bytes, and for each number its place among them.
  std::vector<std::string> sorted(std::vector<std::uint32_t>& place) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_{};
};
class NamesInChunk {
 public:
  static bool is_format(const ArrowSchema&);
  static std::optional<NamesInChunk> of(const ArrowSchema&, const ArrowArray&,
                                        const std::string& path, Faults&);
  std::int64_t size() const;
  // What is wrong with the cell; or nothing, and then it has the number.
  const char* read(std::int64_t i, Names&, std::uint32_t& number);

 private:
  NamesInChunk(std::optional<Numbers> places, Texts texts);
  std::optional<Numbers> places_;
  Texts texts_;
  std::vector<std::uint32_t> known_{};  // of each entry of the dictionary, 0: not looked up yet
};

// Cells that are lists, and where in the column of their entries each begins and ends.
class Lists : public Cells {
 public:
  struct Span {
    std::int64_t begin = 0, end = 0;
    std::int64_t size() const { return end - begin; }
  };
  static bool is_format(std::string_view);
  static std::optional<Lists> of(const ArrowSchema&, const ArrowArray&, const std::string& path,
                                 Faults&);
  const ArrowArray& entries() const { return *array_->children[0]; }
  std::optional<Span> operator[](std::int64_t i) const;  // nothing where offsets fall or reach out

 private:
  Lists(const ArrowArray& array, bool is_wide, std::int64_t fixed)
      : Cells(array), is_wide_(is_wide), fixed_(fixed) {}
  bool is_wide_;
  std::int64_t fixed_;  // entries of each list; below 0: as offsets say
};

// What every array must be before anything of it is read.
bool is_sound(const ArrowArray&, std::int64_t buffers, std::int64_t children,
              const std::string& path, Faults&);

}  // namespace onward_capi
