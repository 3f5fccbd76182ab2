// History in its tables: entries, their personal parts, and the hashes of complete subtrees.
#pragma once

#include "storage/sqlite_database.hpp"

namespace onward::storage {

class SqliteJournal {
 public:
  explicit SqliteJournal(Database& database) : database_(database) {}

  JournalHead head();
  void append(const Entry&);
  void read(std::int64_t from, std::int64_t limit, EntrySink);
  void read(const EntryChoice&, EntrySink);
  void history(Noun, std::int64_t id, EntrySink);
  void leaves(std::int64_t from, std::span<Hash> out);
  void put_tile(int level, std::int64_t index, const Hash&);
  Hash tile(int level, std::int64_t index);
  void erase_personal(std::int64_t sequence);

 private:
  void send(Statement&, EntrySink);
  Noun noun(Statement&, int column, std::int64_t sequence) const;
  Hash hash(Statement&, int column) const;
  Hash digest(Statement&, int column) const;
  [[noreturn]] void damaged(const std::string& what) const;

  Database& database_;
  Prepared head_{"SELECT sequence, time FROM journal ORDER BY sequence DESC LIMIT 1", "journal"};
  Prepared append_{
      "INSERT INTO journal (sequence, time, actor, organization, operation, noun, id, format, "
      "open, personal_digest, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      "journal"};
  Prepared append_personal_{"INSERT INTO journal_personal (sequence, personal) VALUES (?1, ?2)",
                            "journal_personal"};
  Prepared read_{
      "SELECT sequence, time, actor, organization, operation, noun, id, format, open, "
      "personal_digest, leaf, personal FROM journal LEFT JOIN journal_personal USING (sequence) "
      "WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2",
      "journal"};
  // Personal parts that nobody asks for are not looked up: no sequence is null.
  Prepared read_choice_{
      "SELECT j.sequence, time, noun, id, format, open, personal_digest, personal "
      "FROM journal j LEFT JOIN journal_personal p "
      "ON p.sequence = CASE WHEN ?4 >> noun & 1 THEN j.sequence END "
      "WHERE j.sequence >= ?1 AND j.sequence < ?2 AND ?3 >> noun & 1 ORDER BY j.sequence",
      "journal"};
  Prepared history_{
      "SELECT sequence, time, actor, organization, operation, noun, id, format, open, "
      "personal_digest, leaf, personal FROM journal INDEXED BY journal_row "
      "LEFT JOIN journal_personal USING (sequence) "
      "WHERE noun = ?1 AND id = ?2 ORDER BY sequence",
      "journal"};
  Prepared leaves_{"SELECT leaf FROM journal WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2",
                   "journal"};
  Prepared put_tile_{"INSERT INTO journal_tile (level, position, hash) VALUES (?1, ?2, ?3)",
                     "journal_tile"};
  Prepared tile_{"SELECT hash FROM journal_tile WHERE level = ?1 AND position = ?2",
                 "journal_tile"};
  Prepared erase_personal_{"DELETE FROM journal_personal WHERE sequence = ?1", "journal_personal"};
};

}  // namespace onward::storage
