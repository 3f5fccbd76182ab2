// The seam between the rules and the disk. No SQL and no JSON here; rows are described structs.
//
// Every implementation passes tests/storage_conformance*.cpp; those files are the contract. A
// storage may be used from many threads, a transaction by one at a time. A thread holds at most
// one transaction of a store: a write may wait for reads to end. Transactions end before their
// storage is destroyed.
#pragma once

#include <exception>
#include <variant>

#include "onward/model/counter.hpp"
#include "onward/nouns.hpp"

namespace onward {

using Hash = std::array<std::byte, 32>;  // SHA-256

// One member of an index key. Booleans are 0 and 1, instants microseconds since 1970; dates are
// "2025-03-31" and enumerators their names, so text orders by bytes.
using Cell = std::variant<std::int64_t, std::string>;

// Where a scan stopped: the members of the index after the prefix, then the id.
struct Position {
  std::vector<Cell> members{};
  std::int64_t id = 0;
};

// A row, valid during the call; false ends the scan.
using RowSink = FunctionRef<bool(const void* row)>;

enum class Direction : std::uint8_t { up, down };

struct Scan {
  const Index* index = nullptr;
  std::span<const Cell> prefix{};
  const Position* after = nullptr;  // exclusive; null is from the beginning
  Direction direction = Direction::up;
  std::int64_t limit = 2'000;  // rows visited at most, from 1 (design 2)
};
// Whether the scan ran dry; otherwise the limit or the sink ended it: go on from `last`.
struct ScanEnd {
  bool exhausted = true;
  Position last{};
};

// Which members to fill, a bit for each of the noun's rows in order; others keep their defaults.
using Columns = std::uint64_t;
constexpr Columns all_columns = ~Columns{0};

// One line of history, whole: storages keep it and never look inside. docs/journal.md has the
// format; leaf is the RFC 6962 leaf hash over everything but `personal`.
struct Entry {
  std::int64_t sequence = 0;  // from 1, without holes
  Instant time{};
  std::int64_t actor = 0;
  std::int64_t organization = 0;
  std::string operation{};
  Noun noun = Noun::store;
  std::int64_t id = 0;
  int format = 1;
  std::string open{};      // tagged cells
  Hash personal_digest{};  // all zero: there was no personal part
  std::string personal{};  // salt and tagged cells; empty once erased
  Hash leaf{};
};
using EntrySink = FunctionRef<bool(const Entry&)>;  // false ends

// Some of the nouns, a bit for each.
using NounSet = std::uint64_t;
constexpr NounSet set_of(std::same_as<Noun> auto... nouns) {
  return ((NounSet{1} << static_cast<unsigned>(nouns)) | ...);
}
constexpr bool has(NounSet set, Noun noun) { return set >> static_cast<unsigned>(noun) & 1; }

// Which entries to read, and how much of them, for whoever follows some nouns through history.
struct EntryChoice {
  std::int64_t from = 1, until = 1;  // sequences: from the one, before the other
  NounSet nouns = 0;
  NounSet personal = 0;  // of these with their personal parts
};

struct JournalHead {
  std::int64_t size = 0;
  Instant last_time{};
};

using DamageSink = FunctionRef<void(std::string_view what)>;
using CounterSink = FunctionRef<void(const CounterKey&, std::int64_t value)>;

enum class Commit : std::uint8_t { done, unknown };

// Broken storage: full disk, damaged file, lock lost; or a call that breaks this contract. A write
// leaves no trace: whatever is called afterwards, commit too, throws again. A read may go on.
struct StorageError : std::exception {
  std::string text;
  explicit StorageError(std::string what) : text(std::move(what)) {}
  const char* what() const noexcept override { return text.c_str(); }
};

// The commit may stand or not: the handle refuses work until it is opened again, and repeating the
// call with its idempotency key tells the truth.
struct CommitUnknown : StorageError {
  using StorageError::StorageError;
};

class Transaction {
 public:
  virtual ~Transaction() = default;  // without commit: rolled back, nothing was written

  // Greater than every id ever committed for the noun; ids of a rolled-back transaction may come
  // again, since nobody was told them.
  virtual std::int64_t next_id(Noun) = 0;

  // Rows in the order of `ids`; absent ones are passed over. Sinks may read on.
  virtual void get(Noun, std::span<const std::int64_t> ids, Columns, RowSink) = 0;
  // The id is from next_id, the revision 1. An id or a unique index that is taken is an error, so
  // operations look before; a storage may also demand that rows exist which the row names.
  virtual void insert(Noun, const void* row) = 0;
  // Compare-and-set: writes the row, whose revision is the kept one plus 1; false if the kept
  // row is absent or has another revision, and then nothing is written.
  virtual bool update(Noun, const void* row) = 0;
  virtual bool erase(Noun, std::int64_t id, std::int64_t revision) = 0;
  // Sees the transaction's own writes. The sink must not write.
  virtual ScanEnd scan(const Scan&, Columns, RowSink) = 0;

  virtual void add(const CounterKey&, std::int64_t delta) = 0;  // absent counts as 0
  virtual std::int64_t count(const CounterKey&) = 0;
  virtual void counts(Counter, std::int64_t subject, CounterSink) = 0;  // by detail, non-zero

  virtual JournalHead head() = 0;
  virtual void append(const Entry&) = 0;  // sequence is head().size + 1
  virtual void journal(std::int64_t from, std::int64_t limit, EntrySink) = 0;  // by sequence
  // By sequence. Who acted, the operation and the leaf are left at their defaults.
  virtual void journal_of(const EntryChoice&, EntrySink) = 0;
  virtual void history(Noun, std::int64_t id, EntrySink) = 0;  // by sequence
  // Leaf hashes of the entries [from, from + out.size()); an absent one is an error.
  virtual void leaves(std::int64_t from, std::span<Hash> out) = 0;
  // Hash of the complete subtree of 256^level leaves that begins at index * 256^level.
  virtual void put_tile(int level, std::int64_t index, const Hash&) = 0;
  virtual Hash tile(int level, std::int64_t index) = 0;  // an absent one is an error
  virtual void erase_personal(std::int64_t sequence) = 0;

  // Bytes the host puts, in pieces; offset is the blob's size so far, 0 for a new one, or the piece
  // is refused. Reading answers how many bytes it got: fewer than asked at the end, 0 if absent.
  virtual bool put_blob(std::string_view id, std::int64_t offset, std::span<const std::byte>) = 0;
  virtual std::optional<std::int64_t> blob_size(std::string_view id) = 0;
  virtual std::size_t read_blob(std::string_view id, std::int64_t offset,
                                std::span<std::byte> out) = 0;
  virtual void erase_blob(std::string_view id) = 0;

  // What is damaged in how the storage itself keeps things, as an index that lacks a row; at most
  // a hundred. Reads everything.
  virtual void check(DamageSink) = 0;

  virtual Commit commit() = 0;  // the last call; a storage error says that nothing was written
};

enum class Mode : std::uint8_t { read, write };

class Storage {
 public:
  virtual ~Storage() = default;
  // A read sees one moment. A write waits for its turn and excludes every other write, also of
  // other processes. Throws StorageError when its turn does not come, and when the handle is
  // poisoned: after fork (a child may do nothing but destroy it), or after a commit whose outcome
  // is unknown.
  virtual std::unique_ptr<Transaction> begin(Mode) = 0;
  virtual std::string_view kind() const = 0;  // "memory", "sqlite"
  virtual void maintain() = 0;  // checkpoint; cheap when there is nothing to do
  // Copies the store, as it is at one moment, to a file that must not exist. Memory has no file.
  virtual void backup(const std::string& path) = 0;
};

std::unique_ptr<Storage> open_memory();

enum class Durability : std::uint8_t { full, none };  // none: for tests that own the disk
struct SqliteOptions {
  std::string path{};
  Durability durability = Durability::full;
  std::chrono::milliseconds wait{60'000};  // for other writers, at most
};
std::unique_ptr<Storage> open_sqlite(const SqliteOptions&);

}  // namespace onward
