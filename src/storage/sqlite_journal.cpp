#include "storage/sqlite_journal.hpp"

#include <algorithm>

namespace onward::storage {

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}
std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void SqliteJournal::damaged(const std::string& what) const {
  throw SqliteError(SqliteError::Kind::damaged, database_.path() + " is damaged: " + what);
}

Hash SqliteJournal::hash(Statement& statement, int column) const {
  Hash out{};
  const auto bytes = statement.bytes(column);
  if (bytes.size() != out.size()) damaged("a hash of another length");
  std::ranges::copy(bytes, out.begin());
  return out;
}

// All zero where there was no personal part.
Hash SqliteJournal::digest(Statement& statement, int column) const {
  return statement.shape(column) == Statement::Shape::null ? Hash{} : hash(statement, column);
}

Noun SqliteJournal::noun(Statement& statement, int column, std::int64_t sequence) const {
  const auto number = static_cast<std::uint64_t>(statement.integer(column));
  if (number >= nouns().size())
    damaged("journal " + std::to_string(sequence) + " is of no known noun");
  return static_cast<Noun>(number);
}

JournalHead SqliteJournal::head() {
  const auto statement = head_.use(database_);
  if (!statement->step()) return {};
  return {statement->integer(0), Instant{std::chrono::microseconds{statement->integer(1)}}};
}

void SqliteJournal::append(const Entry& e) {
  const auto statement = append_.use(database_);
  statement->bind(1, e.sequence);
  statement->bind(2, std::int64_t{e.time.time_since_epoch().count()});
  statement->bind(3, e.actor);
  statement->bind(4, e.organization);
  statement->bind(5, std::string_view(e.operation));
  statement->bind(6, static_cast<std::int64_t>(e.noun));
  statement->bind(7, e.id);
  statement->bind(8, std::int64_t{e.format});
  statement->bind(9, bytes_of(e.open));
  if (e.personal_digest == Hash{})
    statement->bind_null(10);
  else
    statement->bind(10, std::span<const std::byte>(e.personal_digest));
  statement->bind(11, std::span<const std::byte>(e.leaf));
  statement->run();
  if (e.personal.empty()) return;
  const auto personal = append_personal_.use(database_);
  personal->bind(1, e.sequence);
  personal->bind(2, bytes_of(e.personal));
  personal->run();
}

void SqliteJournal::read(std::int64_t from, std::int64_t limit, EntrySink sink) {
  const auto statement = read_.use(database_);
  statement->bind(1, from);
  statement->bind(2, std::max<std::int64_t>(limit, 0));  // SQLite takes negative for all
  send(*statement, sink);
}

void SqliteJournal::read(const EntryChoice& choice, EntrySink sink) {
  const auto statement = read_choice_.use(database_);
  statement->bind(1, choice.from);
  statement->bind(2, choice.until);
  statement->bind(3, static_cast<std::int64_t>(choice.nouns));
  statement->bind(4, static_cast<std::int64_t>(choice.personal));
  Entry e;
  do {
    if (!statement->step()) return;
    e.sequence = statement->integer(0);
    e.time = Instant{std::chrono::microseconds{statement->integer(1)}};
    e.noun = noun(*statement, 2, e.sequence);
    e.id = statement->integer(3);
    e.format = static_cast<int>(statement->integer(4));
    e.open = text_of(statement->bytes(5));
    e.personal_digest = digest(*statement, 6);
    e.personal = text_of(statement->bytes(7));
  } while (sink(e));
}

void SqliteJournal::history(Noun noun, std::int64_t id, EntrySink sink) {
  const auto statement = history_.use(database_);
  statement->bind(1, static_cast<std::int64_t>(noun));
  statement->bind(2, id);
  send(*statement, sink);
}

void SqliteJournal::send(Statement& statement, EntrySink sink) {
  Entry e;
  do {
    if (!statement.step()) return;
    e.sequence = statement.integer(0);
    e.time = Instant{std::chrono::microseconds{statement.integer(1)}};
    e.actor = statement.integer(2);
    e.organization = statement.integer(3);
    e.operation = statement.text(4);
    e.noun = noun(statement, 5, e.sequence);
    e.id = statement.integer(6);
    e.format = static_cast<int>(statement.integer(7));
    e.open = text_of(statement.bytes(8));
    e.personal_digest = digest(statement, 9);
    e.leaf = hash(statement, 10);
    e.personal = text_of(statement.bytes(11));
  } while (sink(e));
}

void SqliteJournal::leaves(std::int64_t from, std::span<Hash> out) {
  const auto statement = leaves_.use(database_);
  statement->bind(1, from);
  statement->bind(2, static_cast<std::int64_t>(out.size()));
  for (auto& leaf : out) {
    if (!statement->step())
      damaged("journal has no entry " + std::to_string(from + (&leaf - out.data())));
    leaf = hash(*statement, 0);
  }
}

void SqliteJournal::put_tile(int level, std::int64_t index, const Hash& hash) {
  const auto statement = put_tile_.use(database_);
  statement->bind(1, std::int64_t{level});
  statement->bind(2, index);
  statement->bind(3, std::span<const std::byte>(hash));
  statement->run();
}

Hash SqliteJournal::tile(int level, std::int64_t index) {
  const auto statement = tile_.use(database_);
  statement->bind(1, std::int64_t{level});
  statement->bind(2, index);
  if (!statement->step())
    damaged("journal_tile has no hash " + std::to_string(index) + " of level " +
            std::to_string(level));
  return hash(*statement, 0);
}

void SqliteJournal::erase_personal(std::int64_t sequence) {
  const auto statement = erase_personal_.use(database_);
  statement->bind(1, sequence);
  statement->run();
}

}  // namespace onward::storage
