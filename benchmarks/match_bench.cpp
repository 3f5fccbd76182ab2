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

// How whoever looks people up comes to see them: it registered them, or accepted them from others.
enum class SeenBy : std::uint8_t { registering, referral };

constexpr std::int64_t own = 1, other = 2;  // organisations

// Rows go straight to the storage: how they came is not measured.
class People {
 public:
  People(Storage& storage, SeenBy seen_by)
      : transaction_(storage.begin(Mode::write)), seen_by_(seen_by) {}

  void add(const MatchRecord& person) {
    const bool is_own = seen_by_ == SeenBy::registering;
    Client client{.registered_by = is_own ? own : other,
                  .registered_at = today,
                  .details = details_of(person)};
    keep(Noun::client, client);
    if (!is_own) refer(client);
    for (auto& key : match_keys(person)) {
      add_key(key, client, own);
      if (!is_own) add_key(key, client, other);
    }
  }
  void commit() {
    if (transaction_->commit() != Commit::done) throw std::runtime_error("the people are not kept");
  }

 private:
  template <class T> void keep(Noun noun, T& row) {
    row.id = transaction_->next_id(noun);
    row.revision = 1;
    transaction_->insert(noun, &row);
  }
  void add_key(const std::string& key, const Client& client, OrganizationId whom) {
    ClientKey row{.key = key, .client_id = client.id, .organization_id = whom};
    keep(Noun::client_key, row);
  }
  void refer(const Client& client) {
    Consent consent{.client_id = client.id,
                    .organization_id = other,
                    .recorded_by = 1,
                    .recorded_at = today,
                    .given_at = today};
    keep(Noun::consent, consent);
    Need need{.client_id = client.id,
              .issue_id = 1,
              .sender_id = other,
              .sent_by = 1,
              .phase = NeedPhase::claimed,
              .consent_id = consent.id,
              .opened_at = today};
    keep(Noun::need, need);
    Referral referral{.need_id = need.id,
                      .client_id = client.id,
                      .issue_id = 1,
                      .sender_id = other,
                      .receiver_id = own,
                      .phase = ReferralPhase::accepted,
                      .requested_at = today};
    keep(Noun::referral, referral);
  }

  std::unique_ptr<Transaction> transaction_;
  SeenBy seen_by_;
};

void fill(const std::string& path, const std::vector<MatchRecord>& people, SeenBy seen_by) {
  const auto storage = open_sqlite({.path = path, .durability = Durability::none});
  People rows(*storage, seen_by);
  for (auto& person : people) rows.add(person);
  rows.commit();
  storage->maintain();
}

// A store of two organisations; answers who looks people up.
SessionOptions begin_store(const std::string& path, const Host& host) {
  Engine engine(Options{.store = path}, host);
  const auto made = must(engine.session().call<system_::create>(
      {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
  auto ada = engine.session({.staff_id = made.staff.id, .organization_id = made.organization.id});
  must(ada.call<organization::create>({.name = "Homes"}));
  must(ada.call<issue::create>({.code = "housing", .name = "Housing"}));
  const auto bob = must(ada.call<staff::create>({.login = "bob",
                                                 .name = "Bob",
                                                 .organization_id = made.organization.id,
                                                 .role = "caseworker"}));
  return {.staff_id = bob.staff.id, .organization_id = made.organization.id};
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

double microseconds(Session& session, const std::vector<Asked>& asked, std::size_t times) {
  return call_microseconds(
      times, [&](std::size_t i) { must(session.call<client::match>(asked[i].request)); });
}

// Of people whom others registered: each candidate is seen by a referral that was accepted.
Figure shared_figure(const Plan& plan, const Folder& folder, const Host& host,
                     std::vector<MatchRecord> people) {
  people.resize(people.size() / 4);  // a store of four rows more for each takes long to make
  const auto path = folder.file("shared");
  plan.say("match: storing " + std::to_string(people.size()) + " clients of others");
  const auto worker = begin_store(path, host);
  fill(path, people, SeenBy::referral);
  const auto asked = asked_of(people);
  Engine engine(open_sqlite({.path = path, .durability = Durability::none}), host);
  auto session = engine.session(worker);
  std::vector<double> out;
  std::size_t found = 0;
  for (auto& one : asked) found += !must(session.call<client::match>(one.request)).matches.empty();
  if (found < asked.size() * 99 / 100) throw std::logic_error("people of others are not seen");
  for (int round = 0; round < (plan.quick ? 3 : 5); ++round)
    out.push_back(microseconds(session, asked, calls));
  return figure("match_shared_us", out, "us",
                "limit 1000 us; seen by referrals; not waiting for the disk; " +
                    std::to_string(people.size()) + " clients");
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
  const auto worker = begin_store(path, host);
  plan.say("match: storing " + std::to_string(clients) + " clients");
  const auto people = people_of(clients);
  fill(path, people, SeenBy::registering);
  plan.say("match: storing them for SQLite");
  SqlitePeople sqlite(folder.file("yardstick"), people);
  const auto asked = asked_of(people);
  const auto score = plain_score();
  std::vector<double> ours, theirs, ratio, durable;
  const int rounds = plan.quick ? 3 : 5;
  double found = 0;
  {
    Engine engine(open_sqlite({.path = path, .durability = Durability::none}), host);
    auto session = engine.session(worker);
    plan.say("match: recall");
    found = recall(session, sqlite, asked);
    for (int round = 0; round < rounds; ++round) {
      plan.say("match: round " + std::to_string(round + 1));
      ours.push_back(microseconds(session, asked, calls));
      theirs.push_back(call_microseconds(
          asked.size(), [&](std::size_t i) { sqlite.find(asked[i].record, score); }));
      ratio.push_back(ours.back() / theirs.back());
    }
  }
  plan.say("match: waiting for the disk");
  Engine engine(Options{.store = path}, host);
  auto session = engine.session(worker);
  for (int round = 0; round < rounds; ++round)
    durable.push_back(microseconds(session, asked, calls / 4));
  const auto size = std::to_string(clients) + " clients";
  return {figure("match_us", ours, "us", "limit 1000 us; not waiting for the disk; " + size),
          figure("match_durable_us", durable, "us", "until its entry is on the disk; " + size),
          shared_figure(plan, folder, host, people),
          figure("match_sqlite_us", theirs, "us", "keys clustered, without an entry; " + size),
          figure("match_vs_sqlite", ratio, "times", "the same keys and scoring, in SQLite alone"),
          figure("match_recall_at_10", {found}, "of 1", "an error in each look-up; " + size)};
}

}  // namespace onward::benchmarks
