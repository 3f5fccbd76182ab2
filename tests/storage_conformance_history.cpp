// What storage.hpp promises about counters, the journal and blobs.
#include "catch.hpp"
#include "storage/erasures.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

using Counts = std::vector<std::pair<std::int64_t, std::int64_t>>;

Counts counts_of(Transaction& t, Counter counter, std::int64_t subject) {
  Counts out;
  t.counts(counter, subject, [&](const CounterKey& key, std::int64_t value) {
    CHECK(key.counter == counter);
    CHECK(key.subject == subject);
    out.emplace_back(key.detail, value);
  });
  return out;
}

void counters_count(Storage& storage) {
  constexpr CounterKey open{Counter::needs_all, 0, 1};
  writing(storage, [&](Transaction& t) {
    CHECK(t.count(open) == 0);
    t.add(open, 5);
    t.add(open, -2);
    t.add({Counter::needs_all, 0, 3}, 1);
    t.add({Counter::needs_all, 0, -1}, 4);
    t.add({Counter::needs_all, 7, 1}, 9);
    t.add({Counter::needs_sent, 0, 1}, 8);
    CHECK(t.count(open) == 3);
    CHECK(counts_of(t, Counter::needs_all, 0) == Counts{{-1, 4}, {1, 3}, {3, 1}});
  });
  writing(storage, [&](Transaction& t) {
    CHECK(t.count(open) == 3);
    t.add(open, -3);
    t.add({Counter::needs_all, 0, 3}, 1);
    t.add({Counter::needs_all, 0, 2}, -1);
    CHECK(t.count(open) == 0);
    CHECK(counts_of(t, Counter::needs_all, 0) == Counts{{-1, 4}, {2, -1}, {3, 2}});
  });
  {
    const auto t = storage.begin(Mode::write);
    t->add(open, 100);
  }
  reading(storage, [&](Transaction& t) {
    CHECK(t.count(open) == 0);
    CHECK(counts_of(t, Counter::needs_all, 0) == Counts{{-1, 4}, {2, -1}, {3, 2}});
    CHECK(counts_of(t, Counter::needs_all, 7) == Counts{{1, 9}});
    CHECK(counts_of(t, Counter::needs_sent, 0) == Counts{{1, 8}});
    CHECK(counts_of(t, Counter::needs_issue, 0).empty());
  });
}

Entry entry(std::int64_t sequence, std::int64_t id, Noun noun = Noun::need) {
  Entry out;
  out.sequence = sequence;
  out.time = Instant{std::chrono::microseconds{1'000 + sequence}};
  out.actor = 2;
  out.organization = 3;
  out.operation = "need.send";
  out.noun = noun;
  out.id = id;
  out.format = 4;
  out.open = std::string("\0open\xff", 6);
  if (sequence % 2) {
    out.personal_digest.fill(std::byte{1});
    out.personal = std::string("\xfe\0personal", 10);
  }
  out.leaf.fill(static_cast<std::byte>(sequence));
  return out;
}

bool same(const Entry& a, const Entry& b) {
  return a.sequence == b.sequence && a.time == b.time && a.actor == b.actor &&
         a.organization == b.organization && a.operation == b.operation && a.noun == b.noun &&
         a.id == b.id && a.format == b.format && a.open == b.open &&
         a.personal_digest == b.personal_digest && a.personal == b.personal && a.leaf == b.leaf;
}

std::vector<std::int64_t> journal_of(Transaction& t, std::int64_t from, std::int64_t limit) {
  std::vector<std::int64_t> out;
  t.journal(from, limit, [&](const Entry& e) {
    out.push_back(e.sequence);
    return true;
  });
  return out;
}
std::vector<std::int64_t> history_of(Transaction& t, Noun noun, std::int64_t id) {
  std::vector<std::int64_t> out;
  t.history(noun, id, [&](const Entry& e) {
    out.push_back(e.sequence);
    return true;
  });
  return out;
}

// Entries 1 to 6, of needs 1, 2, 1, 2, 1, 2, and 7 of referral 1.
void fill_journal(Storage& storage) {
  writing(storage, [](Transaction& t) {
    for (int i = 1; i <= 6; ++i) t.append(entry(i, 2 - i % 2));
    t.append(entry(7, 1, Noun::referral));
  });
}

void entries_come_back(Storage& storage) {
  reading(storage, [](Transaction& t) {
    CHECK(t.head().size == 0);
    CHECK(t.head().last_time == Instant{});
    CHECK(journal_of(t, 1, 10).empty());
  });
  fill_journal(storage);
  reading(storage, [](Transaction& t) {
    CHECK(t.head().size == 7);
    CHECK(t.head().last_time == entry(7, 1).time);
    std::int64_t sequence = 0;
    t.journal(1, 100, [&](const Entry& e) {
      ++sequence;
      const bool last = sequence == 7;
      CHECK(same(e,
                 entry(sequence, last ? 1 : 2 - sequence % 2, last ? Noun::referral : Noun::need)));
      return true;
    });
    CHECK(sequence == 7);
    CHECK(journal_of(t, 3, 2) == std::vector<std::int64_t>{3, 4});
    CHECK(journal_of(t, 7, 2) == std::vector<std::int64_t>{7});
    CHECK(journal_of(t, 8, 2).empty());
    CHECK(journal_of(t, 1, 0).empty());
    CHECK(journal_of(t, 1, -1).empty());
    int sent = 0;
    t.journal(1, 100, [&](const Entry&) { return ++sent < 2; });
    CHECK(sent == 2);
  });
}

void entries_are_chosen_by_noun(Storage& storage) {
  fill_journal(storage);
  reading(storage, [](Transaction& t) {
    const auto chosen = [&](const EntryChoice& choice) {
      std::vector<std::int64_t> out;
      t.journal_of(choice, [&](const Entry& e) {
        Entry expected = entry(e.sequence, e.id, e.noun);
        expected.actor = expected.organization = 0;
        expected.operation.clear();
        expected.leaf = {};
        if (!has(choice.personal, e.noun)) expected.personal.clear();
        CHECK(same(e, expected));
        out.push_back(e.sequence);
        return out.size() < 4;
      });
      return out;
    };
    using List = std::vector<std::int64_t>;
    const NounSet needs = set_of(Noun::need), both = set_of(Noun::need, Noun::referral);
    CHECK(chosen({.from = 1, .until = 9, .nouns = needs}) == List{1, 2, 3, 4});
    CHECK(chosen({.from = 5, .until = 9, .nouns = needs, .personal = needs}) == List{5, 6});
    CHECK(chosen({.from = 5, .until = 9, .nouns = both, .personal = needs}) == List{5, 6, 7});
    CHECK(chosen({.from = -3, .until = 3, .nouns = both, .personal = both}) == List{1, 2});
    CHECK(chosen({.from = 3, .until = 3, .nouns = both}).empty());
    CHECK(chosen({.from = 1, .until = 9, .nouns = set_of(Noun::client)}).empty());
    CHECK(chosen({.from = 1, .until = 9}).empty());
  });
}

void history_is_a_rows(Storage& storage) {
  fill_journal(storage);
  reading(storage, [](Transaction& t) {
    CHECK(history_of(t, Noun::need, 1) == std::vector<std::int64_t>{1, 3, 5});
    CHECK(history_of(t, Noun::need, 2) == std::vector<std::int64_t>{2, 4, 6});
    CHECK(history_of(t, Noun::referral, 1) == std::vector<std::int64_t>{7});
    CHECK(history_of(t, Noun::referral, 2).empty());
    t.history(Noun::need, 1, [&](const Entry& e) {
      CHECK(same(e, entry(1, 1)));
      return false;
    });
  });
}

void entries_have_no_holes(Storage& storage) {
  fill_journal(storage);
  for (const auto sequence : {0, 7, 9}) {
    const auto t = storage.begin(Mode::write);
    CHECK_THROWS_AS(t->append(entry(sequence, 1)), StorageError);
    CHECK_THROWS_AS(t->commit(), StorageError);
  }
  {
    const auto t = storage.begin(Mode::write);
    t->append(entry(8, 1));
    CHECK(t->head().size == 8);
    CHECK(t->head().last_time == entry(8, 1).time);
    CHECK(history_of(*t, Noun::need, 1).size() == 4);
  }
  reading(storage, [](Transaction& t) {
    CHECK(t.head().size == 7);
    CHECK(history_of(t, Noun::need, 1).size() == 3);
  });
}

void hashes_come_back(Storage& storage) {
  fill_journal(storage);
  Hash hash;
  hash.fill(std::byte{9});
  writing(storage, [&](Transaction& t) {
    t.put_tile(1, 0, hash);
    t.put_tile(2, 0, Hash{});
    CHECK(t.tile(1, 0) == hash);
  });
  {
    const auto t = storage.begin(Mode::write);
    t->put_tile(1, 1, hash);
  }
  reading(storage, [&](Transaction& t) {
    std::array<Hash, 3> leaves{};
    t.leaves(4, leaves);
    CHECK(leaves == std::array{entry(4, 1).leaf, entry(5, 1).leaf, entry(6, 1).leaf});
    CHECK(t.tile(1, 0) == hash);
    CHECK(t.tile(2, 0) == Hash{});
  });
  const auto absent = [&](auto step) {
    const auto t = storage.begin(Mode::read);
    CHECK_THROWS_AS(step(*t), StorageError);
    CHECK(t->tile(1, 0) == hash);  // reading goes on
  };
  absent([](Transaction& t) { t.tile(1, 1); });
  absent([](Transaction& t) {
    std::array<Hash, 3> leaves{};
    t.leaves(6, leaves);
  });
}

void personal_parts_are_erased(Storage& storage) {
  fill_journal(storage);
  const auto erasures = [&] { return storage::erasures(*storage.begin(Mode::read)); };
  CHECK(erasures() == 0);
  {
    const auto t = storage.begin(Mode::write);
    t->erase_personal(1);
  }
  writing(storage, [](Transaction& t) {
    t.erase_personal(3);
    t.erase_personal(2);  // has none
    t.erase_personal(99);
  });
  CHECK(erasures() == 3);  // what was rolled back does not count
  reading(storage, [](Transaction& t) {
    Entry erased = entry(3, 1);
    erased.personal.clear();
    t.journal(1, 3, [&](const Entry& e) {
      CHECK(same(e, e.sequence == 3 ? erased : entry(e.sequence, 2 - e.sequence % 2)));
      return true;
    });
  });
}

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string blob_of(Transaction& t, std::string_view id, std::int64_t offset, std::size_t size) {
  std::string out(size, '?');
  out.resize(t.read_blob(id, offset, std::as_writable_bytes(std::span(out))));
  return out;
}

void blobs_come_in_pieces(Storage& storage) {
  const std::string big(3'000'000, 'b');
  writing(storage, [&](Transaction& t) {
    CHECK_FALSE(t.blob_size("a"));
    CHECK_FALSE(t.put_blob("a", 1, bytes("x")));
    CHECK_FALSE(t.blob_size("a"));
    CHECK(t.put_blob("a", 0, bytes(std::string_view("he\0", 3))));
    CHECK(t.put_blob("a", 3, bytes("llo")));
    CHECK_FALSE(t.put_blob("a", 3, bytes("again")));
    CHECK_FALSE(t.put_blob("a", 7, bytes("hole")));
    CHECK(t.put_blob("empty", 0, {}));
    CHECK(t.put_blob("big", 0, bytes(big)));
    CHECK(t.put_blob("big", 3'000'000, bytes("end")));
  });
  reading(storage, [&](Transaction& t) {
    CHECK(t.blob_size("a") == 6);
    CHECK(t.blob_size("empty") == 0);
    CHECK(t.blob_size("big") == 3'000'003);
    CHECK(blob_of(t, "a", 0, 100) == std::string("he\0llo", 6));
    CHECK(blob_of(t, "a", 2, 2) == std::string("\0l", 2));
    CHECK(blob_of(t, "a", 6, 2).empty());
    CHECK(blob_of(t, "a", 7, 2).empty());
    CHECK(blob_of(t, "a", -1, 2).empty());
    CHECK(blob_of(t, "absent", 0, 2).empty());
    CHECK(blob_of(t, "big", 0, 4'000'000) == big + "end");
    CHECK(blob_of(t, "big", 2'999'998, 4) == "bben");
    CHECK(blob_of(t, "big", 1'048'575, 2) == "bb");
  });
}

void blobs_are_erased_and_rolled_back(Storage& storage) {
  writing(storage, [](Transaction& t) { CHECK(t.put_blob("a", 0, bytes("kept"))); });
  {
    const auto t = storage.begin(Mode::write);
    CHECK(t->put_blob("a", 4, bytes("more")));
    CHECK(t->put_blob("new", 0, bytes("new")));
    t->erase_blob("a");
    CHECK_FALSE(t->blob_size("a"));
    CHECK(t->put_blob("a", 0, bytes("other")));
  }
  writing(storage, [](Transaction& t) {
    CHECK(blob_of(t, "a", 0, 9) == "kept");
    CHECK_FALSE(t.blob_size("new"));
    t.erase_blob("a");
    t.erase_blob("absent");
  });
  reading(storage, [](Transaction& t) { CHECK_FALSE(t.blob_size("a")); });
}

}  // namespace

std::span<const Promise> history_promises() {
  static constexpr Promise all[] = {
      {"counters add up, absent ones are 0, and details come in order", counters_count},
      {"entries of the journal come back whole and in order", entries_come_back},
      {"entries are chosen by their noun", entries_are_chosen_by_noun},
      {"a row's history is in order", history_is_a_rows},
      {"entries follow each other without holes", entries_have_no_holes},
      {"leaves and hashes of subtrees come back, and absent ones are errors", hashes_come_back},
      {"a personal part is erased, and the rest of the entry stays", personal_parts_are_erased},
      {"blobs come in pieces, each where the last one ended", blobs_come_in_pieces},
      {"blobs are erased, and rolled back", blobs_are_erased_and_rolled_back},
  };
  return all;
}

}  // namespace onward::tests
