// The store in memory: ordered maps, changed in place and put back on rollback. The reference that
// other storages are compared with.
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <set>

#include "storage/cells.hpp"
#include "storage/erasures.hpp"

namespace onward::storage {

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();

// Many readers or one writer, in the order in which they came; bound to no thread.
class Turnstile {
 public:
  void enter(Mode mode) {
    std::unique_lock guard(mutex_);
    const auto ticket = ++tickets_;
    queue_.push_back(ticket);
    changed_.wait(guard, [&] {
      return queue_.front() == ticket && !writing_ && (mode == Mode::read || readers_ == 0);
    });
    queue_.pop_front();
    if (mode == Mode::read)
      ++readers_;
    else
      writing_ = true;
    changed_.notify_all();
  }
  void leave(Mode mode) {
    {
      const std::lock_guard guard(mutex_);
      if (mode == Mode::read)
        --readers_;
      else
        writing_ = false;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::uint64_t> queue_;
  std::uint64_t tickets_ = 0;
  std::size_t readers_ = 0;
  bool writing_ = false;
};

using KeptRow = std::shared_ptr<void>;

struct Key {
  std::vector<Cell> members{};
  std::int64_t id = 0;
  auto operator<=>(const Key&) const = default;
};
// Stands behind every key that begins with the prefix.
struct PrefixEnd {
  std::span<const Cell> prefix;
};
struct KeyLess {
  using is_transparent = void;
  bool operator()(const Key& a, const Key& b) const { return a < b; }
  bool operator()(const PrefixEnd& a, const Key& b) const {
    const std::span<const Cell> head = std::span(b.members).first(a.prefix.size());
    return std::ranges::lexicographical_compare(a.prefix, head);
  }
  bool operator()(const Key& a, const PrefixEnd& b) const { return !(*this)(b, a); }
};
using Keys = std::set<Key, KeyLess>;

struct Table {
  const NounInfo& noun;
  Rows rows;
  std::map<std::int64_t, KeptRow> kept{};
  std::vector<Keys> keys;  // by index
  std::int64_t last = 0;

  explicit Table(const NounInfo& n) : noun(n), rows(kept_rows(n.noun)), keys(n.indexes.size()) {}

  std::int64_t number(std::size_t row, const void* object) const {
    return std::get<std::int64_t>(key_cell(rows[row], object));
  }
  Key key(const Index& index, const void* object) const {
    Key out{.members = {}, .id = number(0, object)};
    for (std::size_t m = 0; m < index.size; ++m)
      out.members.push_back(key_cell(*index.members[m], object));
    return out;
  }
  KeptRow copy(const void* row) const {
    KeptRow out(noun.make(), noun.destroy);
    noun.copy(out.get(), row);
    return out;
  }
  KeptRow find(std::int64_t id) const {
    const auto at = kept.find(id);
    return at == kept.end() ? nullptr : at->second;
  }

  void refuse_taken(const void* row) const {
    for (std::size_t i = 0; i < noun.indexes.size(); ++i) {
      if (!noun.indexes[i].unique) continue;
      const Key wanted = key(noun.indexes[i], row);
      const auto at = keys[i].lower_bound(Key{wanted.members, lowest});
      if (at != keys[i].end() && at->members == wanted.members && at->id != wanted.id)
        throw StorageError(std::string(noun.indexes[i].name) + " is taken");
    }
  }

  // Puts the row, or null for none, in the place of the kept one.
  void exchange(std::int64_t id, KeptRow row) {
    const KeptRow before = find(id);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (before) keys[i].erase(key(noun.indexes[i], before.get()));
      if (row) keys[i].insert(key(noun.indexes[i], row.get()));
    }
    if (row)
      kept[id] = std::move(row);
    else
      kept.erase(id);
  }
};

struct Store {
  Turnstile turnstile{};
  std::vector<Table> tables{};  // by noun
  std::map<CounterKey, std::int64_t> counters{};
  std::vector<Entry> journal{};
  std::map<std::pair<Noun, std::int64_t>, std::vector<std::int64_t>> history{};  // sequences
  std::map<std::pair<int, std::int64_t>, Hash> tiles{};
  std::map<std::string, std::string, std::less<>> blobs{};

  Store() {
    for (auto& noun : nouns()) tables.emplace_back(noun);
  }
};

class MemoryTransaction final : public Transaction, public TableReader {
  enum class State : std::uint8_t { open, failed, ended };

  template <class Step> auto run(Step&& step) {
    if (state_ != State::open)
      throw StorageError(state_ == State::failed ? "the transaction has failed before"
                                                 : "the transaction has ended");
    try {
      return step();
    } catch (const StorageError&) {
      if (mode_ == Mode::write) state_ = State::failed;
      throw;
    }
  }
  template <class Step> auto write(Step&& step) {
    if (mode_ == Mode::read) throw StorageError("a reading transaction does not write");
    return run(step);
  }

 public:
  MemoryTransaction(Store& store, Mode mode) : store_(store), mode_(mode) {
    store_.turnstile.enter(mode);
  }
  ~MemoryTransaction() override {
    if (state_ != State::ended) end();
  }
  MemoryTransaction(const MemoryTransaction&) = delete;
  MemoryTransaction& operator=(const MemoryTransaction&) = delete;

  std::int64_t next_id(Noun noun) override {
    return write([&] {
      auto& given = given_[noun];
      return given = std::max(given, table(noun).last) + 1;
    });
  }

  void get(Noun noun, std::span<const std::int64_t> ids, Columns columns, RowSink sink) override {
    run([&] {
      const Table& t = table(noun);
      for (const auto id : ids)
        if (const auto row = t.find(id))
          if (!send(t, row.get(), columns, sink)) return;
    });
  }

  void insert(Noun noun, const void* row) override {
    write([&] {
      Table& t = table(noun);
      const auto id = t.number(0, row);
      if (id <= 0 || t.number(1, row) <= 0) throw StorageError("a row without id or revision");
      if (t.find(id)) throw StorageError(std::string(t.noun.name) + " has this id already");
      exchange(t, id, row);
      undo_.emplace_back([&t, last = t.last] { t.last = last; });
      t.last = std::max(t.last, id);
    });
  }

  bool update(Noun noun, const void* row) override {
    return write([&] {
      Table& t = table(noun);
      const auto before = t.find(t.number(0, row));
      if (!before || t.number(1, before.get()) + 1 != t.number(1, row)) return false;
      exchange(t, t.number(0, row), row);
      return true;
    });
  }

  bool erase(Noun noun, std::int64_t id, std::int64_t revision) override {
    return write([&] {
      Table& t = table(noun);
      const auto before = t.find(id);
      if (!before || t.number(1, before.get()) != revision) return false;
      exchange(t, id, nullptr);
      return true;
    });
  }

  ScanEnd scan(const Scan& scan, Columns columns, RowSink sink) override {
    return run([&] {
      const Table& t = table(scan.index->noun);
      const Keys& keys = t.keys[index_number(*scan.index)];
      auto first = keys.lower_bound(Key{{scan.prefix.begin(), scan.prefix.end()}, lowest});
      auto last = keys.upper_bound(PrefixEnd{scan.prefix});
      const bool up = scan.direction == Direction::up;
      if (scan.after) {
        Key after{{scan.prefix.begin(), scan.prefix.end()}, scan.after->id};
        for (auto& cell : scan.after->members) after.members.push_back(cell);
        (up ? first : last) = up ? keys.upper_bound(after) : keys.lower_bound(after);
      }
      ScanEnd end{.exhausted = false, .last = {}};
      const auto limit = std::max<std::int64_t>(scan.limit, 1);
      for (std::int64_t visited = 0; first != last; ++visited) {
        if (visited == limit) return end;
        const Key& key = up ? *first++ : *--last;
        const auto rest = key.members.begin() + static_cast<std::ptrdiff_t>(scan.prefix.size());
        end.last = {{rest, key.members.end()}, key.id};
        if (!send(t, t.find(key.id).get(), columns, sink)) return end;
      }
      return ScanEnd{};
    });
  }

  void cells(Noun noun, std::int64_t after, Columns columns, CellsSink sink) override {
    run([&] {
      const Table& t = table(noun);
      CellLoader loader;
      std::vector<CellView> cells;
      for (auto at = t.kept.upper_bound(after); at != t.kept.end(); ++at) {
        loader.rewind();
        cells.clear();
        for (std::size_t i = 0; i < t.rows.size(); ++i)
          if (columns >> i & 1) cells.push_back(loader.load(t.rows[i], at->second.get()));
        if (!sink(cells)) return;
      }
    });
  }
  std::int64_t last_id(Noun noun) override {
    return run([&] { return std::max(given_[noun], table(noun).last); });
  }

  void add(const CounterKey& key, std::int64_t delta) override {
    write([&] {
      store_.counters[key] += delta;
      undo_.emplace_back([this, key, delta] { store_.counters[key] -= delta; });
    });
  }
  std::int64_t count(const CounterKey& key) override {
    return run([&] {
      const auto at = store_.counters.find(key);
      return at == store_.counters.end() ? 0 : at->second;
    });
  }
  void counts(Counter counter, std::int64_t subject, CounterSink sink) override {
    run([&] {
      for (auto at = store_.counters.lower_bound({counter, subject, lowest});
           at != store_.counters.end() && at->first.counter == counter &&
           at->first.subject == subject;
           ++at)
        if (at->second) sink(at->first, at->second);
    });
  }

  JournalHead head() override {
    return run([&] { return head_now(); });
  }
  void append(const Entry& entry) override {
    write([&] {
      if (entry.sequence != head_now().size + 1)
        throw StorageError("entry " + std::to_string(entry.sequence) + " does not follow entry " +
                           std::to_string(head_now().size));
      auto& sequences = store_.history[{entry.noun, entry.id}];
      sequences.push_back(entry.sequence);
      store_.journal.push_back(entry);
      undo_.emplace_back([this, &sequences] {
        sequences.pop_back();
        store_.journal.pop_back();
      });
    });
  }
  void journal(std::int64_t from, std::int64_t limit, EntrySink sink) override {
    run([&] {
      const auto size = head_now().size;
      for (from = std::max<std::int64_t>(from, 1); limit > 0 && from <= size; ++from, --limit)
        if (!sink(entry(from))) return;
    });
  }
  void journal_of(const EntryChoice& choice, EntrySink sink) override {
    run([&] {
      const auto until = std::min(choice.until, head_now().size + 1);
      for (auto at = std::max<std::int64_t>(choice.from, 1); at < until; ++at) {
        const Entry& e = entry(at);
        if (!has(choice.nouns, e.noun)) continue;
        Entry chosen{.sequence = e.sequence,
                     .time = e.time,
                     .noun = e.noun,
                     .id = e.id,
                     .format = e.format,
                     .open = e.open,
                     .personal_digest = e.personal_digest};
        if (has(choice.personal, e.noun)) chosen.personal = e.personal;
        if (!sink(chosen)) return;
      }
    });
  }
  void history(Noun noun, std::int64_t id, EntrySink sink) override {
    run([&] {
      const auto at = store_.history.find({noun, id});
      if (at == store_.history.end()) return;
      for (const auto sequence : at->second)
        if (!sink(entry(sequence))) return;
    });
  }
  void leaves(std::int64_t from, std::span<Hash> out) override {
    run([&] {
      for (auto& leaf : out) leaf = entry(from++).leaf;
    });
  }
  void put_tile(int level, std::int64_t index, const Hash& hash) override {
    write([&] {
      if (!store_.tiles.try_emplace({level, index}, hash).second)
        throw StorageError("the hash is there already");
      undo_.emplace_back([this, level, index] { store_.tiles.erase({level, index}); });
    });
  }
  Hash tile(int level, std::int64_t index) override {
    return run([&] {
      const auto at = store_.tiles.find({level, index});
      if (at == store_.tiles.end()) throw StorageError("there is no such hash");
      return at->second;
    });
  }
  void erase_personal(std::int64_t sequence) override {
    write([&] {
      if (sequence < 1 || sequence > head_now().size) return;
      auto& personal = entry(sequence).personal;
      undo_.emplace_back(
          [this, sequence, before = personal] { entry(sequence).personal = before; });
      personal.clear();
    });
    count_erasure(*this);
  }

  bool put_blob(std::string_view id, std::int64_t offset,
                std::span<const std::byte> bytes) override {
    return write([&] {
      const auto at = store_.blobs.find(id);
      const std::size_t size = at == store_.blobs.end() ? 0 : at->second.size();
      if (offset != static_cast<std::int64_t>(size)) return false;
      const std::string name(id);
      if (at == store_.blobs.end())
        undo_.emplace_back([this, name] { store_.blobs.erase(name); });
      else
        undo_.emplace_back([this, name, size] { store_.blobs[name].resize(size); });
      store_.blobs[name].append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return true;
    });
  }
  std::optional<std::int64_t> blob_size(std::string_view id) override {
    return run([&]() -> std::optional<std::int64_t> {
      const auto at = store_.blobs.find(id);
      if (at == store_.blobs.end()) return std::nullopt;
      return static_cast<std::int64_t>(at->second.size());
    });
  }
  std::size_t read_blob(std::string_view id, std::int64_t offset,
                        std::span<std::byte> out) override {
    return run([&]() -> std::size_t {
      const auto at = store_.blobs.find(id);
      if (at == store_.blobs.end() || offset < 0) return 0;
      const auto bytes = std::as_bytes(std::span(at->second));
      const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
      const auto part = bytes.subspan(from, std::min(out.size(), bytes.size() - from));
      std::ranges::copy(part, out.begin());
      return part.size();
    });
  }
  void erase_blob(std::string_view id) override {
    write([&] {
      const auto at = store_.blobs.find(id);
      if (at == store_.blobs.end()) return;
      undo_.emplace_back(
          [this, name = at->first, bytes = std::move(at->second)] { store_.blobs[name] = bytes; });
      store_.blobs.erase(at);
    });
  }

  void check(DamageSink) override {
    run([] {});  // a process that is sound has sound memory
  }

  Commit commit() override {
    return run([&] {
      undo_.clear();
      end();
      return Commit::done;
    });
  }

 private:
  void end() {
    for (; !undo_.empty(); undo_.pop_back()) undo_.back()();
    state_ = State::ended;
    store_.turnstile.leave(mode_);
  }

  Table& table(Noun noun) {
    auto& out = store_.tables[static_cast<std::size_t>(noun)];
    if (!out.noun.in_tables)
      throw StorageError(std::string(out.noun.name) + " is kept in the journal alone");
    return out;
  }
  Entry& entry(std::int64_t sequence) {
    if (sequence < 1 || sequence > head_now().size) throw StorageError("there is no such entry");
    return store_.journal[static_cast<std::size_t>(sequence - 1)];
  }
  JournalHead head_now() const {
    if (store_.journal.empty()) return {};
    return {static_cast<std::int64_t>(store_.journal.size()), store_.journal.back().time};
  }

  void exchange(Table& t, std::int64_t id, const void* row) {
    if (row) t.refuse_taken(row);
    undo_.emplace_back([&t, id, before = t.find(id)] { t.exchange(id, before); });
    t.exchange(id, row ? t.copy(row) : nullptr);
  }

  static bool send(const Table& t, const void* row, Columns columns, RowSink sink) {
    columns = columns_of(t.noun, columns);
    if (columns == columns_of(t.noun, all_columns)) return sink(row);
    const KeptRow part(t.noun.make(), t.noun.destroy);
    for (std::size_t i = 0; i < t.rows.size(); ++i)
      if (columns >> i & 1) copy_member(t.rows[i], part.get(), row);
    return sink(part.get());
  }

  Store& store_;
  Mode mode_;
  State state_ = State::open;
  std::map<Noun, std::int64_t> given_{};
  std::vector<std::function<void()>> undo_{};
};

class MemoryStorage final : public Storage {
 public:
  std::unique_ptr<Transaction> begin(Mode mode) override {
    if (getpid() != process_) throw StorageError("the store was opened before a fork");
    return std::make_unique<MemoryTransaction>(store_, mode);
  }
  std::string_view kind() const override { return "memory"; }
  void maintain() override {}
  void backup(const std::string&) override { throw StorageError("a store in memory has no file"); }

 private:
  const pid_t process_ = getpid();
  Store store_{};
};

}  // namespace

}  // namespace onward::storage

namespace onward {

std::unique_ptr<Storage> open_memory() { return std::make_unique<storage::MemoryStorage>(); }

}  // namespace onward
