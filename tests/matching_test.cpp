#include "onward/rules/matching.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "catch.hpp"
#include "synthetic_people.hpp"

using namespace onward;
using onward::tests::Chance;
using onward::tests::PeopleMaker;

namespace {

using enum MatchLevel;
using F = MatchField;

std::optional<Date> date_of(const std::string& text) {  // 1971-06-24, or -
  if (text == "-") return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t n) { return std::stoi(text.substr(at, n)); };
  return Date{std::chrono::year{number(0, 4)} / number(5, 2) / number(8, 2)};
}

// "maria nowak 1971-06-24"; - is unknown.
MatchRecord person(const std::string& text) {
  std::istringstream in(text);
  std::string given, family, born = "-";
  in >> given >> family >> born;
  return {.given_name = given == "-" ? "" : given,
          .family_name = family == "-" ? "" : family,
          .birth_date = date_of(born)};
}

MatchLevel level(const MatchComparison& c, F field) { return c[static_cast<std::size_t>(field)]; }

struct NamesCase {
  std::string a{}, b{};
  MatchLevel given{}, family{};
};

// The same whichever record comes first.
MatchComparison compared(const MatchRecord& a, const MatchRecord& b) {
  const auto one = compare(a, b);
  CHECK(one == compare(b, a));
  return one;
}

MatchLevel dates(const std::string& a, const std::string& b) {
  return level(compared({.birth_date = date_of(a)}, {.birth_date = date_of(b)}), F::birth_date);
}

}  // namespace

TEST_CASE("names agree at levels") {
  const NamesCase cases[] = {
      {"maria nowak", "maria nowak", exact, exact},
      {"maria nowak", "marta nowak", near, exact},        // 0.907
      {"maria nowak", "mariaa novak", similar, near},     // 0.967, 0.893
      {"martha jones", "marhta jonse", similar, similar},  // 0.961, 0.960
      {"robert smith", "bob smith", nickname, exact},
      {"bob smith", "rob smith", nickname, exact},
      {"jack smith", "john smith", nickname, exact},
      {"robert smith", "helen brown", different, different},
      {"maria nowak", "nowak maria", swapped, swapped},
      {"maria nowak", "novak maria", swapped, swapped},    // with a slip
      {"maria nowak", "nowak peter", different, different},  // one alone is no exchange
      {"maria maria", "maria nowak", exact, different},
      {"thomas gabriel", "- thomas", crossed, crossed},
      {"- thomas", "thomas -", crossed, crossed},
      {"thomas gabriel", "- gabriel", missing, exact},
      {"thomas gabriel", "- green", missing, different},
      {"thomas -", "- green", missing, missing},
      {"- -", "maria nowak", missing, missing},
  };
  for (auto& c : cases) {
    CAPTURE(c.a, c.b);
    const auto found = compared(person(c.a), person(c.b));
    CHECK(name_of(level(found, F::given_name)) == name_of(c.given));
    CHECK(name_of(level(found, F::family_name)) == name_of(c.family));
  }
}

TEST_CASE("dates agree at levels") {
  CHECK(dates("1971-06-24", "1971-06-24") == exact);
  CHECK(dates("1971-06-04", "1971-04-06") == transposed);
  CHECK(dates("1971-06-24", "1971-06-21") == one_slip);
  CHECK(dates("1971-06-24", "1917-06-24") == one_slip);  // neighbours exchanged
  CHECK(dates("1971-06-24", "1971-06-03") == two_parts);
  CHECK(dates("1971-06-24", "1985-06-24") == two_parts);
  CHECK(dates("1971-06-24", "1971-11-03") == same_year);
  CHECK(dates("1971-06-24", "1983-11-03") == different);
  CHECK(dates("1971-06-24", "-") == missing);
  CHECK(dates("-", "-") == missing);
  CHECK(dates("1971-12-11", "1971-11-12") == transposed);  // before any slip
}

TEST_CASE("codes and numbers agree at levels") {
  const auto phones = [](std::string a, std::string b) {
    return level(compared({.phone = std::move(a)}, {.phone = std::move(b)}), F::phone);
  };
  CHECK(phones("911123456", "911123456") == exact);
  CHECK(phones("911123456", "911132456") == one_slip);
  CHECK(phones("911123456", "91123456") == one_slip);
  CHECK(phones("911123456", "911000000") == different);
  CHECK(phones("911123456", "") == missing);
  const auto houses = [](std::string a, std::string b) {
    return level(compared({.house_number = std::move(a)}, {.house_number = std::move(b)}),
                 F::house_number);
  };
  CHECK(houses("12", "13") == different);  // of two digits, one is half
  CHECK(houses("123", "124") == one_slip);
}

TEST_CASE("identifiers are compared within their system") {
  using Ids = std::vector<MatchIdentifier>;
  const auto ids = [](Ids a, Ids b) {
    return level(compared({.identifiers = std::move(a)}, {.identifiers = std::move(b)}),
                 F::identifier);
  };
  CHECK(ids({{"nhs", "9990000018"}}, {{"nhs", "9990000018"}}) == exact);
  CHECK(ids({{"nhs", "9990000018"}}, {{"chi", "9990000018"}}) == missing);
  CHECK(ids({{"nhs", "9990000018"}}, {{"nhs", "9990000081"}}) == one_slip);
  CHECK(ids({{"nhs", "9990000018"}}, {{"nhs", "4010232137"}}) == different);
  CHECK(ids({{"nhs", "9990000018"}, {"host", "17"}}, {{"nhs", "4010232137"}, {"host", "17"}}) ==
        exact);
  CHECK(ids({{"nhs", "9990000018"}}, {}) == missing);
}

TEST_CASE("what is unknown is no evidence") {
  const MatchScore score(match_weights_default());
  const auto record = person("maria nowak 1971-06-24");
  const auto nothing = compared({}, record);
  CHECK(std::ranges::all_of(nothing, [](auto l) { return l == missing; }));
  CHECK(score.bits(nothing) == score.prior_bits());
  CHECK(score.evidence(nothing).empty());
  auto without_family = record;
  without_family.family_name.clear();
  CHECK(score.bits(compared(record, without_family)) ==
        score.bits(compared(record, record)) - score.bits(F::family_name, exact));
}

TEST_CASE("records are made comparable") {
  const auto c = made_comparable({.given_name = " mary-ann ",
                                  .family_name = "o'brien",
                                  .identifiers = {{"nhs", "999 000-0018"}, {"host", " "}},
                                  .phone = "+44 (0)7911 123456",
                                  .email = " Mary@example.org ",
                                  .postcode = "SW1A 2AA",
                                  .house_number = "12-b",
                                  .address_line = "birrigai square",
                                  .locality = "row vil le"});
  CHECK(c.given_name == "maryann");
  CHECK(c.family_name == "obrien");
  CHECK(c.identifiers == std::vector<MatchIdentifier>{{"nhs", "9990000018"}});
  CHECK(c.phone == "911123456");
  CHECK(c.postcode == "sw1a2aa");
  CHECK(c.house_number == "12b");
  CHECK(c.address_line == "birrigaisquare");
  CHECK(c.locality == "rowville");
  CHECK(c.email == "Mary@example.org");
  CHECK(made_comparable({.phone = "07911 123456"}).phone == "911123456");
  CHECK(made_comparable({.given_name = "\xE7\x8E\x8B"}).given_name == "\xE7\x8E\x8B");
  CHECK(made_comparable({.given_name = " - "}).given_name.empty());
}

TEST_CASE("the weights of an untrained store make sense") {
  const auto weights = match_weights_default();
  const MatchScore score(weights);
  for (std::size_t f = 0; f < match_fields; ++f) {
    const auto field = static_cast<F>(f);
    CAPTURE(name_of(field));
    double m = 0, u = 0;
    for (const auto l : levels_of(field)) {
      m += weights.at(field, l).m, u += weights.at(field, l).u;
      CHECK((weights.at(field, l).m > 0 && weights.at(field, l).u > 0));
    }
    CHECK(std::abs(m - 1) < 1e-9);
    CHECK(std::abs(u - 1) < 1e-9);
    CHECK(score.bits(field, exact) > 1.5);
    CHECK(score.bits(field, different) < -1);
    CHECK(score.bits(field, missing) == 0);
  }
  CHECK(score.bits(F::family_name, swapped) == 0);  // counted at the first name
  CHECK(score.bits(F::family_name, crossed) == 0);
  CHECK(score.bits(F::given_name, swapped) > 10);
}

TEST_CASE("bits are log2 of m over u, and add up with the prior to the probability") {
  auto weights = match_weights_default();
  weights.prior = 1.0 / 1'025;  // odds of 1 to 1,024
  weights.at(F::given_name, exact) = {0.5, 0.5 / 64};
  weights.at(F::family_name, different) = {0.25, 1};
  const MatchScore score(weights);
  CHECK(score.prior_bits() == -10);
  CHECK(score.bits(F::given_name, exact) == 6);
  CHECK(score.bits(F::family_name, different) == -2);
  const auto c = compared(person("maria nowak"), person("maria brown"));
  CHECK(score.bits(c) == -6);
  const auto evidence = score.evidence(c);
  REQUIRE(evidence.size() == 2);
  CHECK((evidence[0].field == F::given_name && evidence[0].level == exact));
  CHECK(evidence[0].bits == 6);
  CHECK((evidence[1].field == F::family_name && evidence[1].level == different));
  CHECK(evidence[1].bits == -2);
  CHECK(match_probability(0) == 0.5);
  CHECK(std::abs(match_probability(-6) - 1.0 / 65) < 1e-12);
  CHECK(std::abs(match_probability(6) - 64.0 / 65) < 1e-12);
  CHECK(match_probability(5'000) == 1);
  CHECK(match_probability(-5'000) == 0);
  CHECK(match_prior(1'000'000) == 0.5e-6);
  CHECK(match_prior(0) == 0.5);
}

TEST_CASE("weights without sense score within bounds") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {nan, -1.0, 0.0, 1e300}) {
    MatchWeights weights;
    weights.prior = wrong;
    for (auto& field : weights.odds) field.fill({wrong, 0.5});
    const MatchScore score(weights);
    const auto record = person("maria nowak 1971-06-24");
    CHECK(std::isfinite(score.bits(compare(record, record))));
    for (const auto l : levels_of(F::given_name))
      CHECK(std::abs(score.bits(F::given_name, l)) <= 40);
  }
}

TEST_CASE("candidates are ranked by probability, then by id") {
  const MatchScore score(match_weights_default());
  const auto wanted = person("maria nowak 1971-06-24");
  const MatchRecord same = wanted, close = person("marta nowak 1971-06-24"),
                    other = person("peter brown 1950-01-01");
  const std::vector<MatchStored> stored{{9, &other}, {8, &same}, {7, &close}, {3, &same}};
  const auto ids = [](const std::vector<MatchCandidate>& found) {
    std::vector<std::int64_t> out;
    for (auto& c : found) out.push_back(c.id);
    return out;
  };
  using Ids = std::vector<std::int64_t>;
  const auto all = rank_candidates(wanted, stored, score, 10);
  CHECK(ids(all) == Ids{3, 8, 7, 9});
  for (auto& c : all) {
    CHECK(c.probability == match_probability(c.bits));
    CHECK(c.bits == score.bits(c.comparison));
  }
  CHECK(ids(rank_candidates(wanted, stored, score, 2)) == Ids{3, 8});
  CHECK(ids(rank_candidates(wanted, stored, score, 10, 0.5)) == Ids{3, 8, 7});
  CHECK(rank_candidates(wanted, stored, score, 0).empty());
  CHECK(rank_candidates(wanted, {}, score, 10).empty());
  // Where probabilities are all 1, evidence decides.
  auto certain = match_weights_default();
  certain.prior = 1;
  CHECK(ids(rank_candidates(wanted, stored, MatchScore(certain), 2)) == Ids{3, 8});
}

TEST_CASE("records of any bytes are compared, the same both ways") {
  Chance chance(1);
  PeopleMaker maker(1, 100);
  const auto any_text = [&] {
    std::string out(static_cast<std::size_t>(chance.below(100)), ' ');
    for (auto& c : out) c = static_cast<char>(chance.below(256));
    return out;
  };
  std::vector<MatchRecord> records;
  for (int i = 0; i < 40; ++i) {
    auto record = maker.next();
    for (auto* text : {&record.given_name, &record.family_name, &record.phone, &record.email,
                       &record.address_line})
      if (chance.percent(40)) *text = any_text();
    if (chance.percent(30))
      record.birth_date = Date{std::chrono::days{chance.between(-9'000'000, 9'000'000)}};
    records.push_back(made_comparable(std::move(record)));
  }
  for (auto& a : records)
    for (auto& b : records) {
      const auto c = compared(a, b);
      for (std::size_t f = 0; f < match_fields; ++f) {
        const auto known = levels_of(static_cast<F>(f));
        const bool of_names = c[f] == swapped || c[f] == crossed || c[f] == missing;
        CHECK((of_names || std::ranges::find(known, c[f]) != known.end()));
      }
    }
}
