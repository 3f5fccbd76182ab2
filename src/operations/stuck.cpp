// Rows that nobody would notice: every noun with a duty is looked at, in the order of its timers.
#include <algorithm>
#include <limits>

#include "onward/rules/lifecycle.hpp"
#include "operations/columns.hpp"
#include "operations/dashboard.hpp"
#include "operations/paging.hpp"
#include "operations/specialist_case.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Who must act on a row, and whether a timer notices when they do not.
struct Watch {
  OrganizationId owner{};
  bool has_clock = false;  // a timer must run
  Instant due_at = never;
};

template <class Phase, class Action>
const Duty<Phase>* duty_of(const Machine<Phase, Action>& machine, Phase phase) {
  const auto found = std::ranges::find(machine.duties, phase, &Duty<Phase>::phase);
  return found == machine.duties.end() ? nullptr : &*found;
}

Watch watch(Context& c, const Referral& r) {
  const auto* duty = duty_of(referral_machine, r.phase);
  if (!duty) return {};
  const auto owner = duty->owner == Party::sender ? r.sender_id : answering(sides_of(c, r));
  return {owner, duty->clock != Clock::none, r.due_at};
}

// While receivers are at work, the need's timers are those of its members.
Watch watch(Context& c, const Need& n) {
  const auto* duty = duty_of(need_machine, n.phase);
  if (!duty) return {};
  Watch out{n.sender_id, duty->clock != Clock::none, n.due_at};
  if (duty->owner == Party::sender) return out;
  out.owner = {};
  for (auto& r : c.tables.all<Referral>(by::referral_need, n.id)) {
    if (is_finished(r.phase)) continue;
    out.owner = answering(sides_of(c, r));
    out.due_at = std::min(out.due_at, r.due_at);
  }
  return out;
}

// While nothing is awaited of the specialist, the timers are those of the referral.
Watch watch(Context& c, const SpecialistReferral& row) {
  return {row.organization_id, awaited(load_case(c, row).status()) != SpecialistAlert::none,
          row.due_at};
}

Watch watch(Context&, const OutboxItem& item) { return {item.organization_id, true, item.due_at}; }

// Where a row stands, and whether it is done with.
struct Stand {
  std::string_view name{};
  bool is_over = false;
};
template <Kept T> Stand stand_of(Context&, const T& row) {
  return {name_of(row.phase), is_finished(row.phase)};
}
Stand stand_of(Context& c, const SpecialistReferral& row) {
  const auto status = load_case(c, row).status();
  return {name_of(status), is_over(status)};
}

// The members that are asked for above: nearly every row that is looked at is well.
template <Kept T> constexpr Columns watched_columns = 0;
template <>
constexpr Columns watched_columns<Referral> =
    columns<Referral>({"id", "sender_id", "receiver_id", "phase", "due_at"});
template <>
constexpr Columns watched_columns<Need> = columns<Need>({"id", "sender_id", "phase", "due_at"});
template <> constexpr Columns watched_columns<SpecialistReferral> = all_columns;
template <>
constexpr Columns watched_columns<OutboxItem> =
    columns<OutboxItem>({"id", "organization_id", "phase", "due_at"});

class StuckRows {
 public:
  StuckRows(Context& c, std::int64_t limit, StuckPage& out) : c_(c), limit_(limit), out_(out) {}

  // Timers that are due come first, then those that run, which are skipped, then those that do not.
  template <Kept T> std::string look(const Paging& paging, const Index& index) {
    constexpr std::int64_t rows_at_once = 100;
    std::optional<Position> after = paging.after();
    while (room() > 0) {
      std::vector<T> some;
      const Scan scan{.index = &index,
                      .after = after ? &*after : nullptr,
                      .limit = std::min(rows_at_once, page_visits_max - visited_)};
      const auto end = c_.tables.transaction().scan(scan, watched_columns<T>, [&](const void* row) {
        some.push_back(*static_cast<const T*>(row));
        return true;
      });
      auto row = some.begin();
      bool skips = false;
      for (; row != some.end() && !skips && room() > 0; ++row) {
        skips = row->due_at > c_.now && row->due_at < never;
        after = skips ? before_never() : Position{{Tables::cell(row->due_at)}, row->id.value};
        ++visited_;
        if (!skips) look_at(*row);
      }
      if (end.exhausted && row == some.end() && !skips) return {};
    }
    return paging.cursor_at(after ? *after : first_of_all());
  }

  std::int64_t room() const {
    return std::min(limit_ - std::ssize(out_.rows), page_visits_max - visited_);
  }
  static Position first_of_all() { return {{Cell(std::int64_t{0})}, 1}; }

 private:
  static Position before_never() {
    return {{Tables::cell(never - std::chrono::microseconds(1))},
            std::numeric_limits<std::int64_t>::max()};
  }

  template <Kept T> void look_at(const T& row) {
    const Stand stand = stand_of(c_, row);
    if (stand.is_over) return;
    const Watch w = watch(c_, row);
    const bool is_owned = w.owner && c_.tables.get<Organization>(w.owner);
    const bool is_timed = !w.has_clock || (w.due_at > c_.now && w.due_at < never);
    if (is_owned && is_timed) return;
    const auto because = !is_owned           ? StuckBecause::no_owner
                         : w.due_at == never ? StuckBecause::no_timer
                                             : StuckBecause::timer_past;
    out_.rows.push_back({std::string(info(noun_of<T>).name), row.id.value, std::string(stand.name),
                         because, is_owned ? w.owner.value : 0});
  }

  Context& c_;
  std::int64_t limit_;
  StuckPage& out_;
  std::int64_t visited_ = 0;
};

// THE table of nouns with a duty: each stands somewhere and may be done with, and has a due time
// with an index on it.
struct Watched {
  const Index* index;
  std::string (*look)(StuckRows&, const Paging&, const Index&);
};
template <Kept T> std::string look(StuckRows& rows, const Paging& paging, const Index& index) {
  return rows.look<T>(paging, index);
}
constexpr Watched watched[] = {
    {&by::referral_due, look<Referral>},
    {&by::need_due, look<Need>},
    {&by::specialist_referral_due, look<SpecialistReferral>},
    {&by::outbox_due, look<OutboxItem>},
};

Result<Paging> paging_of(const ListStuck& in, const Watched& w, std::string_view cursor) {
  return Paging::from({.name = system_::stuck::name, .index = w.index, .prefix = {}}, in.limit,
                      cursor);
}

}  // namespace

Result<StuckPage> list_stuck(Context& c, const ListStuck& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  // A cursor names the index, and so the noun, that it goes on with.
  auto w = std::begin(watched);
  auto paging = paging_of(in, *w, in.cursor);
  while (!paging && paging.refusal().reason == Reason::cursor_invalid && ++w != std::end(watched))
    paging = paging_of(in, *w, in.cursor);
  if (!paging) return paging.refusal();
  StuckPage out;
  StuckRows rows(c, in.limit, out);
  out.cursor = w->look(rows, paging.value(), *w->index);
  while (out.cursor.empty() && ++w != std::end(watched))
    out.cursor = w->look(rows, paging_of(in, *w, {}).value(), *w->index);
  return out;
}

}  // namespace onward
