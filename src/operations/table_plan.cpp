#include "operations/table_plan.hpp"

#include <algorithm>
#include <bit>

#include "json.hpp"
#include "operations/shape.hpp"
#include "storage/cells.hpp"

namespace onward {

namespace {

using CellKind = Type::Cell;

bool has_order(CellKind cell) {
  return cell != CellKind::boolean && cell != CellKind::symbol && cell != CellKind::composite;
}

}  // namespace

// Collects every problem, so that one answer names them all.
class TablePlan::Maker {
 public:
  Maker(TablePlan& plan, const TableOptions& options)
      : plan_(plan), options_(options), rows_(info(plan.view().noun).rows) {}

  std::vector<Problem> make() {
    if (options_.batch_rows < 1 || options_.batch_rows > batch_rows_max)
      problem({&root_, "batch_rows"}, "expected 1 to " + std::to_string(batch_rows_max));
    if (options_.request) problem({&root_, "request"}, "is for operations");
    if (!options_.list.empty()) problem({&root_, "list"}, "is for operations");
    const Path columns{&root_, "columns"}, where{&root_, "where"};
    for (std::size_t i = 0; i < options_.columns.size(); ++i)
      add_column(options_.columns[i], {&columns, {}, i});
    if (options_.columns.empty()) add_all_columns();
    for (std::size_t i = 0; i < options_.where.size(); ++i)
      add_condition(options_.where[i], {&where, {}, i});
    finish();
    return std::move(problems_);
  }

 private:
  void problem(const Path& path, std::string message) {
    problems_.push_back({path.pointer(), std::move(message)});
  }
  bool is_offered(std::size_t member) const { return plan_.view().offered >> member & 1; }
  bool is_open(std::size_t member) const { return rows_[member].privacy == Privacy::open; }

  // What is personal has to be asked for as such.
  std::optional<std::size_t> member_named(std::string_view name, const Path& path) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].name != name || !is_offered(i)) continue;
      if (options_.personal || is_open(i)) return i;
      problem(path, "is personal, and read only where personal is true");
      return std::nullopt;
    }
    problem(path, "is no column of this table");
    return std::nullopt;
  }

  void add_column(std::string_view name, const Path& path) {
    const auto member = member_named(name, path);
    if (!member) return;
    if (std::ranges::find(plan_.members_, *member) != plan_.members_.end())
      return problem(path, "stands twice");
    plan_.members_.push_back(*member);
  }
  void add_all_columns() {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (is_offered(i) && (options_.personal || is_open(i))) plan_.members_.push_back(i);
  }

  void add_condition(const TableCondition& asked, const Path& path) {
    const auto member = member_named(asked.column, {&path, "column"});
    if (!member) return;
    const Row& row = rows_[*member];
    Condition made{.member = *member};
    if (row.type->cell == CellKind::composite)
      return problem({&path, "column"}, "holds several values, and is no condition");
    if (!asked.is && !asked.from && !asked.before) problem(path, "says nothing of the column");
    made.is = value(asked.is, row, {&path, "is"});
    for (const auto& [bound, name] : {std::pair(&asked.from, "from"), {&asked.before, "before"}})
      if (*bound && !has_order(row.type->cell)) problem({&path, name}, "has no order");
    made.from = value(asked.from, row, {&path, "from"});
    made.before = value(asked.before, row, {&path, "before"});
    plan_.conditions_.push_back(std::move(made));
  }

  // The value as a cell of the member has it.
  std::optional<Value> value(const std::optional<Json>& asked, const Row& row, const Path& path) {
    if (!asked) return std::nullopt;
    auto document = JsonDocument::parse(asked->text);
    if (!document) return std::nullopt;  // it was read before
    const NounInfo& noun = info(plan_.view().noun);
    const std::unique_ptr<void, void (*)(void*)> record(noun.make(), noun.destroy);
    row.type->read(document.value().root(), row.at(record.get()), row, path, problems_);
    storage::CellLoader loader;
    Value out;
    std::visit(
        [&](const auto& v) {
          if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string_view>)
            out = std::string(v);
          else
            out = v;
        },
        loader.load(row, record.get()));
    return out;
  }

  void finish() {
    plan_.read_ = 1;
    for (const auto member : plan_.members_) plan_.read_ |= Columns{1} << member;
    for (auto& condition : plan_.conditions_) plan_.read_ |= Columns{1} << condition.member;
    plan_.audited_ = plan_.view().audited;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      plan_.audited_ |= (plan_.read_ >> i & 1) && !is_open(i);
    for (auto& condition : plan_.conditions_) condition.cell = plan_.cell_of(condition.member);
    for (const auto member : plan_.members_) {
      plan_.cells_.push_back(plan_.cell_of(member));
      const bool may_hide = plan_.view().may_be_withheld >> member & 1;
      plan_.columns_.push_back(
          {.row = &rows_[member], .nullable = rows_[member].type->nullable || may_hide});
    }
    plan_.room_.resize(plan_.members_.size());
    plan_.as_they_come_ = std::ranges::is_sorted(plan_.cells_) &&
                          std::ssize(plan_.cells_) == std::popcount(plan_.read_);
  }

  TablePlan& plan_;
  const TableOptions& options_;
  Rows rows_;
  std::vector<Problem> problems_{};
  static constexpr Path root_{};
};

Result<TablePlan> TablePlan::of(std::string_view table, const TableOptions& options) {
  TablePlan plan;
  plan.view_ = find_table(table);
  if (!plan.view_) return refuse(Reason::not_found, "/table", "there is no such table");
  if (auto problems = Maker(plan, options).make(); !problems.empty())
    return malformed(std::move(problems));
  return plan;
}

Permission TablePlan::permission() const {
  const Operation* operation = find_operation(view_->operation);
  if (!operation || !operation->permission)
    throw std::logic_error("a table stands on an operation that everybody may call");
  return *operation->permission;
}

std::size_t TablePlan::cell_of(std::size_t member) const {
  return static_cast<std::size_t>(std::popcount(read_ & ((Columns{1} << member) - 1)));
}

namespace {

// Less, equal or greater; a cell of another kind is null, and compares with nothing.
template <class Value>
std::partial_ordering compared(const CellView& cell, const Value& value) {
  return std::visit(
      [&](const auto& v) -> std::partial_ordering {
        using Held = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return std::partial_ordering::unordered;
        } else if constexpr (std::is_same_v<Held, std::string>) {
          const auto* text = std::get_if<std::string_view>(&cell);
          return text ? std::partial_ordering(*text <=> std::string_view(v))
                      : std::partial_ordering::unordered;
        } else {
          const auto* number = std::get_if<Held>(&cell);
          return number ? std::partial_ordering(*number <=> v) : std::partial_ordering::unordered;
        }
      },
      value);
}

}  // namespace

bool TablePlan::meets(std::span<const CellView> cells, Columns withheld) const {
  for (auto& condition : conditions_) {
    const CellView& cell = cells[condition.cell];
    if (withheld >> condition.member & 1) return false;
    if (condition.is && compared(cell, *condition.is) != 0) return false;
    if (condition.from && !(compared(cell, *condition.from) >= 0)) return false;
    if (condition.before && !(compared(cell, *condition.before) < 0)) return false;
  }
  return true;
}

std::span<const CellView> TablePlan::picked(std::span<const CellView> cells, Columns withheld) {
  if (as_they_come_ && withheld == 0) return cells;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    room_[i] = cells[cells_[i]];
    if (withheld >> members_[i] & 1) room_[i] = std::monostate{};
  }
  return room_;
}

}  // namespace onward
