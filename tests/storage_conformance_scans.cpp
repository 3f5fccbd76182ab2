// What storage.hpp promises about scans; compared with sorting in memory.
#include <algorithm>
#include <random>

#include "catch.hpp"
#include "storage/cells.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

using storage::key_cell;

struct Entry {
  std::vector<Cell> members;
  std::int64_t id;
  auto operator<=>(const Entry&) const = default;
};

std::vector<Entry> sorted(const Index& index, std::span<const Referral> rows) {
  std::vector<Entry> out;
  for (auto& row : rows) {
    auto& entry = out.emplace_back(Entry{{}, row.id.value});
    for (std::size_t m = 0; m < index.size; ++m)
      entry.members.push_back(key_cell(*index.members[m], &row));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::int64_t> ids_of(Transaction& t, const Scan& scan, ScanEnd* end = nullptr) {
  std::vector<std::int64_t> out;
  const auto ended = t.scan(scan, Columns{1}, [&](const void* row) {
    out.push_back(static_cast<const Referral*>(row)->id.value);
    return true;
  });
  if (end) *end = ended;
  return out;
}

// The ids of the entries with the prefix that stand after a position, in one direction.
std::vector<std::int64_t> expected(const std::vector<Entry>& all, std::span<const Cell> prefix,
                                   const Entry* after, Direction direction) {
  std::vector<std::int64_t> out;
  for (auto& entry : all) {
    if (!std::equal(prefix.begin(), prefix.end(), entry.members.begin())) continue;
    if (after && (direction == Direction::up ? entry <= *after : entry >= *after)) continue;
    out.push_back(entry.id);
  }
  if (direction == Direction::down) std::reverse(out.begin(), out.end());
  return out;
}

// Few values, so that most keys are equal; and some before 1970.
std::vector<Referral> many_referrals(Transaction& t, const Desk& desk) {
  std::mt19937 random(2);
  const auto any = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
  const auto need = put(t, desk.need()).id;
  std::vector<Referral> out;
  for (int i = 0; i < 60; ++i) {
    Referral row = desk.referral(need);
    row.sender_id = 1 + any(2);
    row.receiver_id = 1 + any(2);
    row.phase = std::array{ReferralPhase::requested, ReferralPhase::accepted,
                           ReferralPhase::received}[static_cast<std::size_t>(any(3))];
    row.requested_at = Instant{std::chrono::seconds{any(3) - 1}};
    row.due_at = any(2) ? never : row.requested_at;
    out.push_back(put(t, row));
  }
  return out;
}

void from_everywhere(Transaction& t, const Index& index, const std::vector<Entry>& all,
                     std::span<const Cell> prefix) {
  for (const auto direction : {Direction::up, Direction::down}) {
    const Scan scan{.index = &index, .prefix = prefix, .direction = direction};
    CHECK(ids_of(t, scan) == expected(all, prefix, nullptr, direction));
    for (auto& entry : all) {
      if (!std::equal(prefix.begin(), prefix.end(), entry.members.begin())) continue;
      const auto rest = entry.members.begin() + static_cast<std::ptrdiff_t>(prefix.size());
      const Position after{{rest, entry.members.end()}, entry.id};
      Scan on = scan;
      on.after = &after;
      CHECK(ids_of(t, on) == expected(all, prefix, &entry, direction));
    }
  }
}

void scans_are_in_order(Storage& storage) {
  const Desk desk(storage);
  std::vector<Referral> rows;
  writing(storage, [&](Transaction& t) { rows = many_referrals(t, desk); });
  reading(storage, [&](Transaction& t) {
    for (auto& index : info(Noun::referral).indexes) {
      const auto all = sorted(index, rows);
      const std::span<const Cell> members = all[all.size() / 2].members;
      for (std::size_t size = 0; size <= index.size; ++size)
        from_everywhere(t, index, all, members.first(size));
    }
  });
}

void pages_join(Storage& storage) {
  const Desk desk(storage);
  std::vector<Referral> rows;
  writing(storage, [&](Transaction& t) { rows = many_referrals(t, desk); });
  reading(storage, [&](Transaction& t) {
    const auto all = sorted(by::referral_sender, rows);
    const std::span<const Cell> prefix = std::span(all[0].members).first(1);
    for (const auto direction : {Direction::up, Direction::down})
      for (const std::int64_t limit : {1, 2, 7, 59, 60, 1'000}) {
        const auto wanted = expected(all, prefix, nullptr, direction);
        std::vector<std::int64_t> seen;
        Scan scan{.index = &by::referral_sender,
                  .prefix = prefix,
                  .direction = direction,
                  .limit = limit};
        ScanEnd end{.exhausted = false, .last = {}};
        Position after;
        while (!end.exhausted) {
          const auto page = ids_of(t, scan, &end);
          CHECK(page.size() <= static_cast<std::size_t>(limit));
          CHECK((end.exhausted || page.size() == static_cast<std::size_t>(limit)));
          seen.insert(seen.end(), page.begin(), page.end());
          after = end.last;
          scan.after = &after;
        }
        CHECK(seen == wanted);
      }
  });
}

void exhausted_is_told_exactly(Storage& storage) {
  writing(storage, [](Transaction& t) {
    for (const auto* name : {"a", "b", "c"}) put(t, Role{.name = name});
  });
  reading(storage, [](Transaction& t) {
    Scan scan{.index = &by::role_name, .limit = 3};
    ScanEnd end;
    CHECK(ids_of(t, scan, &end).size() == 3);
    CHECK(end.exhausted);
    scan.limit = 2;
    CHECK(ids_of(t, scan, &end).size() == 2);
    CHECK_FALSE(end.exhausted);
    CHECK(end.last.id == 2);
    CHECK(end.last.members == std::vector<Cell>{std::string("b")});
    const Cell absent = std::string("z");
    CHECK(ids_of(t, {.index = &by::role_name, .prefix = {&absent, 1}}, &end).empty());
    CHECK(end.exhausted);
  });
}

void a_sink_ends_the_scan(Storage& storage) {
  writing(storage, [](Transaction& t) {
    for (const auto* name : {"a", "b", "c"}) put(t, Role{.name = name});
  });
  reading(storage, [](Transaction& t) {
    for (const std::string stop : {"a", "c"}) {
      const auto end = t.scan({.index = &by::role_name}, all_columns, [&](const void* row) {
        return static_cast<const Role*>(row)->name != stop;
      });
      CHECK_FALSE(end.exhausted);
      CHECK(end.last.members == std::vector<Cell>{stop});
    }
  });
}

void text_orders_by_bytes(Storage& storage) {
  const std::vector<std::string> names{
      "",  " ",  "10",   "9", "A", "Z",  "a",  "a ",           "aa",
      "b", "ab", "\x7f", "é", "z", "家", "🏠", "\xef\xbf\xbd", "a\xcc\x81",
      "ß", "SS"};
  auto ordered = names;
  std::sort(ordered.begin(), ordered.end());
  writing(storage, [&](Transaction& t) {
    for (auto& name : names) put(t, Role{.name = name});
  });
  reading(storage, [&](Transaction& t) {
    std::vector<std::string> seen;
    const auto note = [&](const void* row) {
      seen.push_back(static_cast<const Role*>(row)->name);
      return true;
    };
    t.scan({.index = &by::role_name}, column(Noun::role, "name"), note);
    CHECK(seen == ordered);
    for (auto& name : names) {
      seen.clear();
      const Cell prefix = name;
      t.scan({.index = &by::role_name, .prefix = {&prefix, 1}}, all_columns, note);
      CHECK(seen == std::vector{name});
    }
  });
}

void scans_follow_changes(Storage& storage) {
  const Desk desk(storage);
  Referral row;
  writing(storage, [&](Transaction& t) { row = put(t, desk.referral(put(t, desk.need()).id)); });
  const auto count = [&](Transaction& t, ReferralPhase phase) {
    const std::array<Cell, 2> prefix{desk.receiver.value, std::string(name_of(phase))};
    return ids_of(t, {.index = &by::referral_receiver, .prefix = prefix}).size();
  };
  writing(storage, [&](Transaction& t) {
    row.revision = 2;
    row.phase = ReferralPhase::accepted;
    CHECK(update(t, row));
    CHECK(count(t, ReferralPhase::draft) == 0);
    CHECK(count(t, ReferralPhase::accepted) == 1);
  });
  {
    const auto t = storage.begin(Mode::write);
    row.revision = 3;
    row.phase = ReferralPhase::completed;
    CHECK(update(*t, row));
    CHECK(count(*t, ReferralPhase::completed) == 1);
  }
  writing(storage, [&](Transaction& t) {
    CHECK(count(t, ReferralPhase::completed) == 0);
    CHECK(count(t, ReferralPhase::accepted) == 1);
    CHECK(t.erase(Noun::referral, row.id.value, 2));
    CHECK(count(t, ReferralPhase::accepted) == 0);
  });
}

void scans_fill_what_is_asked(Storage& storage) {
  const Desk desk(storage);
  Referral row;
  writing(storage, [&](Transaction& t) {
    row = desk.referral(put(t, desk.need()).id);
    row.reference = "R-1";
    row.requested_at = Instant{std::chrono::seconds{5}};
    row = put(t, row);
  });
  reading(storage, [&](Transaction& t) {
    const Cell prefix = desk.receiver.value;
    std::string seen;
    const Scan scan{.index = &by::referral_receiver, .prefix = {&prefix, 1}};
    const auto note = [&](const void* found) {
      seen = json_of(*static_cast<const Referral*>(found));
      return true;
    };
    t.scan(scan, all_columns, note);
    CHECK(seen == json_of(row));
    t.scan(scan, column(Noun::referral, "reference"), note);
    CHECK(seen == json_of(Referral{.reference = "R-1"}));
  });
}

// Cells say what rows say, and the last id counts rows that are gone.
void tables_come_cell_by_cell(Storage& storage) {
  const Desk desk(storage);
  std::vector<Referral> rows;
  writing(storage, [&](Transaction& t) {
    CHECK(TableReader::of(t).last_id(Noun::referral) == 0);
    rows = many_referrals(t, desk);
    const Referral gone = rows[3];
    t.erase(Noun::referral, gone.id.value, gone.revision);
    std::erase_if(rows, [&](const Referral& r) { return r.id == gone.id; });
  });
  reading(storage, [&](Transaction& t) {
    auto& tables = TableReader::of(t);
    CHECK(tables.last_id(Noun::referral) == rows.back().id.value);
    const Columns wanted = column(Noun::referral, "id") | column(Noun::referral, "phase") |
                           column(Noun::referral, "requested_at") |
                           column(Noun::referral, "opened_at") | column(Noun::referral, "overdue");
    std::size_t at = 5, size = 0;
    tables.cells(Noun::referral, rows[4].id.value, wanted, [&](std::span<const CellView> cells) {
      const Referral& row = rows.at(at++);
      size = cells.size();
      CHECK(cells[0] == CellView(row.id.value));
      CHECK(cells[1] == CellView(name_of(row.phase)));
      CHECK(cells[2] == CellView(std::int64_t{row.requested_at.time_since_epoch().count()}));
      CHECK(cells[3] == (row.opened_at
                             ? CellView(std::int64_t{row.opened_at->time_since_epoch().count()})
                             : CellView()));
      CHECK(cells[4] == CellView(std::int64_t{row.overdue}));
      return at < 20;
    });
    CHECK(at == 20);
    CHECK(size == 5);
  });
}

}  // namespace

std::span<const Promise> scan_promises() {
  static constexpr Promise all[] = {
      {"a scan has the prefix, then the order of members and id, from any position",
       scans_are_in_order},
      {"pages of any size join without a gap", pages_join},
      {"whether a scan ran dry is told exactly", exhausted_is_told_exactly},
      {"a sink ends the scan, which goes on from there", a_sink_ends_the_scan},
      {"text orders by bytes", text_orders_by_bytes},
      {"scans follow updates, erasures and rollbacks", scans_follow_changes},
      {"a scan fills what is asked for", scans_fill_what_is_asked},
      {"whole tables come by id, cell by cell", tables_come_cell_by_cell},
  };
  return all;
}

}  // namespace onward::tests
