// A session's answers as records: an operation is asked, page after page, and says who may see
// what, as it does to every caller.
#include <algorithm>
#include <utility>

#include "engine_inside.hpp"
#include "json.hpp"
#include "onward/session.hpp"
#include "operations/answer_columns.hpp"

namespace onward {

namespace {

constexpr std::size_t ids_in_an_entry = 1'000;

// An answer is larger than a request may be: a report has its charts.
constexpr std::size_t answer_bytes_max = std::size_t{64} << 20;

// Where in the options stands what is refused.
Refusal under(const std::string& path, Refusal refusal) {
  refusal.path = path + refusal.path;
  for (auto& problem : refusal.problems) problem.path = path + problem.path;
  return refusal;
}

CellView view_of(const KeptCell& cell) {
  return std::visit([](const auto& v) { return CellView(v); }, cell);
}

}  // namespace

// Asks for a page when the one before is handed on. Every page is a call of its own, in a
// transaction of its own.
struct Engine::Inside::AnswerSource final : RecordSource {
  AnswerSource(Inside& i, Session s, TableOptions o, AnswerPlan p)
      : inside(i), session(std::move(s)), options(std::move(o)), plan(std::move(p)) {}

  std::string_view name() const override { return plan.operation().name; }
  std::string_view doc() const override { return plan.operation().doc; }
  std::span<const RecordColumn> columns() const override { return picked; }
  std::string_view said_beside() const override { return beside; }

  Refused begin() {
    if (auto problems = problems_of_options(); !problems.empty())
      return malformed(std::move(problems));
    if (auto refused = ask({})) return refused;
    if (auto problems = choose(); !problems.empty()) return malformed(std::move(problems));
    return noted();
  }

  Result<bool> next(std::int64_t records_max, Sink sink) override {
    if (inside.host.cancelled()) throw Cancelled();
    for (; records_max > 0 && at < answer.rows.size(); --records_max) {
      const auto& cells = answer.rows[at++];
      room.clear();
      for (const auto column : chosen) room.push_back(view_of(cells[column]));
      sink(room);
    }
    if (at < answer.rows.size()) return true;
    if (page.empty()) return false;
    if (auto refused = ask(std::exchange(page, {}))) return *std::move(refused);
    if (auto refused = noted()) return *std::move(refused);
    return true;
  }

 private:
  std::vector<Problem> problems_of_options() const {
    std::vector<Problem> out;
    if (options.batch_rows < 1 || options.batch_rows > batch_rows_max)
      out.push_back({"/batch_rows", "expected 1 to " + std::to_string(batch_rows_max)});
    if (!options.where.empty())
      out.push_back({"/where", "is for tables; what an operation leaves out is in its request"});
    return out;
  }

  Refused ask(std::string_view from) {
    const Operation& op = plan.operation();
    Refused refused;
    op.frame([&](void* request, void* response) {
      refused = read_request(op, request);
      if (refused) return;
      plan.hide_small_counts(request);
      if (!from.empty()) plan.ask_for(from, request);
      refused =
          from.empty() && options.answer ? read_answer(op, response) : run(op, request, response);
      if (refused) return;
      auto rows = plan.rows(request, response);
      answer.rows = std::move(rows.rows);
      if (from.empty()) {
        answer.columns = std::move(rows.columns);
        beside = plan.beside(response, options.personal);
      }
      page = plan.next_page(response);
      at = 0;
    });
    return refused;
  }
  Refused run(const Operation& op, const void* request, void* response) {
    auto refused = inside.run(session, op, request, response, {});
    return refused ? under("/request", *std::move(refused)) : Refused();
  }
  // Whoever has an answer may read all its lists: they are of one moment, and one entry tells it.
  Refused read_answer(const Operation& op, void* response) const {
    auto read = read_json(options.answer->text, op.response, response, {.bytes = answer_bytes_max});
    return read ? Refused() : under("/answer", read.refusal());
  }
  Refused read_request(const Operation& op, void* request) const {
    auto read = read_json(options.request ? options.request->text : "{}", op.request, request);
    return read ? Refused() : under("/request", read.refusal());
  }

  // What is personal has to be asked for as such.
  std::vector<Problem> choose() {
    std::vector<Problem> problems;
    const auto is_open = [&](std::size_t column) {
      return options.personal || answer.columns[column].how_private() == Privacy::open;
    };
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
      const auto at_name = std::ranges::find(answer.columns, std::string_view(options.columns[i]),
                                             &RecordColumn::title);
      const auto column = static_cast<std::size_t>(at_name - answer.columns.begin());
      const std::string path = "/columns/" + std::to_string(i);
      if (at_name == answer.columns.end())
        problems.push_back({path, "is no column of this answer"});
      else if (!is_open(column))
        problems.push_back({path, "is personal, and read only where personal is true"});
      else if (std::ranges::find(chosen, column) != chosen.end())
        problems.push_back({path, "stands twice"});
      else
        chosen.push_back(column);
    }
    if (options.columns.empty())
      for (std::size_t i = 0; i < answer.columns.size(); ++i)
        if (is_open(i)) chosen.push_back(i);
    for (const auto column : chosen) picked.push_back(answer.columns[column]);
    return problems;
  }

  // Whom somebody looks at stands in the journal before they look: by the operation, or here.
  Refused noted() {
    const bool is_open = std::ranges::all_of(
        picked, [](auto& column) { return column.how_private() == Privacy::open; });
    if (is_open || plan.operation().effect != Effect::reads || answer.rows.empty())
      return std::nullopt;
    std::vector<std::int64_t> ids;
    if (!answer.columns.empty() && answer.columns[0].title() == "id")
      for (auto& row : answer.rows)
        if (const auto* id = std::get_if<std::int64_t>(row.data())) ids.push_back(*id);
    return inside.write([&](Transaction& t) -> Refused {
      std::span<const std::int64_t> rest(ids);
      do {
        const auto some = rest.first(std::min(rest.size(), ids_in_an_entry));
        inside.note(t, session.options(), plan.operation().name,
                    {.ids = {some.begin(), some.end()}, .purpose = session.options().purpose});
        rest = rest.subspan(some.size());
      } while (!rest.empty());
      return std::nullopt;
    });
  }

  Inside& inside;
  const Session session;
  const TableOptions options;
  const AnswerPlan plan;
  AnswerRows answer{};  // of the page that is handed on
  std::string page{};  // with what the next one is asked for; empty: it is the last
  std::string beside{};
  std::size_t at = 0;
  std::vector<std::size_t> chosen{};
  std::vector<RecordColumn> picked{};
  std::vector<CellView> room{};
};

Result<std::unique_ptr<RecordSource>> Session::answers(std::string_view operation,
                                                       const TableOptions& options) {
  auto plan = AnswerPlan::of(operation, options.list);
  if (!plan) return plan.refusal();
  auto source = std::make_unique<Engine::Inside::AnswerSource>(*engine_->inside_, *this, options,
                                                               std::move(plan.value()));
  if (auto refused = source->begin()) return *std::move(refused);
  return std::unique_ptr<RecordSource>(std::move(source));
}

}  // namespace onward
