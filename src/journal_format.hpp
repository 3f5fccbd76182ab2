// How history is written as bytes. FROZEN: docs/journal.md describes it, tests/journal_format_test
// holds golden bytes. Append tags, never renumber; a changed meaning is a new leaf version.
#pragma once

#include "onward/storage.hpp"

namespace onward {

// Appends one tagged cell for each value; members of records are tagged by their number.
class CellWriter : public Writer {
 public:
  explicit CellWriter(std::string& out) : out_(out) {}

  void null() override;
  void boolean(bool) override;
  void integer(std::int64_t) override;
  void real(double) override;
  void text(std::string_view) override;
  void date(Date) override;
  void instant(Instant) override;
  void begin_array(std::size_t) override;
  void end_array() override {}
  void begin_object(std::size_t) override;
  void member(std::string_view name, int number) override;
  void end_object() override {}

 private:
  std::string& out_;
};

// Reads one cell; throws StorageError when the bytes are damaged.
class CellReader final : public Reader {
 public:
  explicit CellReader(std::string_view bytes) : bytes_(bytes) {}

  bool is_null() override;
  bool boolean(bool&) override;
  bool integer(std::int64_t&) override;
  bool real(double&) override;
  bool text(std::string&) override;
  bool date(Date&) override;
  bool instant(Instant&) override;
  bool array(Items) override;
  bool object(Members) override;

 private:
  std::string_view bytes_;
};

// A row in two parts, each a record cell: the open members, and the personal and special ones.
// The personal part is empty when the noun has no such member. Absent values are left out.
struct RowCells {
  std::string open{};
  std::string personal{};
};
RowCells cells_of(const NounInfo&, const void* row);
// Fills the row from the parts; members that stand in neither, or are not wanted, keep their
// defaults.
void read_cells(const NounInfo&, int format, std::string_view open, std::string_view personal,
                void* row, Columns wanted = all_columns);

constexpr std::size_t salt_size = 16;  // bytes before the personal cells
// The cells of an entry's personal part; empty where there was none, or it was erased.
inline std::string_view personal_cells(const Entry& e) {
  const std::string_view personal = e.personal;
  return personal.size() > salt_size ? personal.substr(salt_size) : std::string_view();
}
Hash digest_of_personal(std::string_view salted);
Hash leaf_of(const Entry&);

}  // namespace onward
