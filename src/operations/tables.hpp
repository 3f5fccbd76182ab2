// Rows as operations see them: every write is compared, counted, journalled and told on its way.
#pragma once

#include <tuple>

#include "journal.hpp"
#include "onward/rules/counters.hpp"
#include "onward/storage.hpp"
#include "operations/row_cache.hpp"

namespace onward {

class Tables;

// Nouns of which a call comes back to the same row again and again: whom it is about, and under
// which consent; the need or the referral it acts on.
template <class... T> struct RevisitedNouns {
  template <class Noun> static constexpr bool has = (std::is_same_v<T, Noun> || ...);
  using Met = std::tuple<std::optional<T>...>;  // the last row of each
};
using Revisited = RevisitedNouns<Client, Consent, Need, Referral>;

// Whoever is to hear of a write does so in its transaction, whichever operation wrote; `before` is
// null for a new row (operations/notices.cpp).
void tell(Tables&, const Journal::Call&, const Need* before, const Need& after);
void tell(Tables&, const Journal::Call&, const Referral* before, const Referral& after);
void tell(Tables&, const Journal::Call&, const Note* before, const Note& after);
void tell(Tables&, const Journal::Call&, const Attachment* before, const Attachment& after);
void tell(Tables&, const Journal::Call&, const InformationRequest*, const InformationRequest&);
void tell(Tables&, const Journal::Call&, const Appointment* before, const Appointment& after);
void tell(Tables&, const Journal::Call&, const Intake* before, const Intake& after);
void tell(Tables&, const Journal::Call&, const Transfer* before, const Transfer& after);
void tell(Tables&, const Journal::Call&, const Agreement* before, const Agreement& after);
void tell(Tables&, const Journal::Call&, const CapacityEnquiry*, const CapacityEnquiry& after);
void tell(Tables&, const Journal::Call&, const CapacityAnswer*, const CapacityAnswer& after);
template <Kept T> void tell(Tables&, const Journal::Call&, const T*, const T&) {}

// What follows from a write is written with it: who is a side of which client, and finds them
// (operations/client_list.cpp, client_keys.cpp).
void follow(Tables&, const Client* before, const Client& after);
void follow(Tables&, const Need* before, const Need& after);
void follow(Tables&, const Referral* before, const Referral& after);
template <Kept T> void follow(Tables&, const T*, const T&) {}

// One transaction, one call; while it runs, nobody else writes in the transaction. Reads need no
// journal; a write without one is a bug.
class Tables {
 public:
  Tables(Transaction& transaction, Journal* journal, Journal::Call call, Journal::Random random,
         SmallRows small = {})
      : transaction_(transaction), journal_(journal), call_(call), random_(random), small_(small) {}

  template <Kept T, class Tag> std::optional<T> get(Id<Tag> id) {
    return kept<T, std::optional<T>>("get", [&] { return read<T>(id); }, id);
  }

  // A row that another one names: a store without it is damaged.
  template <Kept T, class Tag> T known(Id<Tag> id) {
    if (auto row = get<T>(id)) return *std::move(row);
    missing(noun_of<T>, id.value);
  }

  // The same for rows of small tables, which are looked at at every call, without a copy.
  template <Kept T, class Tag> std::shared_ptr<const T> small(Id<Tag> id) {
    const auto row = shared<T, std::optional<T>>("get", [&] { return read<T>(id); }, id);
    const std::optional<T>& kept = *row;
    return kept ? std::shared_ptr<const T>(row, &*kept) : nullptr;
  }
  template <Kept T, class Tag> std::shared_ptr<const T> known_small(Id<Tag> id) {
    if (auto row = small<T>(id)) return row;
    missing(noun_of<T>, id.value);
  }

  // Gives the row its id and revision; `complete` fills in what follows from the id.
  template <Kept T> void insert(T& row, FunctionRef<void(T&)> complete = ignore<T>) {
    writes<T>();
    row.id = transaction_.next_id(noun_of<T>);
    row.revision = 1;
    complete(row);
    transaction_.insert(noun_of<T>, &row);
    meet(row);
    count(row, [&](const CounterKey& key) { transaction_.add(key, 1); });
    record(noun_of<T>, row.id.value, &row);
    follow(*this, static_cast<const T*>(nullptr), row);
    tell(*this, call_, static_cast<const T*>(nullptr), row);
  }

  // Writes the row over the one it was read as.
  template <Kept T> void update(T& row) {
    writes<T>();
    const std::optional<T> before = get<T>(row.id);
    row.revision += 1;
    if (!before || !transaction_.update(noun_of<T>, &row))
      throw std::logic_error("a row changed under its own transaction");
    meet(row);
    count(*before, [&](const CounterKey& key) { transaction_.add(key, -1); });
    count(row, [&](const CounterKey& key) { transaction_.add(key, 1); });
    record(noun_of<T>, row.id.value, &row);
    follow(*this, &*before, row);
    tell(*this, call_, &*before, row);
  }

  // Operational rows only: history is never erased.
  template <Kept T> void erase(const T& row) {
    static_assert(!Revisited::has<T>);
    writes<T>();
    transaction_.erase(noun_of<T>, row.id.value, row.revision);
  }

  // Rows with these leading members, in the order of the index; `each` answers whether to go on.
  template <Kept T, class... Key>
  void scan(const Index& index, FunctionRef<bool(const T&)> each, const Key&... key) {
    const std::array<Cell, sizeof...(Key)> prefix{cell(key)...};
    Scan scan{.index = &index, .prefix = prefix};
    for (Position after;;) {
      bool go_on = true;
      const auto end = transaction_.scan(scan, all_columns, [&](const void* row) {
        return go_on = each(*static_cast<const T*>(row));
      });
      if (!go_on || end.exhausted) return;
      after = end.last;
      scan.after = &after;
    }
  }
  template <Kept T, class... Key> std::vector<T> all(const Index& index, const Key&... key) {
    const auto read = [&] {
      std::vector<T> out;
      const auto add = [&](const T& row) {
        out.push_back(row);
        return true;
      };
      scan<T>(index, add, key...);
      return out;
    };
    return kept<T, std::vector<T>>("all", read, index.name, key...);
  }
  template <Kept T, class... Key> std::optional<T> first(const Index& index, const Key&... key) {
    const auto read = [&] {
      std::optional<T> found;
      const auto take = [&](const T& row) {
        found = row;
        return false;
      };
      scan<T>(index, take, key...);
      return found;
    };
    return kept<T, std::optional<T>>("first", read, index.name, key...);
  }

  // An entry of which nothing stands in the tables: an audited read, a denial.
  void note(const Audit&);

  static Cell cell(std::int64_t v) { return v; }
  static Cell cell(std::string_view v) { return std::string(v); }
  static Cell cell(const std::string& v) { return v; }
  static Cell cell(const char* v) { return std::string(v); }
  static Cell cell(Instant v) { return std::int64_t{v.time_since_epoch().count()}; }
  template <class Tag> static Cell cell(Id<Tag> v) { return v.value; }
  template <Named E> static Cell cell(E v) { return std::string(name_of(v)); }

  Transaction& transaction() { return transaction_; }
  // Entries of the journal that stand whatever becomes of this transaction.
  std::int64_t committed_entries() {
    return journal_ ? journal_->committed_size() : transaction_.head().size;
  }
  bool wrote() const { return wrote_; }

 private:
  template <Kept T, class Tag> std::optional<T> read(Id<Tag> id) {
    if constexpr (Revisited::has<T>)
      if (const auto& met = std::get<std::optional<T>>(met_); met && met->id == id) return met;
    std::optional<T> found;
    if (id.value > 0)
      transaction_.get(noun_of<T>, {&id.value, 1}, all_columns, [&](const void* row) {
        found = *static_cast<const T*>(row);
        return true;
      });
    if (found) meet(*found);
    return found;
  }
  template <Kept T> void meet(const T& row) {
    if constexpr (Revisited::has<T>) std::get<std::optional<T>>(met_) = row;
  }

  // What `read` answers, from the cache where T's table is small.
  template <Kept T, class Rows, class Read, class... Key>
  Rows kept(std::string_view how, Read read, const Key&... key) {
    if constexpr (is_small<T>)
      return *shared<T, Rows>(how, read, key...);
    else
      return read();
  }
  template <Kept T, class Rows, class Read, class... Key>
  std::shared_ptr<const Rows> shared(std::string_view how, Read read, const Key&... key) {
    static_assert(is_small<T>);
    const auto fresh = [&] { return std::make_shared<const Rows>(read()); };
    if (!small_.cache || (small_.were_written && *small_.were_written)) return fresh();
    key_ = info(noun_of<T>).name;
    key_ += how;
    (put(key_, key), ...);
    return std::static_pointer_cast<const Rows>(small_.cache->at(small_.size, key_, fresh));
  }
  // A member of a key, as `cell` has it, without making a text of its own.
  template <class Member> static void put(std::string& key, const Member& member) {
    if constexpr (Named<Member>)
      put_text(key, name_of(member));
    else if constexpr (std::is_convertible_v<Member, std::string_view>)
      put_text(key, member);
    else
      put_number(key, std::get<std::int64_t>(cell(member)));
  }
  static void put_number(std::string& key, std::int64_t);
  static void put_text(std::string& key, std::string_view);

  template <Kept T> void writes() {
    wrote_ = true;
    if constexpr (is_small<T>)
      if (small_.were_written) *small_.were_written = true;
  }

  [[noreturn]] static void missing(Noun, std::int64_t id);
  void record(Noun, std::int64_t id, const void* row);
  template <class T> static constexpr auto ignore = [](T&) {};

  Transaction& transaction_;
  Journal* journal_;
  Journal::Call call_;
  Journal::Random random_;
  SmallRows small_;
  std::string key_{};  // of a small row; reused, so that it keeps its memory
  Revisited::Met met_{};  // as they stand now
  bool wrote_ = false;
};

}  // namespace onward
