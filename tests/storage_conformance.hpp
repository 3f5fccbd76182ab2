// The contract of storage.hpp, a check for each of its sentences. Every storage passes them all.
#pragma once

#include "folder.hpp"
#include "json.hpp"
#include "onward/storage.hpp"

namespace onward::tests {

struct Promise {
  const char* sentence;
  void (*check)(Storage&);  // of an empty store
};
std::vector<Promise> storage_contract();

std::span<const Promise> row_promises();
std::span<const Promise> scan_promises();
std::span<const Promise> history_promises();
std::span<const Promise> sharing_promises();

// Rows that others name: two organisations, an issue, a client.
struct Desk {
  OrganizationId sender{}, receiver{};
  IssueId issue{};
  ClientId client{};
  explicit Desk(Transaction&);
  explicit Desk(Storage&);

  Need need() const { return {.client_id = client, .issue_id = issue, .sender_id = sender}; }
  Referral referral(NeedId need_id) const {
    return {.need_id = need_id,
            .client_id = client,
            .issue_id = issue,
            .sender_id = sender,
            .receiver_id = receiver};
  }
};

// Inserts the row under the next id.
template <Kept T> T put(Transaction& t, T row) {
  row.id = t.next_id(noun_of<T>);
  row.revision = 1;
  t.insert(noun_of<T>, &row);
  return row;
}
template <Kept T>
std::optional<T> find(Transaction& t, std::int64_t id, Columns columns = all_columns) {
  std::optional<T> out;
  t.get(noun_of<T>, {&id, 1}, columns, [&](const void* row) {
    out = *static_cast<const T*>(row);
    return true;
  });
  return out;
}
template <Kept T, class Tag> std::optional<T> find(Transaction& t, Id<Tag> id) {
  return find<T>(t, id.value);
}
template <Kept T> bool update(Transaction& t, const T& row) { return t.update(noun_of<T>, &row); }

// In a transaction of its own.
template <class Step> auto reading(Storage& storage, Step step) {
  const auto t = storage.begin(Mode::read);
  return step(*t);
}
template <class Step> void writing(Storage& storage, Step step) {
  const auto t = storage.begin(Mode::write);
  step(*t);
  if (t->commit() != Commit::done) throw StorageError("the outcome is unknown");
}

// The bit of a member.
Columns column(Noun, std::string_view name);

}  // namespace onward::tests
