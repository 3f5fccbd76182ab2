// Rows of nouns in their tables: point reads, writes that touch as few indexes as they can, scans.
#pragma once

#include <map>

#include "storage/cells.hpp"
#include "storage/sqlite_database.hpp"

namespace onward::storage {

// What the text of a scan depends on.
struct ScanShape {
  Columns columns = all_columns;
  std::size_t prefix = 0;
  enum class After : std::uint8_t { nothing, id, members } after = After::nothing;
  Direction direction = Direction::up;
  auto operator<=>(const ScanShape&) const = default;
};
std::string scan_sql(const Index&, const ScanShape&);

class SqliteRows {
 public:
  explicit SqliteRows(Database&);
  ~SqliteRows();
  SqliteRows(const SqliteRows&) = delete;
  SqliteRows& operator=(const SqliteRows&) = delete;

  void get(Noun, std::span<const std::int64_t> ids, Columns, RowSink);
  void insert(Noun, const void* row);
  bool update(Noun, const void* row);
  bool erase(Noun, std::int64_t id, std::int64_t revision);
  ScanEnd scan(const Scan&, Columns, RowSink);
  void cells(Noun, std::int64_t after, Columns, CellsSink);

  // The greatest id ever committed or kept now.
  std::int64_t last_id(Noun);
  void keep_last_id(Noun, std::int64_t last);

 private:
  class Binder;
  class Column;
  class Comparison;
  class Scratch;
  struct Table;

  Table& table(Noun);
  void fill(Statement&, Table&, Columns selected, Columns wanted, void* row);
  static Position position(Statement&, const Table&, Columns selected, const Index&,
                           std::size_t prefix);
  // Which members of the kept row differ, among those that cost an index entry or a look-up when
  // they are set; none when the kept row is absent or has another revision.
  std::optional<Columns> changed(Table&, const void* row);
  struct Page;
  // Whether the scan goes on behind what this statement finds.
  bool walk(Table&, const Index&, const ScanShape&, std::span<const Cell>, Page&);
  [[noreturn]] void unreadable(Table&, const void* row, const Problem&);

  Database& database_;
  std::vector<std::unique_ptr<Table>> tables_;  // by noun; null where there is none
  std::unique_ptr<Binder> binder_;
  std::unique_ptr<Column> column_;
  Prepared keep_last_;
  std::vector<Problem> problems_;
};

}  // namespace onward::storage
