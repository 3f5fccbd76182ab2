// need.find_receivers as a host calls it: session, access, storage and index together.
#include "find_receivers_rule_bench.hpp"
#include "measure.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "simulation/county.hpp"
#include "sqlite_directory.hpp"

namespace onward::benchmarks {

using simulation::County;

namespace {

constexpr std::int64_t clients = 4'000;
constexpr std::size_t calls_max = 1'000;
constexpr std::int64_t eligible_max = 100;

template <class T> void insert(Transaction& transaction, T row) {
  row.id = transaction.next_id(noun_of<T>);
  transaction.insert(noun_of<T>, &row);
}

// Rows go straight to the storage: the county is a million services, and how it came is not
// measured. Organisation 1 stands already; the clients are its own.
void fill(Storage& storage, const County& county) {
  const auto transaction = storage.begin(Mode::write);
  for (std::int64_t n = 1; n <= county.issues(); ++n) insert(*transaction, county.issue(n));
  for (std::int64_t n = 2; n <= county.organizations(); ++n) {
    insert(*transaction, county.organization(n));
    transaction->add({Counter::held_by_organization, n, 0}, county.used(OrganizationId{n}));
  }
  for (std::int64_t n = 1; n <= county.services(); ++n) {
    auto service = county.service(n);
    service.locations.clear();
    for (auto& location : county.locations(n)) {
      const LocationId id = transaction->next_id(Noun::location);
      auto row = location;
      row.id = id;
      transaction->insert(Noun::location, &row);
      service.locations.push_back(id);
    }
    insert(*transaction, std::move(service));
    transaction->add({Counter::held_by_service, n, 0}, county.used(ServiceId{n}));
  }
  for (std::int64_t n = 1; n <= clients; ++n) {
    auto client = county.client(n);
    client.registered_by = 1;
    insert(*transaction, std::move(client));
  }
  if (transaction->commit() != Commit::done) throw std::runtime_error("the county is not kept");
}

struct Asked {
  FindReceivers request;
  Ask ask;  // the same, for SQLite
};

std::vector<Asked> asks_of_few(const County& county, Session& session) {
  std::vector<Asked> asks;
  for (std::int64_t n = 1; n <= clients && asks.size() < calls_max; ++n) {
    Ask ask = county.ask(n);
    ask.sender_id = session.options().organization_id;
    ask.capacity_fresh_days = 0;  // the policy's default
    const Point place = ask.place.value_or(Point{});
    FindReceivers request{.client_id = n,
                          .issue_id = ask.issue_id,
                          .latitude_microdegrees = place.latitude,
                          .longitude_microdegrees = place.longitude};
    if (must(session.call<need::find_receivers>(request)).eligible_total <= eligible_max)
      asks.push_back({std::move(request), std::move(ask)});
  }
  if (asks.empty()) throw std::logic_error("nobody asks for few");
  return asks;
}

// What access and the ask cost without us: the rows the operation needs, by prepared statements, in
// one snapshot of the store.
class PlainReads {
 public:
  explicit PlainReads(const std::string& path) : store_(path) {
    for (const auto* sql :
         {"select * from staff where id = ?1",
          "select * from membership where staff_id = ?1 and organization_id = ?1",
          "select * from organization where id = ?1", "select * from role where id = ?1",
          "select * from store where id = ?1"})
      subject_.push_back(store_.prepare(sql));
    client_ = store_.prepare("select * from client where id = ?1");
    issue_ = store_.prepare("select * from issue where id = ?1");
    begin_ = store_.prepare("begin");
    commit_ = store_.prepare("commit");
  }
  void read(ClientId client, IssueId issue) {
    store_.run(begin_);
    for (auto& statement : subject_) read(statement, 1);
    read(client_, client.value);
    read(issue_, issue.value);
    store_.run(commit_);
  }

 private:
  void read(const Raw::Statement& statement, std::int64_t id) {
    sqlite3_bind_int64(statement.get(), 1, id);
    if (!store_.step(statement)) throw std::logic_error("a row that the operation reads is absent");
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
      static_cast<void>(sqlite3_column_text(statement.get(), i));
    store_.check(sqlite3_reset(statement.get()));
  }

  Raw store_;
  std::vector<Raw::Statement> subject_;
  Raw::Statement client_, issue_, begin_, commit_;
};

SqliteDirectory yardstick(const County& county, const std::string& path) {
  std::vector<Offer> offers;
  offers.reserve(static_cast<std::size_t>(county.services()));
  for (std::int64_t n = 1; n <= county.services(); ++n) offers.push_back(county.offer(n));
  return {path, offers};
}

void compare(Session& session, SqliteDirectory& sqlite, const std::vector<Asked>& asks) {
  for (auto& [request, ask] : asks) {
    std::vector<std::int64_t> ids;
    for (auto& r : must(session.call<need::find_receivers>(request)).receivers)
      ids.push_back(r.service_id.value);
    if (ids != sqlite.find(ask))
      throw std::logic_error("the operation and SQLite find different receivers");
  }
}

std::vector<Figure> operation_figures(const Plan& plan, std::int64_t services, int rounds) {
  const Folder folder(plan.folder);
  const auto path = folder.file("county");
  const County county({.services = services}, 1);
  const Host host{.clock = [] { return Instant(County::today + std::chrono::hours{9}); }};
  SessionOptions caseworker;
  {
    Engine engine(Options{.store = path}, host);
    const auto made = must(engine.session().call<system_::create>(
        {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
    caseworker = {.staff_id = made.staff.id, .organization_id = made.organization.id};
  }
  plan.say("find_receivers: storing " + std::to_string(services) + " services");
  const auto storage = open_sqlite({.path = path, .durability = Durability::none});
  fill(*storage, county);
  storage->maintain();
  Engine engine(Options{.store = path}, host);
  auto session = engine.session(caseworker);
  plan.say("find_receivers: first call");
  FindReceivers first{.client_id = 1, .issue_id = 1};
  const double opened = seconds_of([&] { must(session.call<need::find_receivers>(first)); });
  const auto asks = asks_of_few(county, session);
  plan.say("find_receivers: storing them for SQLite");
  auto sqlite = yardstick(county, folder.file("yardstick"));
  PlainReads reads(path);
  compare(session, sqlite, asks);
  std::vector<double> plain, explained, theirs, ratio;
  const auto ask_ours = [&](bool explain) {
    return call_microseconds(asks.size(), [&](std::size_t i) {
      auto request = asks[i].request;
      request.explain = explain;
      must(session.call<need::find_receivers>(request));
    });
  };
  for (int round = 0; round < rounds; ++round) {
    plan.say("find_receivers: round " + std::to_string(round + 1));
    plain.push_back(ask_ours(false));
    theirs.push_back(call_microseconds(asks.size(), [&](std::size_t i) {
      reads.read(asks[i].request.client_id, asks[i].request.issue_id);
      sqlite.find(asks[i].ask);
    }));
    ratio.push_back(theirs.back() / plain.back());
    explained.push_back(ask_ours(true));
  }
  const auto size = std::to_string(services) + " services";
  const auto index = std::string("SQLite ") + sqlite3_libversion() +
                     ", the same rows for access, " +
                     "covering index clustered by issue and locality; limit 10";
  return {figure("find_receivers_us", plain, "us", "limit 50 us; " + size),
          figure("find_receivers_vs_sqlite", ratio, "times faster", index),
          figure("find_receivers_sqlite_us", theirs, "us", size),
          figure("find_receivers_explain_us", explained, "us", "limit 500 us; " + size),
          figure("find_receivers_first_call_s", {opened}, "s", "reads the directory; " + size)};
}

}  // namespace

std::vector<Figure> find_receivers_figures(const Plan& plan) {
  const std::int64_t services = plan.quick ? 50'000 : 1'000'000;
  const int rounds = plan.quick ? 3 : 5;
  auto figures = operation_figures(plan, services, rounds);
  plan.say("find_receivers: the rule against SQLite");
  for (auto& rule : find_receivers_rule_figures(plan, services, rounds))
    figures.push_back(std::move(rule));
  return figures;
}

}  // namespace onward::benchmarks
