#include "storage/sqlite_rows.hpp"

#include <algorithm>
#include <bit>

namespace onward::storage {

namespace {

std::string& operator<<(std::string& out, std::string_view more) { return out.append(more); }
std::string parameter(std::size_t number) { return "?" + std::to_string(number); }

bool has(Columns columns, std::size_t i) { return columns >> i & 1; }

std::string column_names(const NounInfo& noun, Columns columns) {
  std::string out;
  for (std::size_t i = 0; i < noun.rows.size(); ++i)
    if (has(columns, i)) out << (out.empty() ? "" : ", ") << noun.rows[i].name;
  return out.empty() ? "id" : out;
}

}  // namespace

std::string scan_sql(const Index& index, const ScanShape& shape) {
  const NounInfo& noun = info(index.noun);
  const bool up = shape.direction == Direction::up;
  std::size_t bound = 0;
  std::string where, order, left, right;
  for (std::size_t m = 0; m < index.size; ++m) {
    const auto name = index.members[m]->name;
    if (m < shape.prefix) {
      where << (m ? " AND " : " WHERE ") << name << " = " << parameter(++bound);
      continue;
    }
    order << name << (up ? ", " : " DESC, ");
    if (shape.after != ScanShape::After::members) continue;
    left << (left.empty() ? "" : ", ") << name;
    right << (right.empty() ? "" : ", ") << parameter(++bound);
  }
  if (shape.after == ScanShape::After::id) {
    left = "id";
    right = parameter(++bound);
  }
  if (!left.empty())
    where << (where.empty() ? " WHERE (" : " AND (") << left << (up ? ") > (" : ") < (") << right
          << ")";
  std::string out;
  out << "SELECT " << column_names(noun, shape.columns) << " FROM " << noun.name << " INDEXED BY "
      << index.name << where << " ORDER BY " << order << (up ? "id" : "id DESC") << " LIMIT "
      << parameter(++bound);
  return out;
}

// Writes members into parameters; the row lives until the statement has run.
class SqliteRows::Binder final : public CellWriter {
 public:
  Statement* statement = nullptr;
  int parameter = 0;

 private:
  void put_null() override { statement->bind_null(parameter); }
  void put(std::int64_t v) override { statement->bind(parameter, v); }
  void put(double v) override { statement->bind(parameter, v); }
  void put(std::string_view v) override { statement->bind(parameter, v); }
};

// Reads one column of the present row.
class SqliteRows::Column final : public CellReader {
 public:
  using Shape = Statement::Shape;
  const Statement* statement = nullptr;
  int number = 0;

  bool is_null() override { return shape() == Shape::null; }
  bool integer(std::int64_t& out) override {
    if (shape() != Shape::integer) return false;
    out = statement->integer(number);
    return true;
  }
  bool real(double& out) override {
    if (shape() != Shape::real) return false;
    out = statement->real(number);
    return true;
  }
  bool view(std::string_view& out) override {
    if (shape() != Shape::text) return false;
    out = statement->text(number);
    return true;
  }

 private:
  Shape shape() const { return statement->shape(number); }
};

// Compares members with the present row.
class SqliteRows::Comparison final : public CellWriter {
 public:
  explicit Comparison(Statement& statement) : statement_(statement) {}
  int column = 0;
  bool same = true;

 private:
  using Shape = Statement::Shape;
  bool has(Shape shape) const { return statement_.shape(column) == shape; }
  void put_null() override { same = has(Shape::null); }
  void put(std::int64_t v) override {
    same = has(Shape::integer) && statement_.integer(column) == v;
  }
  void put(double) override { same = false; }
  void put(std::string_view v) override { same = has(Shape::text) && statement_.text(column) == v; }
  Statement& statement_;
};

struct SqliteRows::Table {
  const NounInfo& noun;
  Rows rows;
  Columns settled = 0;  // members that are worth a comparison before they are set
  Columns nested = 0;  // members of which reading may leave parts as they were
  Prepared insert, erase, compare, last;
  std::map<Columns, Prepared> get, update, cells;
  std::map<std::pair<std::size_t, ScanShape>, Prepared> scans;  // by index
  std::vector<void*> spare;  // rows to read into
  std::size_t made = 0;
  void* blank;               // a row of defaults

  explicit Table(const NounInfo&);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::string names(Columns columns) const { return column_names(noun, columns); }
  std::string update_sql(Columns changed) const;
  Columns position_columns(const Index&, std::size_t prefix) const;
};

SqliteRows::Table::Table(const NounInfo& noun_info)
    : noun(noun_info), rows(kept_rows(noun_info.noun)), blank(noun_info.make()) {
  std::string marks, sql;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    marks << (i ? ", " : "") << parameter(i + 1);
    bool compared = rows[i].type->cell == Type::Cell::integer && i >= 2;
    const auto is_row = [&](const Row* member) { return member && member->name == rows[i].name; };
    for (auto& index : noun.indexes)
      compared |=
          std::ranges::any_of(index.members, is_row) || std::ranges::any_of(index.beside, is_row);
    if (compared) settled |= Columns{1} << i;
    if (rows[i].type->cell == Type::Cell::composite) nested |= Columns{1} << i;
  }
  const std::string table(noun.name);
  const auto all = columns_of(noun, all_columns);
  sql << "INSERT INTO " << table << " (" << names(all) << ") VALUES (" << marks << ")";
  insert = Prepared(sql, noun.name);
  erase = Prepared("DELETE FROM " + table + " WHERE id = ?1 AND revision = ?2", noun.name);
  compare = Prepared("SELECT " + names(Columns{2} | settled) + " FROM " + table + " WHERE id = ?1",
                     noun.name);
  last = Prepared("SELECT max(coalesce((SELECT max(id) FROM " + table +
                      "), 0), coalesce((SELECT last FROM sequence WHERE noun = ?1), 0))",
                  noun.name);
}

SqliteRows::Table::~Table() {
  noun.destroy(blank);
  for (void* row : spare) noun.destroy(row);
}

std::string SqliteRows::Table::update_sql(Columns changed) const {
  std::string out;
  out << "UPDATE " << noun.name << " SET revision = ?2";
  for (std::size_t i = 2; i < rows.size(); ++i)
    if (has(changed | ~settled, i)) out << ", " << rows[i].name << " = " << parameter(i + 1);
  return out << " WHERE id = ?1 AND revision = ?2 - 1";
}

// What says where a scan stopped: the id, and the members of the index after the prefix.
Columns SqliteRows::Table::position_columns(const Index& index, std::size_t prefix) const {
  Columns out = 1;
  for (std::size_t m = prefix; m < index.size; ++m)
    out |= Columns{1} << (index.members[m] - noun.rows.data());
  return out;
}

// A row to read into, given back afterwards; sinks may read on, so there may be several.
class SqliteRows::Scratch {
 public:
  Scratch(Table& table, Columns wanted)
      : table_(table), is_overwritten_((wanted & table.nested) == 0) {
    if (table.spare.empty()) {
      table.spare.reserve(++table.made);  // so that giving back cannot fail
      row_ = table.noun.make();
    } else {
      row_ = table.spare.back();
      table.spare.pop_back();
      is_blank_ = false;
    }
  }
  ~Scratch() { table_.spare.push_back(row_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  // With nothing of what was read before. The next row sets the same members again, so there is
  // nothing to clear, unless they have parts.
  void* blank() {
    if (!is_blank_) table_.noun.copy(row_, table_.blank);
    is_blank_ = is_overwritten_;
    return row_;
  }

 private:
  Table& table_;
  bool is_overwritten_;
  void* row_;
  bool is_blank_ = true;
};

SqliteRows::SqliteRows(Database& database)
    : database_(database),
      binder_(std::make_unique<Binder>()),
      column_(std::make_unique<Column>()),
      keep_last_(
          "INSERT INTO sequence (noun, last) VALUES (?1, ?2) "
          "ON CONFLICT DO UPDATE SET last = excluded.last",
          "sequence") {
  for (auto& noun : nouns())
    tables_.push_back(noun.in_tables ? std::make_unique<Table>(noun) : nullptr);
}
SqliteRows::~SqliteRows() = default;

SqliteRows::Table& SqliteRows::table(Noun noun) {
  auto& table = tables_[static_cast<std::size_t>(noun)];
  if (!table) throw StorageError(std::string(info(noun).name) + " is kept in the journal alone");
  return *table;
}

void SqliteRows::fill(Statement& statement, Table& table, Columns selected, Columns wanted,
                      void* row) {
  auto& column = *column_;
  column.statement = &statement;
  column.number = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (has(wanted, i)) read_member(column, table.rows[i], row, problems_);
    column.number += has(selected, i);
  }
  if (problems_.empty()) return;
  const auto problem = std::move(problems_.front());
  problems_.clear();
  unreadable(table, row, problem);
}

void SqliteRows::unreadable(Table& table, const void* row, const Problem& problem) {
  const Cell id = key_cell(table.rows[0], row);
  throw SqliteError(SqliteError::Kind::damaged, database_.path() + " is damaged at " +
                                                    std::string(table.noun.name) + " " +
                                                    std::to_string(std::get<std::int64_t>(id)) +
                                                    problem.path + ": " + problem.message);
}

void SqliteRows::get(Noun noun, std::span<const std::int64_t> ids, Columns asked, RowSink sink) {
  Table& t = table(noun);
  const Columns columns = columns_of(t.noun, asked);
  auto& prepared = t.get[columns];
  if (prepared.sql().empty())
    prepared = Prepared(
        "SELECT " + t.names(columns) + " FROM " + std::string(t.noun.name) + " WHERE id = ?1",
        t.noun.name);
  const auto statement = prepared.use(database_);
  Scratch scratch(t, columns);
  for (const auto id : ids) {
    statement->bind(1, id);
    if (!statement->step()) {
      statement->reset();
      continue;
    }
    void* row = scratch.blank();
    fill(*statement, t, columns, columns, row);
    statement->reset();
    if (!sink(row)) return;
  }
}

void SqliteRows::insert(Noun noun, const void* row) {
  Table& t = table(noun);
  const auto statement = t.insert.use(database_);
  binder_->statement = &*statement;
  binder_->rewind();
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    binder_->parameter = static_cast<int>(i + 1);
    t.rows[i].type->write(*binder_, t.rows[i].at(const_cast<void*>(row)));
  }
  statement->run();
}

std::optional<Columns> SqliteRows::changed(Table& t, const void* row) {
  const auto statement = t.compare.use(database_);
  statement->bind(1, std::get<std::int64_t>(key_cell(t.rows[0], row)));
  if (!statement->step()) return std::nullopt;
  if (statement->integer(0) + 1 != std::get<std::int64_t>(key_cell(t.rows[1], row)))
    return std::nullopt;
  Comparison comparison(*statement);
  Columns out = 0;
  for (std::size_t i = 2; i < t.rows.size(); ++i) {
    if (!has(t.settled, i)) continue;
    ++comparison.column;
    comparison.rewind();
    t.rows[i].type->write(comparison, t.rows[i].at(const_cast<void*>(row)));
    if (!comparison.same) out |= Columns{1} << i;
  }
  return out;
}

bool SqliteRows::update(Noun noun, const void* row) {
  Table& t = table(noun);
  const auto differs = changed(t, row);
  if (!differs) return false;
  auto& prepared = t.update[*differs];
  if (prepared.sql().empty()) prepared = Prepared(t.update_sql(*differs), t.noun.name);
  const auto statement = prepared.use(database_);
  binder_->statement = &*statement;
  binder_->rewind();
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    if (i >= 2 && !has(*differs | ~t.settled, i)) continue;
    binder_->parameter = static_cast<int>(i + 1);
    t.rows[i].type->write(*binder_, t.rows[i].at(const_cast<void*>(row)));
  }
  statement->run();
  return database_.changes() == 1;
}

bool SqliteRows::erase(Noun noun, std::int64_t id, std::int64_t revision) {
  const auto statement = table(noun).erase.use(database_);
  statement->bind(1, id);
  statement->bind(2, revision);
  statement->run();
  return database_.changes() == 1;
}

namespace {

void bind_cell(Statement& statement, int parameter, const Cell& cell) {
  if (auto* text = std::get_if<std::string>(&cell))
    statement.bind(parameter, std::string_view(*text));
  else
    statement.bind(parameter, std::get<std::int64_t>(cell));
}

}  // namespace

struct SqliteRows::Page {
  const Scan& scan;
  Columns wanted;
  RowSink sink;
  std::int64_t room;  // rows that may still be visited
  ScanEnd end{.exhausted = false, .last = {}};
};

bool SqliteRows::walk(Table& t, const Index& index, const ScanShape& shape,
                      std::span<const Cell> cells, Page& page) {
  auto& prepared = t.scans[{index_number(index), shape}];
  if (prepared.sql().empty()) prepared = Prepared(scan_sql(index, shape), t.noun.name);
  const auto statement = prepared.use(database_);
  int parameter = 0;
  for (auto& cell : cells) bind_cell(*statement, ++parameter, cell);
  if (shape.after == ScanShape::After::id) statement->bind(++parameter, page.scan.after->id);
  statement->bind(++parameter, page.room + 1);  // one more tells whether there is one more
  Scratch scratch(t, page.wanted);
  while (statement->step()) {
    if (page.room == 0) return false;
    void* row = scratch.blank();
    fill(*statement, t, shape.columns, page.wanted, row);
    const bool go_on = page.sink(row);
    if (--page.room == 0 || !go_on)
      page.end.last = position(*statement, t, shape.columns, index, page.scan.prefix.size());
    if (!go_on) return false;
  }
  return true;
}

ScanEnd SqliteRows::scan(const Scan& scan, Columns asked, RowSink sink) {
  using After = ScanShape::After;
  const Index& index = *scan.index;
  Table& t = table(index.noun);
  Page page{scan, columns_of(t.noun, asked), sink,
            std::clamp<std::int64_t>(scan.limit, 1, std::int64_t{1} << 53)};
  ScanShape shape{page.wanted | t.position_columns(index, scan.prefix.size()), scan.prefix.size(),
                  scan.after ? After::id : After::nothing, scan.direction};
  if (!scan.after || scan.after->members.empty())
    return walk(t, index, shape, scan.prefix, page) ? ScanEnd{} : page.end;
  // First the rows that equal the last one in every member, then those behind: SQLite seeks for
  // members and for an id, but would filter through equal rows for both at once.
  std::vector<Cell> cells(scan.prefix.begin(), scan.prefix.end());
  cells.insert(cells.end(), scan.after->members.begin(), scan.after->members.end());
  shape.prefix = index.size;
  if (!walk(t, index, shape, cells, page)) return page.end;
  shape.prefix = scan.prefix.size();
  shape.after = After::members;
  return walk(t, index, shape, cells, page) ? ScanEnd{} : page.end;
}

Position SqliteRows::position(Statement& statement, const Table& t, Columns selected,
                              const Index& index, std::size_t prefix) {
  const auto column = [&](std::string_view name) {
    int number = 0;
    for (std::size_t i = 0; t.rows[i].name != name; ++i) number += has(selected, i);
    return number;
  };
  Position out{.members = {}, .id = statement.integer(0)};
  for (std::size_t m = prefix; m < index.size; ++m) {
    const int at = column(index.members[m]->name);
    if (statement.shape(at) == Statement::Shape::integer)
      out.members.emplace_back(statement.integer(at));
    else
      out.members.emplace_back(std::string(statement.text(at)));
  }
  return out;
}

// No index is asked: rows lie in the order of their ids.
void SqliteRows::cells(Noun noun, std::int64_t after, Columns asked, CellsSink sink) {
  Table& t = table(noun);
  const Columns columns = columns_of(t.noun, asked);
  auto& prepared = t.cells[columns];
  if (prepared.sql().empty())
    prepared = Prepared("SELECT " + t.names(columns) + " FROM " + std::string(t.noun.name) +
                            " NOT INDEXED WHERE id > ?1 ORDER BY id",
                        t.noun.name);
  const auto statement = prepared.use(database_);
  statement->bind(1, after);
  std::vector<CellView> row(static_cast<std::size_t>(std::popcount(columns)));
  while (statement->step()) {
    statement->cells(row);
    if (!sink(row)) return;
  }
}

std::int64_t SqliteRows::last_id(Noun noun) {
  const auto statement = table(noun).last.use(database_);
  statement->bind(1, static_cast<std::int64_t>(noun));
  statement->step();
  return statement->integer(0);
}

void SqliteRows::keep_last_id(Noun noun, std::int64_t last) {
  const auto statement = keep_last_.use(database_);
  statement->bind(1, static_cast<std::int64_t>(noun));
  statement->bind(2, last);
  statement->run();
}

}  // namespace onward::storage
