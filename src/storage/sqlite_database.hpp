// SQLite behind small types: connections, statements, errors. Only sqlite_database.cpp includes
// sqlite3.h.
#pragma once

#include "onward/storage_tables.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace onward::storage {

constexpr std::int64_t application_id = 0x4f6e7764;  // "Onwd"; written to disk: never change

struct SqliteError : StorageError {
  enum class Kind : std::uint8_t { full, busy, damaged, constraint, other };
  Kind kind;
  SqliteError(Kind k, std::string what) : StorageError(std::move(what)), kind(k) {}
};

// One connection; used by one thread at a time.
class Database {
 public:
  enum class Access : std::uint8_t { read, write };

  // Opens or creates the file and sets every pragma the store depends on, reading each back.
  Database(const std::string& path, Access, Durability, std::chrono::milliseconds wait);
  void execute(const std::string& sql);  // one or more statements without rows
  std::int64_t number(const std::string& sql);  // the first cell of the first row
  bool in_transaction() const;
  std::int64_t changes() const;  // rows the last statement changed
  // Copies committed pages from the log into the file, as far as readers allow, without waiting.
  // Whether the log is empty now.
  bool checkpoint();
  void check(DamageSink);  // SQLite's own word, of tables, indexes and references
  // Closing the last connection would empty the log; after a fault nothing more is written.
  void keep_log_on_close();

  const std::string& path() const { return path_; }
  [[noreturn]] void fail(int code, std::string_view subject);

 private:
  friend class Statement;
  void refuse_strangers();
  void set_pragmas(Access, Durability, std::chrono::milliseconds wait);
  std::string first_damage();

  struct Close {
    void operator()(sqlite3*) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_{};
};

// A prepared statement. Parameters count from 1, columns from 0.
class Statement {
 public:
  enum class Shape : std::uint8_t { null, integer, real, text, blob };

  // The subject is what an error names, such as a table; it outlives the statement.
  Statement(Database&, const std::string& sql, std::string_view subject);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Texts and bytes are not copied: they must live until the statement has run.
  void bind_null(int parameter);
  void bind(int parameter, std::int64_t);
  void bind(int parameter, double);
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::span<const std::byte>);

  bool step();  // whether there is a row
  void run();   // to the end
  void reset() noexcept;

  // The present row; views hold until the next step.
  Shape shape(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::span<const std::byte> bytes(int column) const;
  void cells(std::span<CellView> out) const;  // the first columns, which hold no bytes

  std::string_view subject() const { return subject_; }

 private:
  void check(int code);

  Database& database_;
  std::string_view subject_;
  sqlite3_stmt* handle_ = nullptr;
};

// A statement that is prepared at its first use and kept. While a sink runs it may be used again,
// so there are as many copies as uses at one time.
class Prepared {
 public:
  Prepared() = default;
  Prepared(std::string sql, std::string_view subject) : sql_(std::move(sql)), subject_(subject) {}

  class Use {
   public:
    Use(Prepared& owner, std::unique_ptr<Statement> statement)
        : owner_(owner), statement_(std::move(statement)) {}
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Statement& operator*() const { return *statement_; }
    Statement* operator->() const { return statement_.get(); }

   private:
    Prepared& owner_;
    std::unique_ptr<Statement> statement_;
  };

  Use use(Database&);
  const std::string& sql() const { return sql_; }

 private:
  std::string sql_;
  std::string_view subject_;
  std::size_t copies_ = 0;
  std::vector<std::unique_ptr<Statement>> idle_;
};

}  // namespace onward::storage
