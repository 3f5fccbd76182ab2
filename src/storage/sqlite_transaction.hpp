// A transaction on one connection; what can wait is written at commit.
#pragma once

#include "storage/sqlite_blobs.hpp"
#include "storage/sqlite_counters.hpp"
#include "storage/sqlite_journal.hpp"
#include "storage/sqlite_rows.hpp"

namespace onward::storage {

// A connection with everything that is prepared on it.
struct Connection {
  Database database;
  SqliteRows rows{database};
  SqliteJournal journal{database};
  SqliteCounters counters{database};
  SqliteBlobs blobs{database};
  Prepared begin{"BEGIN IMMEDIATE", "the store"};
  Prepared commit{"COMMIT", "the store"};
  Prepared rollback{"ROLLBACK", "the store"};
  // While it stands on its row, the connection sees one moment.
  Statement version{database, "PRAGMA user_version", "the store"};

  Connection(const SqliteOptions&, Database::Access);
};

// Who lends connections, and takes them back.
class Lender {
 public:
  virtual ~Lender() = default;
  virtual bool is_forked() const = 0;
  virtual void take_back(std::unique_ptr<Connection>, Mode) noexcept = 0;
  virtual void poison() noexcept = 0;
  virtual void erased() noexcept = 0;  // bytes that should not stay in the log for long
};

class SqliteTransaction final : public Transaction, public TableReader {
 public:
  SqliteTransaction(Lender&, std::unique_ptr<Connection>, Mode);
  ~SqliteTransaction() override;
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  void begin(std::int64_t version);  // the one of the tables that this program knows

  std::int64_t next_id(Noun) override;
  void get(Noun, std::span<const std::int64_t> ids, Columns, RowSink) override;
  void insert(Noun, const void* row) override;
  bool update(Noun, const void* row) override;
  bool erase(Noun, std::int64_t id, std::int64_t revision) override;
  ScanEnd scan(const Scan&, Columns, RowSink) override;
  void cells(Noun, std::int64_t after, Columns, CellsSink) override;
  std::int64_t last_id(Noun) override;

  void add(const CounterKey&, std::int64_t delta) override;
  std::int64_t count(const CounterKey&) override;
  void counts(Counter, std::int64_t subject, CounterSink) override;

  JournalHead head() override;
  void append(const Entry&) override;
  void journal(std::int64_t from, std::int64_t limit, EntrySink) override;
  void journal_of(const EntryChoice&, EntrySink) override;
  void history(Noun, std::int64_t id, EntrySink) override;
  void leaves(std::int64_t from, std::span<Hash> out) override;
  void put_tile(int level, std::int64_t index, const Hash&) override;
  Hash tile(int level, std::int64_t index) override;
  void erase_personal(std::int64_t sequence) override;

  bool put_blob(std::string_view id, std::int64_t offset, std::span<const std::byte>) override;
  std::optional<std::int64_t> blob_size(std::string_view id) override;
  std::size_t read_blob(std::string_view id, std::int64_t offset,
                        std::span<std::byte> out) override;
  void erase_blob(std::string_view id) override;

  void check(DamageSink) override;
  Commit commit() override;

 private:
  enum class State : std::uint8_t { open, failed, ended };
  struct Ids {
    bool known = false, erased = false;
    std::int64_t given = 0, kept = 0;  // the last one that was given, and the last one inserted
  };

  // Runs a step; after a storage error nothing of the transaction may be kept.
  template <class Step> auto run(Step&&);
  template <class Step> auto write(Step&&);
  Ids& ids(Noun);
  const JournalHead& kept_head();
  void write_pending();
  void end() noexcept;

  Lender& lender_;
  std::unique_ptr<Connection> connection_;
  Mode mode_;
  State state_ = State::open;
  bool erased_bytes_ = false;
  std::vector<Ids> ids_;  // by noun
  std::optional<JournalHead> head_{};
};

}  // namespace onward::storage
