// client.match as a host calls it, among a million people, against SQLite and the same scoring.
#include <set>

#include "measure.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/match_keys.hpp"
#include "raw_sqlite.hpp"
#include "synthetic_people.hpp"

namespace onward::benchmarks {

namespace {

using tests::Chance;
using tests::PeopleMaker;

constexpr std::size_t wanted_first = 10;  // of how many answers the right one is to be one
constexpr std::size_t calls = 2'000;
constexpr Instant today = Date(std::chrono::year(2026) / 11 / 21);

std::vector<MatchRecord> people_of(std::int64_t count) {
  PeopleMaker maker(1, count);
  std::vector<MatchRecord> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) out.push_back(maker.next());
  return out;
}

ClientDetails details_of(const MatchRecord& r) {
  return {.given_name = r.given_name,
          .family_name = r.family_name,
          .birth_date = r.birth_date,
          .email = r.email,
          .phone = r.phone,
          .postcode = r.postcode};
}

// Rows go straight to the storage: how they came is not measured.
void fill(Storage& storage, const std::vector<MatchRecord>& people) {
  const auto transaction = storage.begin(Mode::write);
  for (auto& person : people) {
    Client client{.id = transaction->next_id(Noun::client),
                  .revision = 1,
                  .registered_by = 1,
                  .registered_at = today,
                  .details = details_of(person)};
    transaction->insert(Noun::client, &client);
    for (auto& key : match_keys(person)) {
      ClientKey row{.id = transaction->next_id(Noun::client_key),
                    .revision = 1,
                    .key = key,
                    .client_id = client.id,
                    .organization_id = client.registered_by};
      transaction->insert(Noun::client_key, &row);
    }
  }
  if (transaction->commit() != Commit::done) throw std::runtime_error("the people are not kept");
}

// What one would write with SQLite alone: keys clustered by key, people by number, two prepared
// statements in one snapshot, then the same scoring.
class SqlitePeople {
 public:
  SqlitePeople(const std::string& path, const std::vector<MatchRecord>& people) : store_(path) {
    store_.execute(
        "CREATE TABLE person (id INTEGER PRIMARY KEY, given TEXT, family TEXT, born INTEGER, "
        "phone TEXT, email TEXT, postcode TEXT) STRICT; CREATE TABLE person_key (key TEXT, person "
        "INTEGER, PRIMARY KEY (key, person)) STRICT, WITHOUT ROWID; BEGIN");
    const auto person = store_.prepare("INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    const auto key = store_.prepare("INSERT INTO person_key VALUES (?1, ?2)");
    for (std::int64_t id = 1; auto& p : people) {
      sqlite3_bind_int64(person.get(), 1, id);
      bind(person, 2, p.given_name);
      bind(person, 3, p.family_name);
      p.birth_date ? sqlite3_bind_int64(person.get(), 4, p.birth_date->time_since_epoch().count())
                   : sqlite3_bind_null(person.get(), 4);
      bind(person, 5, p.phone);
      bind(person, 6, p.email);
      bind(person, 7, p.postcode);
      store_.run(person);
      for (auto& text : match_keys(p)) {
        bind(key, 1, text);
        sqlite3_bind_int64(key.get(), 2, id);
        store_.run(key);
      }
      ++id;
    }
    store_.execute("COMMIT; ANALYZE");
    keys_ = store_.prepare("SELECT person FROM person_key WHERE key = ?1");
    person_ = store_.prepare(
        "SELECT given, family, born, phone, email, postcode FROM person WHERE id = ?1");
    begin_ = store_.prepare("BEGIN");
    commit_ = store_.prepare("COMMIT");
  }

  std::vector<std::int64_t> find(const MatchRecord& wanted, const MatchScore& score) {
    store_.run(begin_);
    std::set<std::int64_t> ids;
    for (auto& key : match_keys(wanted)) {
      bind(keys_, 1, key);
      std::size_t fresh = 0;
      while (fresh < match_key_rows_max && store_.step(keys_))
        fresh += ids.insert(sqlite3_column_int64(keys_.get(), 0)).second ? 1 : 0;
      store_.check(sqlite3_reset(keys_.get()));
    }
    std::vector<MatchRecord> records;
    records.reserve(ids.size());
    for (const auto id : ids) records.push_back(read(id));
    store_.run(commit_);
    std::vector<MatchStored> stored;
    for (auto record = records.begin(); const auto id : ids) stored.push_back({id, &*record++});
    std::vector<std::int64_t> out;
    for (auto& best : rank_candidates(wanted, stored, score, wanted_first, 0.01))
      out.push_back(best.id);
    return out;
  }

 private:
  void bind(const Raw::Statement& statement, int parameter, const std::string& text) {
    store_.check(sqlite3_bind_text(statement.get(), parameter, text.data(),
                                   static_cast<int>(text.size()), SQLITE_STATIC));
  }
  std::string text(int column) const {
    return reinterpret_cast<const char*>(sqlite3_column_text(person_.get(), column));
  }
  MatchRecord read(std::int64_t id) {
    sqlite3_bind_int64(person_.get(), 1, id);
    if (!store_.step(person_)) throw std::logic_error("a person is absent");
    MatchRecord out{.given_name = text(0),
                    .family_name = text(1),
                    .phone = text(3),
                    .email = text(4),
                    .postcode = text(5)};
    if (sqlite3_column_type(person_.get(), 2) != SQLITE_NULL)
      out.birth_date = Date(std::chrono::days(sqlite3_column_int64(person_.get(), 2)));
    store_.check(sqlite3_reset(person_.get()));
    return made_comparable(std::move(out));
  }

  Raw store_;
  Raw::Statement keys_, person_, begin_, commit_;
};

struct Asked {
  std::int64_t person = 0;
  MatchRecord record{};
  MatchClient request{};
};

// Somebody who is there, written down with an error; both names are wanted.
std::vector<Asked> asked_of(const std::vector<MatchRecord>& people) {
  Chance chance(2);
  std::vector<Asked> out;
  while (out.size() < calls) {
    const auto at = chance.below(std::ssize(people));
    const auto slip = static_cast<tests::Slip>(chance.below(std::int64_t{tests::slips}));
    auto wrong = with_slip(people[static_cast<std::size_t>(at)], slip, chance);
    if (wrong.given_name.empty() || wrong.family_name.empty()) continue;
    MatchClient request{.given_name = wrong.given_name,
                        .family_name = wrong.family_name,
                        .birth_date = wrong.birth_date,
                        .phone = wrong.phone,
                        .email = wrong.email,
                        .postcode = wrong.postcode};
    out.push_back({at + 1, made_comparable(std::move(wrong)), std::move(request)});
  }
  return out;
}

MatchScore plain_score() {
  MatchWeights weights = match_weights_default();
  weights.prior = match_prior(100'000);
  return MatchScore(weights);
}

// The share of those asked for who are among the first ten; both must find the same.
double recall(Session& session, SqlitePeople& sqlite, const std::vector<Asked>& asked) {
  const auto score = plain_score();
  std::size_t found = 0;
  for (auto& one : asked) {
    std::vector<std::int64_t> ids;
    for (auto& match : must(session.call<client::match>(one.request)).matches)
      ids.push_back(match.client.id.value);
    if (ids != sqlite.find(one.record, score))
      throw std::logic_error("the operation and SQLite find different people");
    found += std::ranges::find(ids, one.person) != ids.end();
  }
  return static_cast<double>(found) / static_cast<double>(asked.size());
}

}  // namespace

std::vector<Figure> match_figures(const Plan& plan) {
  const std::int64_t clients = plan.quick ? 50'000 : 1'000'000;
  const Folder folder(plan.folder);
  const auto path = folder.file("people");
  const Host host{.clock = [] { return today; }};
  SessionOptions worker;
  {
    Engine engine(Options{.store = path}, host);
    const auto made = must(engine.session().call<system_::create>(
        {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
    auto ada = engine.session({.staff_id = made.staff.id, .organization_id = made.organization.id});
    const auto bob = must(ada.call<staff::create>({.login = "bob",
                                                   .name = "Bob",
                                                   .organization_id = made.organization.id,
                                                   .role = "caseworker"}));
    worker = {.staff_id = bob.staff.id, .organization_id = made.organization.id};
  }
  plan.say("match: storing " + std::to_string(clients) + " clients");
  const auto people = people_of(clients);
  {
    const auto storage = open_sqlite({.path = path, .durability = Durability::none});
    fill(*storage, people);
    storage->maintain();
  }
  plan.say("match: storing them for SQLite");
  SqlitePeople sqlite(folder.file("yardstick"), people);
  const auto asked = asked_of(people);
  const auto score = plain_score();
  std::vector<double> ours, theirs, ratio, durable;
  const int rounds = plan.quick ? 3 : 5;
  double found = 0;
  const auto look_up = [&](Session& session, std::size_t times) {
    return call_microseconds(
        times, [&](std::size_t i) { must(session.call<client::match>(asked[i].request)); });
  };
  {
    Engine engine(open_sqlite({.path = path, .durability = Durability::none}), host);
    auto session = engine.session(worker);
    plan.say("match: recall");
    found = recall(session, sqlite, asked);
    for (int round = 0; round < rounds; ++round) {
      plan.say("match: round " + std::to_string(round + 1));
      ours.push_back(look_up(session, asked.size()));
      theirs.push_back(call_microseconds(
          asked.size(), [&](std::size_t i) { sqlite.find(asked[i].record, score); }));
      ratio.push_back(ours.back() / theirs.back());
    }
  }
  plan.say("match: waiting for the disk");
  Engine engine(Options{.store = path}, host);
  auto session = engine.session(worker);
  for (int round = 0; round < rounds; ++round) durable.push_back(look_up(session, calls / 4));
  const auto size = std::to_string(clients) + " clients";
  return {figure("match_us", ours, "us", "limit 1000 us; not waiting for the disk; " + size),
          figure("match_durable_us", durable, "us", "until its entry is on the disk; " + size),
          figure("match_sqlite_us", theirs, "us", "keys clustered, without an entry; " + size),
          figure("match_vs_sqlite", ratio, "times", "the same keys and scoring, in SQLite alone"),
          figure("match_recall_at_10", {found}, "of 1", "an error in each look-up; " + size)};
}

}  // namespace onward::benchmarks
