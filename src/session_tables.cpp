// A session's tables: rows as the session's operations would show them, many at once.
#include "engine_inside.hpp"
#include "json.hpp"
#include "onward/session.hpp"
#include "operations/table_plan.hpp"
#include "storage/cells.hpp"

namespace onward {

namespace {

constexpr std::int64_t visits_min = 1'024;
constexpr std::int64_t visits_max = 65'536;  // rows in one transaction: writers may wait for it
constexpr std::size_t ids_in_an_entry = 1'000;

}  // namespace

// Reads batch by batch, each in a transaction of its own, and behind the last id of the one before.
struct Engine::Inside::TableSource final : RecordSource {
  TableSource(Inside& i, SessionOptions o, TablePlan p)
      : inside(i), options(std::move(o)), plan(std::move(p)), operation("table.") {
    operation += plan.view().name;
  }

  std::string_view name() const override { return plan.view().name; }
  std::string_view doc() const override { return plan.view().doc; }
  std::span<const RecordColumn> columns() const override { return plan.columns(); }

  //   refused  session_invalid, organization_inactive, permission_missing; in this order
  Refused begin() {
    return checked([&](Transaction& t) {
      last = TableReader::of(t).last_id(plan.view().noun);
      return subject_in(t, known_in(t)).refused();
    });
  }

  Result<bool> next(std::int64_t records_max, Sink sink) override {
    if (inside.host.cancelled()) throw Cancelled();
    const auto records = std::min(records_max, visits_max);
    const auto refused = plan.is_audited()
                             ? audited(records, sink)
                             : checked([&](Transaction& t) { return read(t, records, sink); });
    if (refused) return *refused;
    return after < last;
  }

 private:
  // Who calls, as they are at this moment.
  struct Caller {
    Result<Subject> subject;
    Refused refused() const { return subject ? Refused() : Refused(subject.refusal()); }
  };
  Caller subject_in(Transaction& t, const SmallRows& small) {
    auto subject = inside.subject_of(t, options, small);
    if (subject && !subject.value().has(plan.permission())) return {lacking(plan.permission())};
    return {std::move(subject)};
  }
  SmallRows known_in(Transaction& t) { return {&inside.small_rows, t.head().size, nullptr}; }
  SmallRows known_to_writer() {
    return {&inside.small_rows, inside.begun_at_, &inside.small_were_written_};
  }

  // A denial is journalled, so it is asked again where that can be done.
  Refused checked(FunctionRef<Refused(Transaction&)> step) {
    Refused refused = step(*inside.storage->begin(Mode::read));
    if (!refused || refused->reason != Reason::permission_missing) return refused;
    return inside.write([&](Transaction& t) -> Refused {
      auto denied = subject_in(t, known_to_writer()).refused();
      if (!denied) return refused;  // for a moment it was so
      return inside.denied(t, options, operation, *std::move(denied));
    });
  }

  // What the rules of rows stand on.
  Refused in_context(Transaction& t, const SmallRows& small, FunctionRef<void(Context&)> body) {
    const auto caller = subject_in(t, small);
    if (auto refused = caller.refused()) return refused;
    const auto random = [](std::span<std::byte>) {};
    const auto perform = [](const Operation&, std::size_t, const void*, void*) -> Refused {
      throw std::logic_error("a table performs no operation");
    };
    Tables tables(t, nullptr, {}, random, small);
    FactsIndex counted(inside.facts);
    Context c{tables,
              caller.subject.value(),
              inside.now(t.head()),
              inside.host,
              random,
              inside.directory,
              counted,
              plan.permission(),
              perform};
    body(c);
    return std::nullopt;
  }

  Refused read(Transaction& t, std::int64_t records, Sink sink) {
    return in_context(t, known_in(t), [&](Context& c) {
      if (sees_whole(c.subject, plan.view()))
        read_whole(t, records, sink);
      else
        read_by_rule(c, next_ids(t, records), records,
                     [&](std::int64_t, auto cells) { sink(cells); });
    });
  }

  void read_whole(Transaction& t, std::int64_t records, Sink sink) {
    std::int64_t visits = 0;
    bool stopped = false;
    TableReader::of(t).cells(plan.view().noun, after, plan.read(),
                             [&](std::span<const CellView> cells) {
                               const auto id = std::get<std::int64_t>(cells[0]);
                               if (id > last) return false;
                               after = id;
                               if (plan.meets(cells, 0)) {
                                 sink(plan.picked(cells, 0));
                                 --records;
                               }
                               stopped = records == 0 || ++visits == visits_max;
                               return !stopped;
                             });
    if (!stopped) after = last;
  }

  // Of rows to look at for so many records; the last ones there are end with `last`.
  std::vector<std::int64_t> next_ids(Transaction& t, std::int64_t records) {
    const auto visits = std::clamp(records, visits_min, visits_max);
    std::vector<std::int64_t> ids;
    TableReader::of(t).cells(plan.view().noun, after, Columns{1},
                             [&](std::span<const CellView> cells) {
                               const auto id = std::get<std::int64_t>(cells[0]);
                               if (id <= last) ids.push_back(id);
                               return id < last && std::ssize(ids) < visits;
                             });
    const bool is_end = std::ssize(ids) < visits;
    if (is_end && (ids.empty() || ids.back() != last)) ids.push_back(last);  // it is gone
    return ids;
  }

  using EachRecord = FunctionRef<void(std::int64_t id, std::span<const CellView>)>;
  void read_by_rule(Context& c, std::span<const std::int64_t> ids, std::int64_t records,
                    EachRecord each) {
    const auto& view = plan.view();
    const bool is_whole = sees_whole(c.subject, view);
    const Rows rows = info(view.noun).rows;
    storage::CellLoader loader;
    std::vector<CellView> cells;
    c.tables.transaction().get(view.noun, ids, all_columns, [&](const void* row) {
      loader.rewind();
      cells.clear();
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (plan.read() >> i & 1) cells.push_back(loader.load(rows[i], row));
      after = std::get<std::int64_t>(cells[0]);
      const Withheld withheld = is_whole ? Columns{0} : view.withheld(c, row);
      if (withheld && (*withheld & ~view.may_be_withheld))
        throw std::logic_error("a member is withheld that every row should have");
      if (withheld && plan.meets(cells, *withheld)) {
        each(after, plan.picked(cells, *withheld));
        --records;
      }
      return records > 0;
    });
    if (records > 0) after = ids.back();
  }

  // Whom somebody looks at stands in the journal before they look. In between a row may have gone,
  // or be shown no more; what has come to be seen since is not handed out.
  Refused audited(std::int64_t records, Sink sink) {
    std::vector<std::int64_t> looked_at;
    const auto begun = after;
    auto refused = inside.write([&](Transaction& t) {
      looked_at.clear();
      after = begun;
      return look(t, records, looked_at);
    });
    if (refused || looked_at.empty()) return refused;
    const auto until = after;
    refused = checked([&](Transaction& t) {
      return in_context(t, known_in(t), [&](Context& c) {
        read_by_rule(c, looked_at, records + 1, [&](std::int64_t, auto cells) { sink(cells); });
      });
    });
    after = until;
    return refused;
  }
  Refused look(Transaction& t, std::int64_t records, std::vector<std::int64_t>& looked_at) {
    auto refused = in_context(t, known_to_writer(), [&](Context& c) {
      read_by_rule(c, next_ids(t, records), records,
                   [&](std::int64_t id, auto) { looked_at.push_back(id); });
    });
    if (refused && refused->reason == Reason::permission_missing)
      return inside.denied(t, options, operation, *std::move(refused));
    if (refused) return refused;
    for (std::span<const std::int64_t> rest(looked_at); !rest.empty();) {
      const auto some = rest.first(std::min(rest.size(), ids_in_an_entry));
      inside.note(t, options, operation,
                  {.ids = {some.begin(), some.end()}, .purpose = options.purpose});
      rest = rest.subspan(some.size());
    }
    return std::nullopt;
  }

  Inside& inside;
  const SessionOptions options;
  TablePlan plan;
  std::string operation;  // as the journal names it
  std::int64_t after = 0;  // the last id that was looked at
  std::int64_t last = 0;  // that there was when the table was opened
};

Result<std::unique_ptr<RecordSource>> Session::table(std::string_view name,
                                                     const TableOptions& options) {
  if (name.find('.') != name.npos) return answers(name, options);
  auto plan = TablePlan::of(name, options);
  if (!plan) return plan.refusal();
  auto source = std::make_unique<Engine::Inside::TableSource>(*engine_->inside_, options_,
                                                              std::move(plan.value()));
  if (auto refused = source->begin()) return *std::move(refused);
  return std::unique_ptr<RecordSource>(std::move(source));
}

}  // namespace onward
