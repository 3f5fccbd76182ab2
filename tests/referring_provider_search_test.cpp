// Whoever is typed is found by the index as by looking at everybody, and says when it did not look
// at everybody.
#include <algorithm>

#include "catch.hpp"
#include "chance.hpp"
#include "counting_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::string_view family_names[] = {"Smith",        "Smithers", "Núñez", "O'Neil",
                                             "van der Berg", "Lee",      "Li",    "Dallas",
                                             "Smith-Jones",  "Ng"};
constexpr std::string_view given_names[] = {"John", "Joan", "Lee", "José", "Anna Maria", "", "Di"};
constexpr std::string_view cities[] = {"Dallas", "San Antonio", "Austin", "Łódź"};
constexpr std::string_view practices[] = {"", "Bright Smiles Dental", "Lee & Sons", "1st Dental",
                                          "Smith Family Practice"};

constexpr std::string_view credentials[] = {"", "DDS", "D.M.D., M.S.", "Do", "Diplomate"};
constexpr std::string_view managers[] = {"", "", "Lee Ng", "Joan Dallas"};
constexpr std::string_view mails[] = {"", "Lee.Ng@smiles.example", "office@smith.example"};
constexpr std::string_view beside[] = {"Dr.", "Prof", "D.D.S.", "dmd", "do", "ms", "ext 7", "x12"};

template <class List> std::string one_of(const List& list, Chance& chance) {
  return std::string(list[static_cast<std::size_t>(chance.below(std::ssize(list)))]);
}

ReferringProviderDetails somebody(Chance& chance) {
  ReferringProviderDetails d{.provider_type = static_cast<ProviderType>(chance.below(10)),
                             .given_name = one_of(given_names, chance),
                             .family_name = one_of(family_names, chance),
                             .credentials = one_of(credentials, chance),
                             .practice_name = one_of(practices, chance),
                             .city = one_of(cities, chance),
                             .phone = "(210) 555-0" + std::to_string(100 + chance.below(100)),
                             .fax = "210555" + std::to_string(1000 + chance.below(100)),
                             .email = one_of(mails, chance),
                             .office_manager = one_of(managers, chance),
                             .referral_coordinator = one_of(managers, chance)};
  if (chance.below(10) == 0) d.relationship_strength = RelationshipStrength::vip;
  return d;
}

// What somebody may type: parts of words that stand somewhere.
std::string typed(Chance& chance) {
  std::string out;
  for (auto words = 1 + chance.below(3); words > 0; --words) {
    std::string word;
    switch (chance.below(9)) {
      case 0: word = one_of(given_names, chance); break;
      case 1: word = one_of(cities, chance); break;
      case 2: word = one_of(practices, chance); break;
      case 3:
        word = (chance.below(2) == 0 ? "12105" : "2105") + std::to_string(chance.below(100));
        break;
      case 4: word = std::to_string(1000 + chance.below(100)); break;
      case 5: word = one_of(mails, chance); break;
      case 6: word = one_of(managers, chance); break;
      case 7: out += std::string(one_of(beside, chance)) + ' '; break;
      default: word = one_of(family_names, chance);
    }
    // Cut within ASCII only.
    const auto end = static_cast<std::size_t>(1 + chance.below(8));
    if (end < word.size() && static_cast<unsigned char>(word[end]) < 0x80 &&
        static_cast<unsigned char>(word[end - 1]) < 0x80)
      word.resize(end);
    out += word + ' ';
  }
  return out;
}

struct Directory {
  Directory() : engine(std::make_unique<CountingStorage>(open_memory(), looked), Host{}) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  }
  Session session() { return engine.session({1, 1, {}}); }
  void add(const ReferringProviderDetails& details) {
    auto made = session().call<referring_provider::create>({.details = details});
    REQUIRE(made);
    all.push_back(made.value().provider);
  }
  ProvidersFound search(const SearchReferringProviders& wanted) {
    auto found = session().call<referring_provider::search>(wanted);
    REQUIRE(found);
    return found.value();
  }

  // Everybody who fits, best first, by looking at everybody.
  std::vector<ReferringProviderId> everybody(const SearchReferringProviders& wanted) const {
    std::vector<ProviderRank> ranks;
    for (auto& p : all) {
      if (!p.active && !wanted.with_inactive) continue;
      if (wanted.provider_type && p.details.provider_type != *wanted.provider_type) continue;
      if (!wanted.city.empty() && p.details.city != wanted.city) continue;
      if (const auto fit = fit_of(search_words(wanted.text), p)) ranks.push_back(rank_of(*fit, p));
    }
    std::ranges::sort(ranks);
    std::vector<ReferringProviderId> out;
    for (auto& rank : ranks) out.push_back(rank.id);
    return out;
  }

  Looked looked{};
  Engine engine;
  std::vector<ReferringProvider> all{};
};

std::vector<ReferringProviderId> ids_of(const ProvidersFound& found) {
  std::vector<ReferringProviderId> out;
  for (auto& p : found.providers) out.push_back(p.id);
  return out;
}

SearchReferringProviders any_search(Chance& chance) {
  SearchReferringProviders out{.text = typed(chance), .limit = 1 + chance.below(50)};
  if (chance.below(4) == 0) out.provider_type = static_cast<ProviderType>(chance.below(10));
  if (chance.below(4) == 0) out.city = one_of(cities, chance);
  out.with_inactive = chance.below(3) == 0;
  return out;
}

}  // namespace

TEST_CASE("who is typed is found as by looking at everybody, while few enough fit") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Chance chance(seed);
    Directory directory;
    for (int i = 0; i < 40; ++i) directory.add(somebody(chance));
    for (auto& p : directory.all)
      if (chance.below(6) == 0) {
        auto gone = directory.session().call<referring_provider::deactivate>(
            {.referring_provider_id = p.id});
        REQUIRE(gone);
        p = gone.value();
      }
    for (int i = 0; i < 400; ++i) {
      const auto wanted = any_search(chance);
      if (search_words(wanted.text).empty()) continue;
      CAPTURE(seed, wanted.text, wanted.city, wanted.limit, wanted.with_inactive);
      auto expected = directory.everybody(wanted);
      const auto found = directory.search(wanted);
      CHECK(found.more == (std::ssize(expected) > wanted.limit));
      if (std::ssize(expected) > wanted.limit)
        expected.resize(static_cast<std::size_t>(wanted.limit));
      CHECK(ids_of(found) == expected);
    }
  }
}

TEST_CASE("among thousands the best is first, little is looked at, and the answer says so") {
  Chance chance(4);
  Directory directory;
  for (int i = 0; i < 3'000; ++i) directory.add(somebody(chance));
  for (int i = 0; i < 150; ++i) {
    const auto wanted = any_search(chance);
    if (search_words(wanted.text).empty()) continue;
    CAPTURE(wanted.text, wanted.city, wanted.limit);
    const auto expected = directory.everybody(wanted);
    const auto found = directory.search(wanted);
    const auto ids = ids_of(found);
    CHECK((found.more || ids == expected));
    for (const auto id : ids) CHECK(std::ranges::find(expected, id) != expected.end());
    // The best of all is not missed for want of looking, when a whole name was typed.
    const auto words = search_words(wanted.text);
    if (expected.empty() || wanted.provider_type || !wanted.city.empty()) continue;
    const auto& best = directory.all[static_cast<std::size_t>(expected.front().value) - 1];
    if (words.size() == 1 && fit_of(words, best) == ProviderFit::name) {
      REQUIRE_FALSE(ids.empty());
      CHECK(ids.front() == expected.front());
    }
  }
}

TEST_CASE("keys follow the name, the standing and the numbers of a provider") {
  ReferringProvider p{.details = {.provider_type = ProviderType::ent,
                                  .given_name = "Jo",
                                  .family_name = "O'Neil",
                                  .npi = "1234567893",
                                  .practice_name = "Lee & Sons",
                                  .city = "Łódź",
                                  .phone = "+1 (210) 555-0100"}};
  using Keys = std::vector<std::string>;
  CHECK(provider_keys(p) == Keys{"2njo oneil neil lodz lee sons 5550100 2105550100 1234567893 =h",
                                 "2noneil jo neil lodz lee sons 5550100 2105550100 1234567893 =h",
                                 "2o1234567893", "2o2105550100", "2o5550100", "2olee", "2olodz",
                                 "2oneil", "2osons", "2t0100"});
  p.details.phone = "+1 (210) 555-0100 ext. 3";
  p.details.credentials = "D.D.S., Diplomate";
  p.details.email = "Jo.Neil@Sons.example";
  const auto more = provider_keys(p);
  for (const auto key :
       {"2o2105550100", "2t0100", "2odiplomate", "2oneil", "2ojo.neil@sons.example"})
    CHECK(std::ranges::count(more, key) == 1);
  CHECK(std::ranges::count(more, "2odds") == 0);
  p.details.given_name = "Mary Ann";
  p.details.postal_code = "33901-1234";
  const auto apart = provider_keys(p);
  for (const auto key : {"2omaryann", "2o33901"}) CHECK(std::ranges::count(apart, key) == 1);
  p.details.given_name = "Ju\u0308rgen";  // a letter and its mark
  p.details.family_name = "M\u00fcller-B\u00f6ll";
  const auto spelt = provider_keys(p);
  for (const auto key : {"2omueller", "2oboell", "2omuellerboell", "2omullerboll", "2ojuergen"})
    CHECK(std::ranges::count(spelt, key) == 1);
  for (const auto typed : {"mueller", "muller", "M\u00fcller", "juerg", "boell", "Muellerbo"})
    CHECK(fit_of(search_words(typed), p).has_value());
  p.details.relationship_strength = RelationshipStrength::vip;
  CHECK(provider_keys(p).front().starts_with("1n"));
  p.active = false;
  CHECK(provider_keys(p).front().starts_with("3n"));
  p.details.practice_name.clear();
  for (int i = 0; i < 100; ++i) p.details.practice_name += " practice" + std::to_string(i);
  const auto keys = provider_keys(p);
  CHECK(may_show(keys.front(), "nobody knows"));  // it is cut off, so it cannot say no
  for (auto& key : keys) CHECK(key.size() < 250);
}

TEST_CASE("what was typed becomes words, and groups of digits one number") {
  using Words = std::vector<std::string>;
  CHECK(search_words("  O'NEIL,josé ") == Words{"oneil", "jose"});
  CHECK(search_words("(210) 555-01") == Words{"21055501"});
  CHECK(search_words("1 210 555 0100 Lee") == Words{"2105550100", "lee"});
  CHECK(search_words("a b c d e f g h i j").size() == search_words_max);
  CHECK(search_words(std::string(500, 'x')).front().size() == search_word_bytes_max);
  CHECK(search_words("-- ' &").empty());
  CHECK(search_words("407-555-0199 x12 Ray") == Words{"4075550199", "ray"});
  CHECK(search_words("5550199 ext. 12") == Words{"5550199"});
  CHECK(search_words("x12") == Words{"x12"});
  CHECK(search_words("Dr. Ray, D.D.S. M.S. Ph.D.") == Words{"dr", "ray", "dds", "ms", "phd"});
  CHECK(search_words("Ray <D.Ray@Hill.example>") == Words{"ray", "d.ray@hill.example"});
  CHECK(telling_words({"dr", "ray", "dds"}) == Words{"ray"});
  CHECK(telling_words({"dr"}) == Words{"dr"});
}

TEST_CASE("a number is found while it is typed with the 1 before it, and by its last four digits") {
  Directory directory;
  directory.add({.family_name = "Berg", .phone = "555-010-7788", .fax = "+1 555 010 7799"});
  directory.add({.family_name = "Lee", .phone = "(210) 444-0100"});
  const auto found = [&](const char* text) { return ids_of(directory.search({.text = text})); };
  using Ids = std::vector<ReferringProviderId>;
  for (const std::string whole : {"1 (555) 010-7788", "+1 (555) 010-7799"})
    for (auto end = whole.find('5') + 1; end <= whole.size(); ++end) {
      INFO(whole.substr(0, end));
      CHECK(found(whole.substr(0, end).c_str()) == Ids{1});
    }
  CHECK(found("7788") == Ids{1});
  CHECK(found("7799") == Ids{1});
  CHECK(found("berg 7799") == Ids{1});
  CHECK(found("berg 1555") == Ids{1});
  CHECK(found("lee 7788").empty());
  CHECK(found("778").empty());
  CHECK(found("0100") == Ids{2});
}
