// SQLite without anything of ours, for comparison.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace onward::benchmarks {

class Raw {
 public:
  explicit Raw(const std::string& path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open(path.c_str(), &opened);
    store_.reset(opened);
    check(code);
    // As src/storage/sqlite_database.cpp sets them for writing.
    execute(
        "PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 20000; "
        "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
  }
  struct End {
    void operator()(sqlite3* store) const { sqlite3_close(store); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, End>;
  using Row = std::vector<std::unique_ptr<sqlite3_value, End>>;

  void execute(const std::string& sql) {
    check(sqlite3_exec(store_.get(), sql.c_str(), nullptr, nullptr, nullptr));
  }
  Statement prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(store_.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement,
                             nullptr));
    return Statement(statement);
  }
  bool step(const Statement& statement) {
    const int code = sqlite3_step(statement.get());
    check(code);
    return code == SQLITE_ROW;
  }
  void run(const Statement& statement) {
    step(statement);
    check(sqlite3_reset(statement.get()));
  }
  void run(const Statement& statement, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      check(sqlite3_bind_value(statement.get(), static_cast<int>(i) + 1, row[i].get()));
    run(statement);
  }
  std::vector<Row> read(const std::string& sql) {
    std::vector<Row> rows;
    const auto statement = prepare(sql);
    while (step(statement)) {
      Row& row = rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
        row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)));
    }
    return rows;
  }
  sqlite3* handle() const { return store_.get(); }
  void check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
      throw std::runtime_error(std::string("raw SQLite: ") + sqlite3_errmsg(store_.get()));
  }

 private:
  std::unique_ptr<sqlite3, End> store_;
};

}  // namespace onward::benchmarks
