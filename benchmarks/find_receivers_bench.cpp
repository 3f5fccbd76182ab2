// need.find_receivers as a host calls it: session, access, storage and index together.
#include "county.hpp"
#include "find_receivers_rule_bench.hpp"
#include "measure.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

namespace onward::benchmarks {

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

std::vector<FindReceivers> asks_of_few(const County& county, Session& session) {
  std::vector<FindReceivers> asks;
  for (std::int64_t n = 1; n <= clients && asks.size() < calls_max; ++n) {
    const auto ask = county.ask(n);
    FindReceivers request{.client_id = n,
                          .issue_id = ask.issue_id,
                          .latitude_microdegrees = ask.place->latitude,
                          .longitude_microdegrees = ask.place->longitude};
    if (must(session.call<need::find_receivers>(request)).eligible_total <= eligible_max)
      asks.push_back(request);
  }
  if (asks.empty()) throw std::logic_error("nobody asks for few");
  return asks;
}

std::vector<Figure> operation_figures(const Plan& plan, std::int64_t services, int rounds) {
  const Folder folder(plan.folder);
  const auto path = folder.file("county");
  const County county({.services = services}, 1);
  SessionOptions caseworker;
  {
    Engine engine(Options{.store = path});
    const auto made = must(engine.session().call<system_::create>(
        {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
    caseworker = {.staff_id = made.staff.id, .organization_id = made.organization.id};
  }
  plan.say("find_receivers: storing " + std::to_string(services) + " services");
  const auto storage = open_sqlite({.path = path, .durability = Durability::none});
  fill(*storage, county);
  storage->maintain();
  const Host host{.clock = [] { return Instant(County::today + std::chrono::hours{9}); }};
  Engine engine(Options{.store = path}, host);
  auto session = engine.session(caseworker);
  plan.say("find_receivers: first call");
  FindReceivers first{.client_id = 1, .issue_id = 1};
  const double opened = seconds_of([&] { must(session.call<need::find_receivers>(first)); });
  const auto asks = asks_of_few(county, session);
  std::vector<double> plain, explained;
  for (int round = 0; round < rounds; ++round) {
    plan.say("find_receivers: round " + std::to_string(round + 1));
    for (bool explain : {false, true})
      (explain ? explained : plain).push_back(call_microseconds(asks.size(), [&](std::size_t i) {
        auto request = asks[i];
        request.explain = explain;
        must(session.call<need::find_receivers>(request));
      }));
  }
  const auto size = std::to_string(services) + " services";
  return {figure("find_receivers_us", plain, "us", "limit 50 us; " + size),
          figure("find_receivers_explain_us", explained, "us", "limit 500 us; " + size),
          figure("find_receivers_first_call_s", {opened}, "s", "reads the directory; " + size)};
}

}  // namespace

std::vector<Figure> find_receivers_figures(const Plan& plan) {
  const std::int64_t services = plan.quick ? 50'000 : 1'000'000;
  const int rounds = plan.quick ? 3 : 5;
  auto figures = operation_figures(plan, services, rounds);
  plan.say("find_receivers: the rule against SQLite");
  for (auto& rule : find_receivers_rule_figures(services, rounds))
    figures.push_back(std::move(rule));
  return figures;
}

}  // namespace onward::benchmarks
