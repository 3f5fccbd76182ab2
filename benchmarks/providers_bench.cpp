// Looking a provider up while somebody types, among 100,000, against SQLite's full-text search.
#include "measure.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/system.hpp"
#include "raw_sqlite.hpp"
#include "synthetic_people.hpp"

namespace onward::benchmarks {

namespace {

using tests::Chance;

constexpr std::size_t calls = 2'000;
constexpr Instant today = Date(std::chrono::year(2026) / 11 / 29);
constexpr std::int64_t cities = 200;
constexpr std::string_view practices[] = {"Bright Smiles", "Family Dental", "Lakeside Dentistry",
                                          "Oral Surgery Associates", "Main Street Dental Care"};

std::vector<ReferringProvider> providers_of(std::int64_t count) {
  tests::PeopleMaker people(1, count);
  Chance chance(2);
  std::vector<ReferringProvider> out;
  for (std::int64_t i = 1; i <= count; ++i) {
    const auto person = people.next();
    const auto practice = static_cast<std::size_t>(chance.below(std::ssize(practices)));
    ReferringProvider p{
        .id = i,
        .revision = 1,
        .organization_id = 1,
        .created_at = today,
        .details = {.provider_type = static_cast<ProviderType>(chance.below(10)),
                    .given_name = person.given_name,
                    .family_name = person.family_name.empty() ? "nobody" : person.family_name,
                    .npi = std::to_string(1'000'000'000 + i),
                    .practice_name = std::string(practices[practice]) + ' ' +
                                     std::to_string(chance.below(5'000)),
                    .city = "city" + std::to_string(chance.below(cities)),
                    .phone = std::to_string(2'000'000'000 + chance.below(7'000'000'000)),
                    .fax = std::to_string(2'000'000'000 + chance.below(7'000'000'000))}};
    if (chance.below(50) == 0) p.details.relationship_strength = RelationshipStrength::vip;
    out.push_back(std::move(p));
  }
  return out;
}

// Keys are written in their order: an index that grows at its end is filled ten times as fast.
void fill(Storage& storage, const std::vector<ReferringProvider>& providers) {
  const auto transaction = storage.begin(Mode::write);
  std::vector<std::pair<std::string, ReferringProviderId>> keys;
  for (auto p : providers) {
    p.id = transaction->next_id(Noun::referring_provider);
    transaction->insert(Noun::referring_provider, &p);
    for (auto& key : provider_keys(p)) keys.emplace_back(std::move(key), p.id);
  }
  std::ranges::sort(keys);
  for (auto& [key, provider] : keys) {
    const ReferringProviderKey row{.id = transaction->next_id(Noun::referring_provider_key),
                                   .revision = 1,
                                   .organization_id = 1,
                                   .key = std::move(key),
                                   .referring_provider_id = provider};
    transaction->insert(Noun::referring_provider_key, &row);
  }
  if (transaction->commit() != Commit::done) throw std::runtime_error("they are not kept");
}

// What one would write with SQLite alone: an index of words with prefixes of one to three letters,
// VIPs first, then by name.
class FullText {
 public:
  FullText(const std::string& path, const std::vector<ReferringProvider>& providers)
      : store_(path) {
    store_.execute(
        "CREATE VIRTUAL TABLE provider USING fts5(given, family, practice, city, npi, phone, fax, "
        "vip UNINDEXED, prefix = '1 2 3'); BEGIN");
    const auto insert =
        store_.prepare("INSERT INTO provider VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (auto& p : providers) {
      const auto& d = p.details;
      int at = 0;
      for (auto* text :
           {&d.given_name, &d.family_name, &d.practice_name, &d.city, &d.npi, &d.phone, &d.fax})
        bind(insert, ++at, *text);
      sqlite3_bind_int(insert.get(), 8, d.relationship_strength == RelationshipStrength::vip);
      store_.run(insert);
    }
    store_.execute("COMMIT; INSERT INTO provider (provider) VALUES ('optimize')");
    find_ = store_.prepare(
        "SELECT rowid, * FROM provider WHERE provider MATCH ?1 "
        "ORDER BY vip DESC, family, given LIMIT 10");
  }

  std::size_t find(const std::string& typed) {
    std::string query;
    for (auto& word : search_words(typed)) query += (query.empty() ? "" : " ") + word + '*';
    bind(find_, 1, query);
    std::size_t rows = 0;
    while (store_.step(find_)) ++rows;
    store_.check(sqlite3_reset(find_.get()));
    return rows;
  }

 private:
  void bind(const Raw::Statement& statement, int parameter, const std::string& text) {
    store_.check(sqlite3_bind_text(statement.get(), parameter, text.data(),
                                   static_cast<int>(text.size()), SQLITE_TRANSIENT));
  }
  Raw store_;
  Raw::Statement find_;
};

// What stands in the field while somebody types one provider's name, number, or name and city.
std::vector<std::string> typed_of(const std::vector<ReferringProvider>& providers,
                                  std::size_t letters) {
  Chance chance(3);
  std::vector<std::string> out;
  while (out.size() < calls) {
    const auto at = static_cast<std::size_t>(chance.below(std::ssize(providers)));
    const auto& d = providers[at].details;
    switch (chance.below(4)) {
      case 0: out.push_back(d.fax.substr(0, letters)); break;
      case 1: out.push_back(d.family_name.substr(0, letters) + ' ' + d.city); break;
      case 2:
        out.push_back(d.given_name.substr(0, letters) + ' ' + d.family_name.substr(0, letters));
        break;
      default: out.push_back(d.family_name.substr(0, letters));
    }
    if (search_words(out.back()).empty()) out.pop_back();
  }
  return out;
}

}  // namespace

std::vector<Figure> provider_figures(const Plan& plan) {
  const std::int64_t count = plan.quick ? 20'000 : 100'000;
  const Folder folder(plan.folder);
  const auto path = folder.file("providers");
  const Host host{.clock = [] { return today; }};
  {
    Engine engine(Options{.store = path}, host);
    must(engine.session().call<system_::create>(
        {.network = "Smiles", .organization = "Practice", .login = "ada", .name = "Ada"}));
  }
  plan.say("providers: storing " + std::to_string(count));
  const auto providers = providers_of(count);
  {
    const auto storage = open_sqlite({.path = path, .durability = Durability::none});
    fill(*storage, providers);
    storage->maintain();
  }
  plan.say("providers: storing them for SQLite");
  FullText full_text(folder.file("yardstick"), providers);
  Engine engine(open_sqlite({.path = path, .durability = Durability::none}), host);
  auto session = engine.session({.staff_id = 1, .organization_id = 1});
  const int rounds = plan.quick ? 3 : 5;
  const auto size = std::to_string(count) + " providers";
  std::vector<Figure> out;
  for (const std::size_t letters : {1, 3, 12}) {
    const auto typed = typed_of(providers, letters);
    std::vector<double> ours, theirs, ratio;
    for (int round = 0; round < rounds; ++round) {
      plan.say("providers: letters " + std::to_string(letters));
      ours.push_back(call_microseconds(typed.size(), [&](std::size_t i) {
        must(session.call<referring_provider::search>({.text = typed[i]}));
      }));
      theirs.push_back(
          call_microseconds(typed.size(), [&](std::size_t i) { full_text.find(typed[i]); }));
      ratio.push_back(theirs.back() / ours.back());
    }
    const auto name = "providers_" + std::to_string(letters) + "_letters";
    out.push_back(figure(name + "_us", ours, "us", "not waiting for the disk; " + size));
    out.push_back(figure(name + "_fts5_us", theirs, "us", "FTS5, without an entry; " + size));
    out.push_back(figure(name + "_vs_fts5", ratio, "times faster", "FTS5 in the same run"));
  }
  return out;
}

}  // namespace onward::benchmarks
