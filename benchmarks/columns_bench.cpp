// Columns of a table, from the store to Arrow, against a prepared statement that reads the same.
#include <fstream>

#include "measure.hpp"
#include "onward.h"
#include "onward/operations/clients.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/settings.hpp"
#include "onward/operations/system.hpp"
#include "onward_arrow.h"
#include "raw_sqlite.hpp"
#include "simulation/chance.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::int64_t rows_full = 10'000'000, rows_quick = 200'000, rows_in_commit = 200'000;
constexpr std::int64_t organizations = 200, issues = 20;
constexpr std::string_view columns[] = {"id",          "need_id",     "issue_id",     "sender_id",
                                        "receiver_id", "service_id",  "phase",        "reason_code",
                                        "outcome",     "urgency",     "requested_at", "received_at",
                                        "accepted_at", "finished_at", "overdue"};

std::string joined(std::string_view before, std::string_view after) {
  std::string out;
  for (const auto column : columns) {
    if (!out.empty()) out += ',';
    out.append(before).append(column).append(after);
  }
  return out;
}

// A network with its first need; its other referrals are written past the operations.
SessionOptions found(Engine& engine) {
  const auto made = must(engine.session().call<system_::create>(
      {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
  const SessionOptions ada{.staff_id = made.staff.id, .organization_id = made.organization.id};
  auto session = engine.session(ada);
  PolicyKnobs knobs;
  knobs.client_requires_referral = false;
  must(session.call<policy::set>({.scope = PolicyScope::store, .knobs = knobs}));
  for (std::int64_t i = 2; i <= organizations; ++i)
    must(session.call<organization::create>({.name = "Organisation " + std::to_string(i)}));
  for (std::int64_t i = 1; i <= issues; ++i)
    must(session.call<issue::create>(
        {.code = "issue" + std::to_string(i), .name = "Issue " + std::to_string(i)}));
  const auto client =
      must(session.call<client::create>({.details = {.given_name = "Eve", .family_name = "Hill"}}));
  const auto consent = must(session.call<consent::record>({.client_id = client.id}));
  must(session.call<need::send>(
      {.client_id = client.id, .issue_id = 1, .consent_id = consent.id, .receivers = {}}));
  return ada;
}

Referral referral(std::int64_t id, simulation::Chance& chance) {
  constexpr std::string_view reasons[] = {"", "", "", "capacity", "not_eligible"};
  Referral r{.id = id,
             .revision = 1,
             .reference = "R" + std::to_string(id),
             .need_id = 1,
             .client_id = 1,
             .issue_id = chance.between(1, issues),
             .sender_id = chance.between(1, organizations),
             .receiver_id = chance.between(1, organizations)};
  r.phase = static_cast<ReferralPhase>(chance.below(std::ssize(names<ReferralPhase>)));
  r.outcome = static_cast<Outcome>(chance.below(std::ssize(names<Outcome>)));
  r.urgency = static_cast<Urgency>(chance.below(std::ssize(names<Urgency>)));
  r.reason_code = reasons[chance.below(std::ssize(reasons))];
  r.requested_at = Instant{std::chrono::seconds{1'700'000'000 + id}};
  if (chance.percent(70)) r.received_at = r.requested_at + std::chrono::hours(chance.below(100));
  if (chance.percent(50)) r.accepted_at = r.requested_at + std::chrono::hours(200);
  if (chance.percent(60)) r.finished_at = r.requested_at + std::chrono::hours(900);
  r.overdue = chance.percent(10);
  return r;
}

void fill(Storage& storage, std::int64_t count, FunctionRef<void(std::string_view)> say) {
  simulation::Chance chance(1);
  for (std::int64_t done = 0; done < count;) {
    const auto transaction = storage.begin(Mode::write);
    const auto until = std::min(count, done + rows_in_commit);
    for (; done < until; ++done) {
      const auto row = referral(transaction->next_id(Noun::referral), chance);
      transaction->insert(Noun::referral, &row);
    }
    if (transaction->commit() != Commit::done) throw std::runtime_error("rows are not kept");
    if (done % 2'000'000 == 0) say("  " + std::to_string(done) + " referrals");
  }
}

// What both roads must agree on.
struct Sum {
  std::int64_t rows = 0, numbers = 0, bytes = 0;
  bool operator==(const Sum&) const = default;
};

Sum read_bare(Raw& raw, const std::string& sql) {
  const auto statement = raw.prepare(sql);
  auto* s = statement.get();
  Sum out;
  const int width = static_cast<int>(std::size(columns));
  while (raw.step(statement)) {
    ++out.rows;
    for (int i = 0; i < width; ++i) {
      const int type = sqlite3_column_type(s, i);
      if (type == SQLITE_INTEGER) {
        out.numbers += sqlite3_column_int64(s, i);
      } else if (type == SQLITE_TEXT) {
        static_cast<void>(sqlite3_column_text(s, i));
        out.bytes += sqlite3_column_bytes(s, i);
      }
    }
  }
  return out;
}

void check(onward_status status, onward_text* answer) {
  const std::string said(onward_text_data(answer));
  onward_text_free(answer);
  if (status != ONWARD_OK) throw std::runtime_error(said);
}

// All batches at once, as a table has them.
struct Batches {
  std::vector<ArrowArray> all{};
  Batches() = default;
  Batches(const Batches&) = delete;
  Batches& operator=(const Batches&) = delete;
  ~Batches() {
    for (auto& batch : all) batch.release(&batch);
  }
};

void read_columns(onward_session* session, Batches& out) {
  const std::string options = "{\"columns\":[" + joined("\"", "\"") + "]}";
  ArrowArrayStream stream{};
  onward_text* answer = nullptr;
  check(onward_stream(session, "referrals", 9, options.data(), options.size(), &stream, &answer),
        answer);
  while (true) {
    ArrowArray batch{};
    if (stream.get_next(&stream, &batch)) throw std::runtime_error(stream.get_last_error(&stream));
    if (!batch.release) break;
    out.all.push_back(batch);
  }
  stream.release(&stream);
}

Sum sum_of(const Batches& batches) {
  Sum out;
  for (auto& batch : batches.all) {
    out.rows += batch.length;
    for (std::size_t i = 0; i < std::size(columns); ++i) {
      const ArrowArray& column = *batch.children[i];
      const auto* valid = static_cast<const std::uint8_t*>(column.buffers[0]);
      for (std::int64_t row = 0; row < column.length; ++row) {
        if (valid && !(valid[row / 8] >> (row % 8) & 1)) continue;
        if (column.dictionary) {
          const auto code = static_cast<const std::int8_t*>(column.buffers[1])[row];
          const auto* ends = static_cast<const std::int32_t*>(column.dictionary->buffers[1]);
          out.bytes += ends[code + 1] - ends[code];
        } else if (column.n_buffers == 3) {
          const auto* ends = static_cast<const std::int32_t*>(column.buffers[1]);
          out.bytes += ends[row + 1] - ends[row];
        } else if (columns[i] == "overdue") {
          out.numbers +=
              static_cast<const std::uint8_t*>(column.buffers[1])[row / 8] >> (row % 8) & 1;
        } else {
          out.numbers += static_cast<const std::int64_t*>(column.buffers[1])[row];
        }
      }
    }
  }
  return out;
}

struct Handles {
  onward_engine* engine = nullptr;
  onward_session* session = nullptr;
  Handles(const std::string& path, const SessionOptions& who) {
    onward_text* answer = nullptr;
    const std::string store = "{\"store\":\"" + path + "\"}";
    const auto opened = onward_open(store.data(), store.size(), nullptr, &engine, &answer);
    check(opened, answer);
    const std::string as = "{\"staff_id\":" + std::to_string(who.staff_id.value) +
                           ",\"organization_id\":" + std::to_string(who.organization_id.value) +
                           '}';
    const auto begun = onward_session_open(engine, as.data(), as.size(), &session, &answer);
    check(begun, answer);
  }
  ~Handles() {
    onward_session_close(session);
    onward_close(engine);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
};

}  // namespace

std::vector<Figure> columns_figures(const Plan& plan) {
  const auto count = plan.quick ? rows_quick : rows_full;
  const int rounds = plan.quick ? 3 : 5;
  const Folder folder(plan.folder);
  const auto path = folder.file("columns.db");
  plan.say("columns: a store of " + std::to_string(count) + " referrals");
  SessionOptions who;
  {
    Engine engine(open_sqlite({.path = path, .durability = Durability::none}));
    who = found(engine);
    fill(engine.storage(), count, plan.say);
    engine.storage().maintain();
  }
  Raw raw(path);
  const Handles handles(path, who);
  const std::string sql = "SELECT " + joined("", "") + " FROM referral ORDER BY id";
  std::vector<double> speed, ratio, table_mb;
  for (int round = 0; round <= rounds; ++round) {
    plan.say("columns: round " + std::to_string(round) + (round ? "" : ", to warm up"));
    Sum bare, ours;
    const double bare_s = seconds_of([&] { bare = read_bare(raw, sql); });
    const auto before = resident_megabytes();
    Batches batches;
    const double ours_s = seconds_of([&] { read_columns(handles.session, batches); });
    const auto table = resident_megabytes() - before;
    ours = sum_of(batches);
    if (!(bare == ours) || ours.rows != count)
      throw std::runtime_error("the columns hold something else than the table");
    if (round == 0) table_mb.push_back(table);  // later rounds find room that was given back
    if (round == 0) continue;
    speed.push_back(static_cast<double>(count) / ours_s);
    ratio.push_back(bare_s / ours_s);
  }
  const std::string rows =
      std::to_string(count) + " rows, " + std::to_string(std::size(columns)) + " columns";
  return {figure("columns_vs_sqlite", ratio, "x", "speed of a prepared statement, same columns"),
          figure("columns_rows_s", speed, "rows/s", rows),
          figure("columns_table_mb", table_mb, "MB", "resident, the whole table kept")};
}

}  // namespace onward::benchmarks
