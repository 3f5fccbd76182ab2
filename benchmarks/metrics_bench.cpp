// Month by source by referring provider over 10,000,000 referrals that led to a treatment: a whole
// call of metric.query and a stream of its lines, from a tally that stands, and the same counted
// from facts, against DuckDB and polars on the same rows; and how fast the journal is folded.
#include <fstream>
#include <memory>
#include <sstream>

#include "chance.hpp"
#include "dates.hpp"
#include "measure.hpp"
#include "onward.h"
#include "onward/operations/metrics.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/system.hpp"
#include "onward/simulation.hpp"
#include "onward_arrow.h"
#include "operations/facts_store.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::int64_t practices = 20, providers = 200, months = 24;
constexpr ReferrerType sources[] = {ReferrerType::doctor, ReferrerType::specialist};

const MetricQuery question{
    .metrics = {Metric::credited_conversions, Metric::credited_value},
    .group_by = {Dimension::month, Dimension::referrer_type, Dimension::referring_provider}};

// The same rows as columns, for the yardsticks.
struct Columns {
  std::vector<std::int32_t> minutes{}, source{}, provider{};
  std::vector<std::int64_t> value{};
};

void add(Facts& facts, Columns& columns, tests::Chance& chance, std::int64_t id) {
  const Instant first = Date(std::chrono::year(2024) / 1 / 1);
  Lead lead{.id = id, .organization_id = 1 + chance.below(practices)};
  lead.phase = LeadPhase::converted;
  lead.created_at = first + std::chrono::minutes(chance.below(months * 30 * 1'440));
  lead.converted_at = lead.created_at;
  lead.treatment_started_on = std::chrono::floor<std::chrono::days>(lead.created_at);
  lead.treatment_value_minor_units = chance.below(1'000'000);
  lead.currency = "USD";
  lead.attribution_version = 1;
  facts.take(lead, false);
  Touchpoint touch{.id = id, .organization_id = lead.organization_id, .lead_id = id};
  touch.type = sources[chance.below(std::ssize(sources))];
  touch.referring_provider_id = 1 + chance.below(providers);
  touch.occurred_at = lead.created_at;
  facts.take(touch);
  facts.take(Attribution{
      .id = id, .lead_id = id, .touches = {{.touchpoint_id = id, .credit_millionths = 1'000'000}}});
  columns.minutes.push_back(minute_of(lead.created_at));
  columns.source.push_back(static_cast<std::int32_t>(touch.type));
  columns.provider.push_back(static_cast<std::int32_t>(touch.referring_provider_id.value));
  columns.value.push_back(*lead.treatment_value_minor_units);
}

template <class T> void write(const std::string& path, const std::vector<T>& values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

// What both answer, in milliseconds, and what they found: groups, and the sum of all values.
struct Theirs {
  double duckdb_ms = 0, duckdb_arrow_ms = 0, polars_ms = 0;
  std::size_t groups = 0;
  std::int64_t value = 0;
};
Theirs theirs(const Plan& plan, const Folder& folder) {
  const auto command =
      '\'' + plan.yardstick_python + "' '" + plan.python_metrics + "' '" + folder.file("") + '\'';
  const auto close = [](std::FILE* pipe) { return pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string text;
  std::array<char, 4'096> part{};
  while (pipe && std::fgets(part.data(), static_cast<int>(part.size()), pipe.get()))
    text += part.data();
  Theirs out;
  if (!(std::istringstream(text) >> out.duckdb_ms >> out.duckdb_arrow_ms >> out.polars_ms >>
        out.groups >> out.value))
    throw std::runtime_error("metrics_bench.py told too little");
  return out;
}

void compare(const MetricTallies& ours, const Theirs& other) {
  std::int64_t value = 0;
  for (auto& [key, tallies] : ours.groups) value += tallies[1].amounts.at("USD").minor_units;
  if (ours.groups.size() != other.groups || value != other.value)
    throw std::logic_error("DuckDB counts otherwise");
}

// A practice whose providers have names, in a store that keeps the facts as a tick would: so a
// process that opens it counts them, although the journal has hardly begun.
SessionOptions keep(const std::string& path, Facts& facts) {
  Engine engine(open_sqlite({.path = path, .durability = Durability::none}));
  const auto made = must(engine.session().call<system_::create>(
      {.network = "N", .organization = "Practice", .login = "ada", .name = "Ada"}));
  const SessionOptions ada{.staff_id = made.staff.id, .organization_id = made.organization.id};
  auto session = engine.session(ada);
  for (std::int64_t i = 1; i <= providers; ++i)
    must(session.call<referring_provider::create>(
        {.details = {.given_name = "Ann", .family_name = "Low " + std::to_string(i)}}));
  const auto t = engine.storage().begin(Mode::write);
  keep_facts(*t, facts, {.entries = t->head().size, .at = t->head().last_time}, 0);
  if (t->commit() != Commit::done) throw std::runtime_error("facts are not kept");
  return ada;
}

AskFigures asked() {
  return {.metrics = question.metrics,
          .group_by = question.group_by,
          .whole_store = true,
          .suppress_below = 0};
}

// What an answer has in it, for the comparison.
Theirs found(const Figures& answer) {
  Theirs out{.groups = answer.groups.size()};
  for (auto& group : answer.groups) out.value += group.figures[1].amounts.at(0).minor_units;
  return out;
}

void check(onward_status status, onward_text* answer) {
  const std::string said(onward_text_data(answer));
  onward_text_free(answer);
  if (status != ONWARD_OK) throw std::runtime_error(said);
}

// The same through the C interface, as whoever reads columns asks it.
class Stream {
 public:
  Stream(const std::string& path, const SessionOptions& who) {
    onward_text* answer = nullptr;
    const std::string store = "{\"store\":\"" + path + "\"}";
    const auto opened = onward_open(store.data(), store.size(), nullptr, &engine_, &answer);
    check(opened, answer);
    const std::string as = "{\"staff_id\":" + std::to_string(who.staff_id.value) +
                           ",\"organization_id\":" + std::to_string(who.organization_id.value) +
                           '}';
    const auto begun = onward_session_open(engine_, as.data(), as.size(), &session_, &answer);
    check(begun, answer);
  }
  ~Stream() {
    onward_session_close(session_);
    onward_close(engine_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // How many lines there are: one for each group and metric.
  std::int64_t lines() {
    constexpr std::string_view name = "metric.query";
    constexpr std::string_view options =
        R"({"request":{"metrics":["credited_conversions","credited_value"],"group_by":["month",)"
        R"("referrer_type","referring_provider"],"whole_store":true,"suppress_below":0}})";
    ArrowArrayStream stream{};
    onward_text* answer = nullptr;
    const auto begun = onward_stream(session_, name.data(), name.size(), options.data(),
                                     options.size(), &stream, &answer);
    check(begun, answer);
    std::int64_t out = 0;
    while (true) {
      ArrowArray batch{};
      if (stream.get_next(&stream, &batch))
        throw std::runtime_error(stream.get_last_error(&stream));
      if (!batch.release) break;
      out += batch.length;
      batch.release(&batch);
    }
    stream.release(&stream);
    return out;
  }

 private:
  onward_engine* engine_ = nullptr;
  onward_session* session_ = nullptr;
};

// Of a simulated county's journal, on SQLite; what is asked costs next to nothing.
struct Folded {
  std::vector<double> folded_per_s{}, passed_per_s{};  // those of which facts are made, and all
};
Folded folded(const Plan& plan, const Folder& folder, int rounds) {
  const auto file = folder.file("county.db");
  Simulation simulation({.days = 180, .clients = plan.quick ? 300 : 3'000});
  {
    Engine engine(open_sqlite({.path = file, .durability = Durability::none}), simulation.host());
    simulation.run(engine, [](std::int64_t, std::int64_t) { return true; });
  }
  Folded out;
  for (int round = 0; round < rounds; ++round) {
    Engine engine(open_sqlite({.path = file, .durability = Durability::none}), simulation.host());
    Session session = engine.session({.staff_id = 1, .organization_id = 1});
    std::int64_t entries = 0, of_facts = 0;
    {
      const auto t = engine.storage().begin(Mode::read);
      entries = t->head().size;
      t->journal_of({.until = entries + 1, .nouns = nouns_of_facts}, [&](const Entry&) {
        ++of_facts;
        return true;
      });
    }
    const auto seconds = seconds_of(
        [&] { session.call("metric.query", R"({"metrics":["needs"],"whole_store":true})"); });
    out.folded_per_s.push_back(static_cast<double>(of_facts) / seconds);
    out.passed_per_s.push_back(static_cast<double>(entries) / seconds);
  }
  return out;
}

}  // namespace

std::vector<Figure> metrics_figures(const Plan& plan) {
  const std::int64_t size = plan.quick ? 200'000 : 10'000'000;
  const int rounds = plan.quick ? 3 : 5;
  const Folder folder(plan.folder);
  plan.say("metrics: " + std::to_string(size) + " referrals");
  tests::Chance chance(1);
  Facts facts;
  Columns columns;
  for (std::int64_t id = 1; id <= size; ++id) add(facts, columns, chance, id);
  const TimeZone& zone = *find_zone("UTC");
  const auto path = folder.file("metrics.db");
  plan.say("metrics: the same as kept facts");
  const auto who = keep(path, facts);
  const auto before_mb = resident_megabytes();
  Engine engine(open_sqlite({.path = path, .durability = Durability::none}));
  auto session = engine.session(who);
  const auto request = asked();
  const auto groups = must(session.call<metric::query>(request)).groups.size();  // now it stands
  const auto standing_mb = resident_megabytes() - before_mb;
  Stream stream(path, who);
  stream.lines();

  const bool is_measured = !plan.yardstick_python.empty();
  if (is_measured) {
    write(folder.file("minutes.bin"), columns.minutes);
    write(folder.file("source.bin"), columns.source);
    write(folder.file("provider.bin"), columns.provider);
    write(folder.file("value.bin"), columns.value);
  } else {
    plan.say("metrics: DuckDB and polars are not installed; there are no ratios");
  }
  std::vector<double> called, streamed, counted, called_vs_duckdb, streamed_vs_duckdb,
      counted_vs_duckdb, counted_vs_polars;
  for (int round = 0; round < rounds; ++round) {
    plan.say("metrics: round " + std::to_string(round + 1));
    Figures answer;
    std::int64_t lines = 0;
    MetricTallies tallies;
    called.push_back(1e3 *
                     seconds_of([&] { answer = must(session.call<metric::query>(request)); }));
    streamed.push_back(1e3 * seconds_of([&] { lines = stream.lines(); }));
    counted.push_back(1e3 * seconds_of([&] { tallies = tally(facts, question, zone); }));
    if (lines != static_cast<std::int64_t>(2 * groups))
      throw std::logic_error("the stream has other lines than the answer");
    if (!is_measured) continue;
    const auto other = theirs(plan, folder);
    compare(tallies, other);
    const auto ours = found(answer);
    if (ours.groups != other.groups || ours.value != other.value)
      throw std::logic_error("the standing tally counts otherwise");
    called_vs_duckdb.push_back(other.duckdb_ms / called.back());
    streamed_vs_duckdb.push_back(other.duckdb_arrow_ms / streamed.back());
    counted_vs_duckdb.push_back(other.duckdb_arrow_ms / counted.back());
    counted_vs_polars.push_back(other.polars_ms / counted.back());
  }
  plan.say("metrics: folding a journal");
  const auto fold = folded(plan, folder, rounds);
  const auto what =
      std::to_string(size) + " referrals, " + std::to_string(groups) + " groups, one thread";
  std::vector<Figure> out{
      figure("metrics_standing_call_ms", called, "ms", what + "; a whole Session::call"),
      figure("metrics_standing_stream_ms", streamed, "ms", "two lines a group, onward_stream"),
      figure("metrics_counted_ms", counted, "ms", what),
      figure("metrics_facts_mb", {static_cast<double>(facts.bytes()) / 1e6}, "MB",
             "the facts of leads, touches and credit"),
      figure("metrics_standing_mb", {standing_mb}, "MB",
             "resident, of an engine that opened the store and was asked"),
      figure("metrics_folded_per_s", fold.folded_per_s, "entries/s",
             "limit 1,000,000; read from SQLite, decoded and folded"),
      figure("metrics_passed_per_s", fold.passed_per_s, "entries/s",
             "with those that SQLite passes over, since no fact is made of them")};
  if (is_measured) {
    out.push_back(figure("metrics_standing_vs_duckdb", called_vs_duckdb, "times faster",
                         "limit 100; its scan and fetchall, one thread"));
    out.push_back(figure("metrics_stream_vs_duckdb", streamed_vs_duckdb, "times faster",
                         "its scan and to_arrow_table, one thread"));
    out.push_back(figure("metrics_counted_vs_duckdb", counted_vs_duckdb, "times faster",
                         "limit 1; its scan and to_arrow_table, one thread"));
    out.push_back(
        figure("metrics_counted_vs_polars", counted_vs_polars, "times faster", "one thread"));
  }
  return out;
}

}  // namespace onward::benchmarks
