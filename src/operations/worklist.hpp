// Rows of an organisation by phase and time, filtered, in the order that was asked for, page by
// page.
#pragma once

#include <deque>
#include <limits>

#include "json.hpp"
#include "onward/operations/lists.hpp"
#include "operations/paging.hpp"

namespace onward {

inline Instant listed_at(const Need& need) { return need.opened_at; }
inline Instant listed_at(const Referral& referral) { return referral.requested_at; }

// What a worklist is made of. An index of organisation, phase and time serves it; a list by time
// merges its phases.
struct WorklistAsked {
  std::string_view name{};  // the operation's
  const Index* index = nullptr;
  const Index* by_time = nullptr;  // organisation and time: how a cursor says where it goes on
  OrganizationId organization{};
  std::vector<std::string_view> phases{};  // in the order of the index
  std::optional<Instant> from{}, until{};
  ListOrder order = ListOrder::phase;
  Columns columns = all_columns;  // with the phase, the time and the id
  std::int64_t limit = 0;
  std::string_view cursor{};
};

// Names of the phases that fit, in the order of an index.
template <Named Phase> std::vector<std::string_view> phases_where(FunctionRef<bool(Phase)> fits) {
  std::vector<std::string_view> out;
  for (auto& phase : names<Phase>)
    if (fits(phase.value)) out.push_back(phase.name);
  std::ranges::sort(out);
  return out;
}

template <Kept T> class Worklist {
 public:
  using Take = FunctionRef<bool(const T&)>;  // whether the row stands on the page

  // Hands rows to `take` as Paging does; answers the next page's cursor.
  //   refused  malformed_request at /limit, cursor_invalid at /cursor
  static Result<std::string> page(Tables& tables, const WorklistAsked& asked, Take take) {
    auto paging = Paging::from(list_of(asked), asked.limit, asked.cursor);
    if (!paging) return paging.refusal();
    return Worklist(tables, asked, paging.value()).run(take);
  }

 private:
  struct Stream {  // the rows of one phase
    std::string_view phase;
    std::optional<Position> after;
    std::deque<T> rows{};
    bool ended = false;
  };

  Worklist(Tables& tables, const WorklistAsked& asked, const Paging& paging)
      : tables_(tables), asked_(asked), paging_(paging) {
    const auto& after = paging.after();
    for (const auto phase : asked.phases) {
      std::optional<Position> from = beginning();
      if (after && members_of(asked) == 1) {
        from = after;
      } else if (after) {
        const auto& at = std::get<std::string>(after->members[0]);
        if (phase < at) continue;
        if (phase == at) from = Position{{after->members[1]}, after->id};
      }
      streams_.push_back({phase, std::move(from)});
    }
  }

  static bool is_down(const WorklistAsked& asked) { return asked.order == ListOrder::newest; }
  // Of a position: the time, with the phase before it where phases follow each other.
  static int members_of(const WorklistAsked& asked) {
    return asked.phases.size() > 1 && asked.order == ListOrder::phase ? 2 : 1;
  }
  static Paging::List list_of(const WorklistAsked& asked) {
    Paging::List out{
        .name = asked.name, .index = asked.index, .prefix = {Tables::cell(asked.organization)}};
    if (asked.phases.size() == 1)
      out.prefix.push_back(Tables::cell(asked.phases[0]));
    else if (asked.order != ListOrder::phase)
      out.index = asked.by_time;
    return out;
  }

  std::optional<Position> beginning() const {
    constexpr auto greatest = std::numeric_limits<std::int64_t>::max();
    if (is_down(asked_) && asked_.until) return Position{{Tables::cell(*asked_.until)}, 0};
    if (!is_down(asked_) && asked_.from)
      return Position{{Tables::cell(*asked_.from - std::chrono::microseconds(1))}, greatest};
    return std::nullopt;
  }

  // Up to so many rows of a phase, from where its stream stands.
  void look(Stream& s, std::int64_t rows, FunctionRef<bool(const T&)> body) {
    const std::array<Cell, 2> prefix{Tables::cell(asked_.organization), Tables::cell(s.phase)};
    const Scan scan{.index = asked_.index,
                    .prefix = prefix,
                    .after = s.after ? &*s.after : nullptr,
                    .direction = is_down(asked_) ? Direction::down : Direction::up,
                    .limit = rows};
    const auto end = tables_.transaction().scan(scan, asked_.columns, [&](const void* row) {
      const T& found = *static_cast<const T*>(row);
      ++visited_;
      return !is_beyond(found) && body(found);
    });
    s.ended = end.exhausted || is_beyond_;
    is_beyond_ = false;
    if (!end.exhausted) s.after = end.last;
  }

  // Behind the period there is nothing more in this direction.
  bool is_beyond(const T& row) {
    const auto at = listed_at(row);
    is_beyond_ =
        is_down(asked_) ? asked_.from && at < *asked_.from : asked_.until && at >= *asked_.until;
    return is_beyond_;
  }

  void hand(const Stream& s, const T& row, Take take) {
    last_ = {s.phase, listed_at(row), row.id.value};
    taken_ += take(row) ? 1 : 0;
  }
  std::string cursor() const {
    Position last{{Tables::cell(last_.at)}, last_.id};
    if (members_of(asked_) == 2)
      last.members.insert(last.members.begin(), Cell(std::string(last_.phase)));
    return paging_.cursor_at(last);
  }

  std::string run(Take take) {
    return asked_.order == ListOrder::phase ? by_phase(take) : by_time(take);
  }

  std::string by_phase(Take take) {
    for (auto& s : streams_) {
      if (visited_ >= page_visits_max) return cursor();
      look(s, page_visits_max - visited_, [&](const T& row) {
        hand(s, row, take);
        return taken_ < asked_.limit;
      });
      if (!s.ended) return cursor();
    }
    return {};
  }

  // The next of all phases is the first of one of them. Every phase is looked at before any row is
  // taken, so each page gets on.
  std::string by_time(Take take) {
    constexpr std::int64_t ahead = 16;  // rows of each phase: fewer than may be looked at
    const auto key = [](const Stream* s) {
      return std::pair(listed_at(s->rows.front()), s->rows.front().id);
    };
    while (taken_ < asked_.limit) {
      std::vector<Stream*> open;
      for (auto& s : streams_) {
        if (s.rows.empty() && !s.ended) {
          if (visited_ >= page_visits_max) return cursor();
          look(s, ahead, [&](const T& row) {
            s.rows.push_back(row);
            return true;
          });
        }
        if (!s.rows.empty()) open.push_back(&s);
      }
      if (open.empty()) return {};
      const auto next = is_down(asked_) ? std::ranges::max_element(open, {}, key)
                                        : std::ranges::min_element(open, {}, key);
      hand(**next, (*next)->rows.front(), take);
      (*next)->rows.pop_front();
    }
    return cursor();
  }

  Tables& tables_;
  const WorklistAsked& asked_;
  const Paging& paging_;
  std::vector<Stream> streams_{};
  struct {
    std::string_view phase{};
    Instant at{};
    std::int64_t id = 0;
  } last_{};  // the row that was looked at last
  std::int64_t taken_ = 0, visited_ = 0;
  bool is_beyond_ = false;
};

}  // namespace onward
