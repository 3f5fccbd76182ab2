#include "operations/history_replay.hpp"

#include <algorithm>
#include <numeric>

#include "journal_format.hpp"
#include "legible.hpp"
#include "onward/rules/counters.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice = 1'000;  // rows held twice at a time

AnyRow blank(const NounInfo& noun) { return {noun.make(), noun.destroy}; }

std::string cell_of(const Row& member, const void* row) {
  std::string out;
  CellWriter w(out);
  member.type->write(w, member.at(const_cast<void*>(row)));
  return out;
}

std::int64_t integer_at(const NounInfo& noun, std::size_t member, const void* row) {
  std::int64_t out = 0;
  CellReader(cell_of(noun.rows[member], row)).integer(out);
  return out;
}
std::int64_t id_of(const NounInfo& noun, const void* row) { return integer_at(noun, 0, row); }
std::int64_t revision_of(const NounInfo& noun, const void* row) { return integer_at(noun, 1, row); }

void count(const NounInfo& noun, const void* row, CountInto into) {
  if (noun.noun == Noun::referral) count(*static_cast<const Referral*>(row), into);
  if (noun.noun == Noun::need) count(*static_cast<const Need*>(row), into);
  if (noun.noun == Noun::logged_referral) count(*static_cast<const LoggedReferral*>(row), into);
  if (noun.noun == Noun::specialist_referral)
    count(*static_cast<const SpecialistReferral*>(row), into);
}

std::string name_of_row(const NounInfo& noun, std::int64_t id) {
  return std::string(noun.name) + ' ' + std::to_string(id);
}

using RowsById = std::map<std::int64_t, AnyRow>;

RowsById rows_of_ids(Transaction& t, const NounInfo& noun, std::span<const std::int64_t> ids) {
  RowsById out;
  t.get(noun.noun, ids, all_columns, [&](const void* row) {
    auto& kept = out.emplace(id_of(noun, row), blank(noun)).first->second;
    noun.copy(kept.get(), row);
    return true;
  });
  return out;
}

std::vector<std::int64_t> ids_of(const RowsById& rows) {
  std::vector<std::int64_t> out;
  for (auto& [id, row] : rows) out.push_back(id);
  return out;
}

// All rows, in slices, so that `take` may ask the transaction again.
void each_slice(Transaction& t, const NounInfo& noun, FunctionRef<void(const RowsById&)> take) {
  if (noun.indexes.empty()) {  // by number: refused calls use none up, so they are dense
    for (std::int64_t first = 1;; first += slice) {
      std::vector<std::int64_t> ids(slice);
      std::iota(ids.begin(), ids.end(), first);
      const RowsById rows = rows_of_ids(t, noun, ids);
      if (rows.empty()) return;
      take(rows);
    }
  }
  Scan scan{.index = &noun.indexes[0], .limit = slice};
  for (Position after;;) {
    RowsById rows;
    const auto end = t.scan(scan, all_columns, [&](const void* row) {
      auto& kept = rows.emplace(id_of(noun, row), blank(noun)).first->second;
      noun.copy(kept.get(), row);
      return true;
    });
    take(rows);
    if (end.exhausted) return;
    after = end.last;
    scan.after = &after;
  }
}

// Whose counts a counter has, beside those of all (0). Others are never asked for.
struct CounterOf {
  Counter counter;
  std::string_view name;
  std::optional<Noun> subject{};
};
constexpr CounterOf counters[] = {
    {Counter::referrals_received, "referrals_received", Noun::organization},
    {Counter::referrals_sent, "referrals_sent", Noun::organization},
    {Counter::referrals_all, "referrals_all"},
    {Counter::needs_sent, "needs_sent", Noun::organization},
    {Counter::needs_all, "needs_all"},
    {Counter::needs_reason, "needs_reason", Noun::organization},
    {Counter::needs_outcome, "needs_outcome", Noun::organization},
    {Counter::held_by_service, "held_by_service", Noun::service},
    {Counter::held_by_organization, "held_by_organization", Noun::organization},
    {Counter::needs_issue, "needs_issue", Noun::issue},
    {Counter::needs_all_reason, "needs_all_reason"},
    {Counter::needs_all_outcome, "needs_all_outcome"},
    {Counter::logged, "logged", Noun::organization},
    {Counter::logged_all, "logged_all"},
    {Counter::flags_received, "flags_received", Noun::organization},
    {Counter::flags_sent, "flags_sent", Noun::organization},
    {Counter::consent_received, "consent_received", Noun::organization},
    {Counter::consent_sent, "consent_sent", Noun::organization},
    {Counter::consent_needs, "consent_needs", Noun::organization},
    {Counter::specialist_alerts, "specialist_alerts", Noun::organization},
    {Counter::needs_confirmation, "needs_confirmation", Noun::organization},
};
consteval bool counters_complete() {
  for (std::size_t i = 0; i < std::size(counters); ++i)
    if (static_cast<std::size_t>(counters[i].counter) != i) return false;
  return !detail::is_enumerator<static_cast<Counter>(std::size(counters))>();
}
static_assert(counters_complete(), "a counter is not compared");

bool is_subject(Noun noun) {
  return std::ranges::any_of(counters, [&](auto& c) { return c.subject == noun; });
}

std::map<std::int64_t, std::int64_t> counts_of(Transaction& t, Counter counter,
                                               std::int64_t subject) {
  std::map<std::int64_t, std::int64_t> out;
  t.counts(counter, subject,
           [&](const CounterKey& key, std::int64_t value) { out[key.detail] = value; });
  return out;
}

}  // namespace

void Findings::add(std::string_view finding) {
  if (texts_.size() < findings_max) texts_.push_back(legible(finding));
}

void Steps::took(std::int64_t more) {
  done_ += more;
  host_.progress(what_, done_, total_);
  if (host_.cancelled()) throw Cancelled();
}

Replay::Replay(Findings& findings)
    : findings_(findings), store_(open_memory()), replayed_(store_->begin(Mode::write)) {}

void Replay::take(const Entry& e) {
  const NounInfo& noun = info(e.noun);
  if (!noun.in_tables) return;
  const AnyRow row = blank(noun);
  read_cells(noun, e.format, e.open, personal_cells(e), row.get());
  const std::pair key(e.noun, e.id);
  if (e.personal.empty() && e.personal_digest != Hash{})
    erased_.insert(key);
  else
    erased_.erase(key);
  write(noun, e, row.get());
}

void Replay::write(const NounInfo& noun, const Entry& e, const void* row) {
  const auto found = [&](const char* what) {
    findings_.add("entry " + std::to_string(e.sequence) + ": " + name_of_row(noun, e.id) + what);
  };
  if (id_of(noun, row) != e.id) return found(" is not the row it writes");
  const auto before = rows_of_ids(*replayed_, noun, {&e.id, 1});
  const std::int64_t revision = revision_of(noun, row);
  const std::int64_t expected =
      before.empty() ? 1 : revision_of(noun, before.begin()->second.get()) + 1;
  if (revision != expected) return found(" has a revision that does not follow");
  if (before.empty())
    replayed_->insert(noun.noun, row);
  else
    replayed_->update(noun.noun, row);
  for (auto& [id, old] : before)
    count(noun, old.get(), [&](const CounterKey& key) { replayed_->add(key, -1); });
  count(noun, row, [&](const CounterKey& key) { replayed_->add(key, 1); });
}

void Replay::compare(Transaction& live, const Host& host) {
  Steps steps(host, "journal.verify tables", 0);
  for (auto& noun : nouns())
    if (noun.in_tables && noun.in_journal) attempt([&] { compare_rows(live, noun, steps); });
  attempt([&] { compare_counters(live, steps); });
}

void Replay::attempt(FunctionRef<void()> comparison) {
  try {
    comparison();
  } catch (const StorageError& error) { findings_.add("tables: " + error.text); }
}

void Replay::compare_rows(Transaction& live, const NounInfo& noun, Steps& steps) {
  const auto note_subjects = [&](const std::vector<std::int64_t>& ids) {
    if (is_subject(noun.noun)) subjects_[noun.noun].insert(ids.begin(), ids.end());
    steps.took(static_cast<std::int64_t>(ids.size()));
  };
  each_slice(live, noun, [&](const RowsById& rows) {
    const auto ids = ids_of(rows);
    const auto replayed = rows_of_ids(*replayed_, noun, ids);
    for (auto& [id, row] : rows) {
      const auto other = replayed.find(id);
      if (other == replayed.end())
        findings_.add(name_of_row(noun, id) + ": stands in the tables, not in the journal");
      else
        compare_row(noun, id, row.get(), other->second.get());
    }
    note_subjects(ids);
  });
  each_slice(*replayed_, noun, [&](const RowsById& rows) {
    const auto ids = ids_of(rows);
    const auto kept = rows_of_ids(live, noun, ids);
    for (const auto id : ids)
      if (!kept.contains(id))
        findings_.add(name_of_row(noun, id) + ": stands in the journal, not in the tables");
    note_subjects(ids);
  });
}

void Replay::compare_row(const NounInfo& noun, std::int64_t id, const void* live,
                         const void* replayed) {
  const bool is_erased = erased_.contains({noun.noun, id});
  for (auto& member : noun.rows) {
    if (is_erased && member.privacy != Privacy::open) continue;
    if (cell_of(member, live) != cell_of(member, replayed))
      findings_.add(name_of_row(noun, id) + ": " + std::string(member.name) +
                    " is not what the journal says");
  }
}

void Replay::compare_counters(Transaction& live, Steps& steps) {
  for (auto& c : counters) {
    std::set<std::int64_t> subjects{0};
    if (c.subject) subjects.insert(subjects_[*c.subject].begin(), subjects_[*c.subject].end());
    for (const auto subject : subjects) {
      auto kept = counts_of(live, c.counter, subject);
      auto counted = counts_of(*replayed_, c.counter, subject);
      for (auto& [detail, value] : counted) kept.try_emplace(detail, 0);
      for (auto& [detail, value] : kept)
        if (value != counted[detail])
          findings_.add("counter " + std::string(c.name) + ' ' + std::to_string(subject) + ' ' +
                        std::to_string(detail) + ": is " + std::to_string(value) +
                        ", and the journal counts " + std::to_string(counted[detail]));
    }
    steps.took(static_cast<std::int64_t>(subjects.size()));
  }
}

}  // namespace onward
