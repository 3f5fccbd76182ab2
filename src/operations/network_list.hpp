// Rows of every organisation, as an index has them: by organisation, phase and time.
#pragma once

#include "operations/worklist.hpp"

namespace onward {

inline OrganizationId listed_under(const Need& need) { return need.sender_id; }
inline OrganizationId listed_under(const Referral& referral) { return referral.receiver_id; }

// Phases that are not asked for are leapt over, organisation by organisation, so that the few rows
// of a rare phase are found among any number of others. A leap counts as a row that is looked at.
template <Kept T> class NetworkList {
 public:
  using Take = FunctionRef<bool(const T&)>;  // whether the row stands on the page

  struct Asked {
    std::string_view name{};  // the operation's
    const Index* index = nullptr;
    std::vector<std::string_view> phases{};  // in the order of the index
    Columns columns = all_columns;
    std::int64_t limit = 0;
    std::string_view cursor{};
  };

  // Hands rows to `take` as Paging does; answers the next page's cursor.
  //   refused  malformed_request at /limit, cursor_invalid at /cursor
  static Result<std::string> page(Tables& tables, const Asked& asked, Take take) {
    auto paging =
        Paging::from({.name = asked.name, .index = asked.index}, asked.limit, asked.cursor);
    if (!paging) return paging.refusal();
    if (asked.phases.empty()) return std::string();
    return NetworkList(tables, asked, paging.value()).run(take);
  }

 private:
  NetworkList(Tables& tables, const Asked& asked, const Paging& paging)
      : tables_(tables), asked_(asked), paging_(paging), after_(paging.after()) {}

  std::string run(Take take) {
    std::int64_t taken = 0, visited = 0;
    while (taken < asked_.limit && visited < page_visits_max) {
      std::optional<Position> leap;
      const Scan scan{.index = asked_.index,
                      .after = after_ ? &*after_ : nullptr,
                      .limit = page_visits_max - visited};
      const auto end = tables_.transaction().scan(scan, asked_.columns, [&](const void* row) {
        const T& found = *static_cast<const T*>(row);
        ++visited;
        if (!is_asked(found.phase)) {
          leap = before_next(found);
          return false;
        }
        taken += take(found) ? 1 : 0;
        return taken < asked_.limit;
      });
      if (!leap && end.exhausted) return {};
      after_ = leap ? std::move(*leap) : end.last;
    }
    return after_ ? paging_.cursor_at(*after_) : std::string();
  }

  template <Named Phase> bool is_asked(Phase phase) const {
    return std::ranges::binary_search(asked_.phases, name_of(phase));
  }

  // Where the next phase that is asked for begins, here or at the next organisation.
  Position before_next(const T& row) const {
    const auto here = std::ranges::upper_bound(asked_.phases, name_of(row.phase));
    const bool is_here = here != asked_.phases.end();
    const auto phase = is_here ? *here : asked_.phases.front();
    const auto organization = listed_under(row).value + (is_here ? 0 : 1);
    return {{Cell(organization), Tables::cell(phase), Tables::cell(before_time)}, 1};
  }
  static constexpr Instant before_time{std::chrono::microseconds(-1)};  // no clock shows it

  Tables& tables_;
  const Asked& asked_;
  const Paging& paging_;
  std::optional<Position> after_;
};

}  // namespace onward
