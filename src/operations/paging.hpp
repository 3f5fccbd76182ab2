// Lists, page by page, and the cursors between pages.
#pragma once

#include "operations/context.hpp"

namespace onward {

// Rows looked at for one page (design 2): what is looked at where it lies takes 1.2 ms.
constexpr std::int64_t page_visits_max = 1'500;

// The rows of an index that begin with a prefix, from a cursor on. A cursor is opaque text that
// names the list and the last row looked at; any other text is refused. It opens nothing: what it
// leads to is filtered again.
class Paging {
 public:
  struct List {
    std::string_view name{};  // the operation's
    const Index* index = nullptr;
    std::vector<Cell> prefix{};
    Direction direction = Direction::up;
    Columns columns = all_columns;
  };

  //   refused  malformed_request at /limit, cursor_invalid at /cursor
  static Result<Paging> from(List, std::int64_t limit, std::string_view cursor);

  // For a page that is put together from several lists: how many rows stand on it, behind which
  // position, and the cursor of any other one.
  std::int64_t limit() const { return limit_; }
  const std::optional<Position>& after() const { return after_; }
  std::string cursor_at(const Position&) const;

  // Hands rows to `take` until so many were taken, or enough were looked at; `take` answers whether
  // the row stands on the page, and may read. Answers the next page's cursor, empty at the end.
  template <Kept T> std::string page(Tables& tables, FunctionRef<bool(T&)> take) {
    std::int64_t taken = 0, visited = 0;
    while (taken < limit_ && visited < page_visits_max) {
      std::vector<T> some;
      const bool ended =
          look(tables, std::min(limit_ - taken, page_visits_max - visited), [&](const void* row) {
            some.push_back(*static_cast<const T*>(row));
            return true;
          });
      for (T& row : some) taken += take(row) ? 1 : 0;
      visited += static_cast<std::int64_t>(some.size());
      if (ended) return {};
    }
    return after_ ? cursor_at(*after_) : std::string();
  }

 private:
  Paging(List list, std::int64_t limit, std::optional<Position> after)
      : list_(std::move(list)), limit_(limit), after_(std::move(after)) {}

  bool look(Tables&, std::int64_t rows, RowSink);  // whether there is nothing behind them

  List list_;
  std::int64_t limit_;
  std::optional<Position> after_;
};

}  // namespace onward
