// Figures: each metric on facts counted by hand, a second and slower way to count on random ones,
// and that tallies of parts add up.
#include "onward/rules/metrics.hpp"

#include <random>

#include "catch.hpp"
#include "dates.hpp"

using namespace onward;

namespace {

const TimeZone& utc() { return *find_zone("UTC"); }
const TimeZone& london() { return *find_zone("Europe/London"); }

Instant at(std::string_view text) {
  Instant out;
  REQUIRE(parse_instant(text, out));
  return out;
}

constexpr GroupKey everything{};

Tally one(const Facts& facts, Metric metric, MetricQuery query = {}) {
  query.metrics = {metric};
  auto tallies = tally(facts, query, utc());
  return tallies.groups.empty() ? Tally() : tallies.groups.at(everything).at(0);
}

Need need(std::int64_t id, NeedPhase phase, NeedReason reason = NeedReason::none) {
  Need out{
      .id = id, .client_id = 1, .issue_id = 1, .sender_id = 7, .phase = phase, .reason = reason};
  out.opened_at = at("2025-03-01T00:00:00Z");
  if (phase == NeedPhase::resolved || phase == NeedPhase::cancelled)
    out.closed_at = at("2025-03-02T00:00:30Z");
  return out;
}

Referral referral(std::int64_t id, ReferralPhase phase) {
  Referral out{
      .id = id, .client_id = 1, .issue_id = 1, .sender_id = 7, .receiver_id = 8, .phase = phase};
  out.requested_at = phase == ReferralPhase::draft ? never : at("2025-03-01T00:00:00Z");
  if (is_finished(phase)) out.finished_at = at("2025-03-05T00:00:00Z");
  return out;
}

}  // namespace

TEST_CASE("needs are counted as their definitions say") {
  Facts facts;
  facts.take(need(1, NeedPhase::draft));
  facts.take(need(2, NeedPhase::open));
  facts.take(need(3, NeedPhase::claimed));
  facts.take(need(4, NeedPhase::resolved));
  facts.take(need(5, NeedPhase::resolved));
  facts.take(need(6, NeedPhase::unresolved, NeedReason::nobody_eligible));
  facts.take(need(7, NeedPhase::cancelled, NeedReason::unmet));
  facts.take(need(8, NeedPhase::cancelled, NeedReason::sender_withdrew));
  facts.take(need(9, NeedPhase::cancelled, NeedReason::entered_in_error));
  CHECK(one(facts, Metric::needs).numerator == 7);
  CHECK(one(facts, Metric::needs_resolved).numerator == 2);
  CHECK(one(facts, Metric::needs_unmet).numerator == 2);
  CHECK(one(facts, Metric::needs_unmet).pending == 2);
  CHECK(one(facts, Metric::nobody_eligible).numerator == 1);
  const Tally resolution = one(facts, Metric::resolution_rate);
  CHECK(resolution.numerator == 2);
  CHECK(resolution.denominator == 4);
  CHECK(resolution.pending == 2);
  CHECK(one(facts, Metric::unmet_rate).numerator == 2);
  const MetricQuery until{.as_of = minute_of(at("2025-03-11T00:00:00Z"))};
  const Waits waits = one(facts, Metric::time_to_help, until).waits;
  const Waits expected(std::vector<Wait>{{1'440, WaitEnd::reached},
                                         {1'440, WaitEnd::reached},
                                         {1'440, WaitEnd::other},
                                         {1'440, WaitEnd::withdrawn},
                                         {14'400, WaitEnd::open},
                                         {14'400, WaitEnd::open},
                                         {14'400, WaitEnd::open}});
  CHECK(waits == expected);
}

TEST_CASE("referrals are counted as their definitions say") {
  Facts facts;
  std::int64_t id = 0;
  for (auto& phase : names<ReferralPhase>) {
    Referral r = referral(++id, phase.value);
    if (phase.value >= ReferralPhase::accepted && phase.value <= ReferralPhase::completed)
      r.accepted_at = at("2025-03-01T10:00:00Z");
    if (phase.value == ReferralPhase::failed) r.accepted_at = at("2025-03-01T12:00:00Z");
    if (phase.value == ReferralPhase::completed) r.outcome = Outcome::partial;
    r.overdue = phase.value == ReferralPhase::received || phase.value == ReferralPhase::declined;
    facts.take(r);
  }
  CHECK(one(facts, Metric::referrals).numerator == 11);
  CHECK(one(facts, Metric::referrals_open).numerator == 5);
  CHECK(one(facts, Metric::referrals_overdue).numerator == 1);
  CHECK(one(facts, Metric::referrals_finished).numerator == 6);
  const Tally accepted = one(facts, Metric::acceptance_rate);
  CHECK(accepted.numerator == 5);
  CHECK(accepted.denominator == 7);
  CHECK(accepted.pending == 2);
  CHECK(one(facts, Metric::decline_rate).numerator == 1);
  CHECK(one(facts, Metric::expiry_rate).numerator == 1);
  const Tally success = one(facts, Metric::success_rate);
  CHECK(success.numerator == 1);
  CHECK(success.denominator == 2);
  CHECK(success.pending == 3);
  const auto ends =
      one(facts, Metric::time_to_accept, {.as_of = minute_of(at("2025-03-09T00:00:00Z"))})
          .waits.totals();
  CHECK(ends.count(WaitEnd::reached) == 5);
  CHECK(ends.count(WaitEnd::declined) == 1);
  CHECK(ends.count(WaitEnd::expired) == 1);
  CHECK(ends.count(WaitEnd::called_off) == 2);  // one withdrawn, one superseded
  CHECK(ends.count(WaitEnd::withdrawn) == 0);
  CHECK(ends.count(WaitEnd::other) == 0);
  CHECK(ends.count(WaitEnd::open) == 2);
  const auto served = one(facts, Metric::time_to_finish).waits.totals();
  CHECK(served.count(WaitEnd::reached) == 1);
  CHECK(served.count(WaitEnd::other) == 1);
  CHECK(served.count(WaitEnd::open) == 3);
}

TEST_CASE("a practice's figures follow touches, credit and value") {
  Facts facts;
  for (std::int64_t id = 1; id <= 3; ++id) {
    Touchpoint t{.id = id,
                 .organization_id = 7,
                 .lead_id = 1,
                 .type = ReferrerType::doctor,
                 .referring_provider_id = id == 3 ? 1 : id};
    t.occurred_at = at("2025-01-01T00:00:00Z") + std::chrono::days(id);
    facts.take(t);
  }
  Lead lead{.id = 1, .organization_id = 7, .phase = LeadPhase::converted};
  lead.created_at = at("2025-01-02T00:00:00Z");
  lead.converted_at = at("2025-02-01T00:00:00Z");
  lead.treatment_started_on = Date(std::chrono::year(2025) / 2 / 3);
  lead.treatment_value_minor_units = 100'001;
  lead.currency = "USD";
  lead.attribution_version = 1;
  facts.take(lead, false);
  Attribution a{.id = 1, .organization_id = 7, .lead_id = 1, .version = 1};
  a.touches = {{.touchpoint_id = 1, .credit_millionths = 500'000},
               {.touchpoint_id = 3, .credit_millionths = 500'000}};
  facts.take(a);

  CHECK(one(facts, Metric::touches).numerator == 3);
  CHECK(one(facts, Metric::referring_providers).who == std::vector<FactId>{1, 2});
  CHECK(one(facts, Metric::conversion_rate).numerator == 1);
  CHECK(one(facts, Metric::treatment_value).amounts.at("USD") == AmountTally{100'001, 1});
  MetricQuery by_provider{.metrics = {Metric::credited_conversions, Metric::credited_value},
                          .group_by = {Dimension::referring_provider}};
  auto tallies = tally(facts, by_provider, utc());
  REQUIRE(tallies.groups.size() == 1);
  CHECK(tallies.groups.at({1}).at(0).numerator == 1'000'000);
  CHECK(tallies.groups.at({1}).at(1).amounts.at("USD").minor_units == 100'001);

  SECTION("a correction takes the credit elsewhere") {
    a.version = 2;
    a.touches = {{.touchpoint_id = 2, .credit_millionths = 1'000'000}};
    facts.take(a);
    tallies = tally(facts, by_provider, utc());
    REQUIRE(tallies.groups.size() == 1);
    CHECK(tallies.groups.at({2}).at(1).amounts.at("USD").minor_units == 100'001);
  }
  SECTION("a conversion that is taken back takes its credit with it") {
    lead.phase = LeadPhase::open;
    lead.attribution_version = 0;
    facts.take(lead, false);
    CHECK(tally(facts, by_provider, utc()).groups.empty());
    CHECK(one(facts, Metric::leads).numerator == 1);
  }
  SECTION("a lead that was entered twice is one lead") {
    lead.phase = LeadPhase::joined;
    facts.take(lead, false);
    CHECK(one(facts, Metric::leads).numerator == 0);
  }
  SECTION("a provider is new in the period of the first touch alone") {
    const MetricQuery later{.from = minute_of(at("2025-01-03T00:00:00Z"))};
    CHECK(one(facts, Metric::new_referring_providers, later).who == std::vector<FactId>{2});
  }
  SECTION("a plan is worth nothing before it begins") {
    lead.treatment_started_on = std::nullopt;
    facts.take(lead, false);
    CHECK(one(facts, Metric::treatment_value).amounts.empty());
    CHECK(one(facts, Metric::credited_value).amounts.empty());
  }
}

namespace {

RelationshipCost cost(std::int64_t id, std::string_view currency, std::int64_t minor_units) {
  return {.id = id,
          .organization_id = 7,
          .referring_provider_id = 1,
          .spent_on = Date(std::chrono::year(2025) / 1 / 31),
          .currency = std::string(currency),
          .amount_minor_units = minor_units};
}

// A patient of provider 1 or of another patient, converted in February, worth so much.
void convert(Facts& facts, std::int64_t id, bool by_provider, std::string_view currency,
             std::int64_t value) {
  Touchpoint t{.id = id, .organization_id = 7, .lead_id = id, .type = ReferrerType::patient};
  if (by_provider) {
    t.type = ReferrerType::doctor;
    t.referring_provider_id = 1;
  }
  t.occurred_at = at("2025-01-01T00:00:00Z");
  facts.take(t);
  Lead lead{.id = id, .organization_id = 7, .phase = LeadPhase::converted};
  lead.converted_at = at("2025-02-01T00:00:00Z");
  lead.treatment_started_on = Date(std::chrono::year(2025) / 2 / 3);
  lead.treatment_value_minor_units = value;
  lead.currency = currency;
  lead.attribution_version = 1;
  facts.take(lead, false);
  Attribution a{.id = id, .organization_id = 7, .lead_id = id, .version = 1};
  a.touches = {{.touchpoint_id = id, .credit_millionths = 1'000'000}};
  facts.take(a);
}

}  // namespace

TEST_CASE("a return is value less cost, of cost, in each currency by itself") {
  Facts facts;
  facts.take(cost(1, "USD", 300));
  facts.take(cost(2, "USD", 50));
  facts.take(cost(3, "GBP", 10));
  convert(facts, 1, true, "USD", 1'000);
  convert(facts, 2, true, "EUR", 400);
  convert(facts, 3, false, "USD", 9'000);  // nobody spends money on patients
  const auto costs = one(facts, Metric::relationship_cost).amounts;
  CHECK(costs.at("USD") == AmountTally{350, 2});
  CHECK(costs.at("GBP") == AmountTally{10, 1});
  const auto returns = one(facts, Metric::relationship_return).amounts;
  REQUIRE(returns.size() == 3);
  CHECK(returns.at("USD") == AmountTally{650, 350});
  CHECK(returns.at("GBP") == AmountTally{-10, 10});
  CHECK(returns.at("EUR") == AmountTally{400, 0});  // nothing to divide by

  SECTION("what was taken back is no cost") {
    auto wrong = cost(1, "USD", 300);
    wrong.voided_at = at("2025-02-02T00:00:00Z");
    facts.take(wrong);
    CHECK(one(facts, Metric::relationship_return).amounts.at("USD") == AmountTally{950, 50});
  }
  SECTION("another practice spent nothing") {
    CHECK(one(facts, Metric::relationship_cost, {.organization_id = 8}).amounts.empty());
  }
}

TEST_CASE("a cost lies on its day, wherever that is asked") {
  Facts facts;
  facts.take(cost(1, "USD", 300));
  for (const auto* name : {"UTC", "Europe/London", "America/New_York", "Pacific/Auckland",
                           "Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    INFO(name);
    const auto groups =
        tally(facts, {.metrics = {Metric::relationship_cost}, .group_by = {Dimension::day}},
              *find_zone(name))
            .groups;
    REQUIRE(groups.size() == 1);
    CHECK(format_date(Date(std::chrono::days(groups.begin()->first[0]))) == "2025-01-31");
  }
}

TEST_CASE("a cost is of the kind of source that its provider is now") {
  Facts facts;
  facts.take(cost(1, "USD", 300));
  const auto type = [&] { return facts.referrer_type(facts.costs()[1]); };
  CHECK(type() == ReferrerType::unknown);
  ReferringProvider provider{.id = 1};
  facts.take(provider);
  CHECK(type() == ReferrerType::doctor);
  provider.details.provider_type = ProviderType::endodontist;
  facts.take(provider);
  CHECK(type() == ReferrerType::specialist);
  facts.take(ReferralSource{.id = 4, .type = ReferrerType::self});
  auto of_source = cost(1, "USD", 300);
  of_source.referring_provider_id = {};
  of_source.referral_source_id = 4;
  facts.take(of_source);
  CHECK(type() == ReferrerType::self);
}

TEST_CASE("a period's days are the zone's") {
  Facts facts;
  Need n = need(1, NeedPhase::open);
  n.opened_at = at("2025-03-31T23:30:00Z");  // half past midnight in London
  facts.take(n);
  const auto first_of = [&](Dimension period, const TimeZone& zone) {
    const auto groups =
        tally(facts, {.metrics = {Metric::needs}, .group_by = {period}}, zone).groups;
    return format_date(Date(std::chrono::days(groups.begin()->first[0])));
  };
  CHECK(first_of(Dimension::month, utc()) == "2025-03-01");
  CHECK(first_of(Dimension::month, london()) == "2025-04-01");
  CHECK(first_of(Dimension::quarter, london()) == "2025-04-01");
  CHECK(first_of(Dimension::year, london()) == "2025-01-01");
  CHECK(first_of(Dimension::week, london()) == "2025-03-31");
  CHECK(first_of(Dimension::day, london()) == "2025-04-01");
}

TEST_CASE("of erased clients only their number is known") {
  Facts facts;
  Client c{.id = 1};
  c.details.gender = Gender::female;
  c.details.birth_date = Date(std::chrono::year(1990) / 3 / 2);
  facts.take(c, false);
  facts.take(need(1, NeedPhase::open));
  const MetricQuery query{.metrics = {Metric::needs},
                          .group_by = {Dimension::gender, Dimension::age_band}};
  CHECK(tally(facts, query, utc()).groups.contains({Place(Gender::female), 25}));
  facts.take(c, true);
  const auto groups = tally(facts, query, utc()).groups;
  REQUIRE(groups.contains({place_erased, place_erased}));
  CHECK(groups.at({place_erased, place_erased}).at(0).numerator == 1);
}

TEST_CASE("who was merged away stands where the survivor does") {
  Facts facts;
  Client c{.id = 1};
  c.details.gender = Gender::female;
  facts.take(c, false);
  facts.take(need(1, NeedPhase::open));
  c.id = 2;
  c.details.gender = Gender::male;
  facts.take(c, false);
  c.id = 3;
  c.details.gender = Gender::other;
  facts.take(c, false);
  const auto where = [&] {
    const auto groups =
        tally(facts, {.metrics = {Metric::needs}, .group_by = {Dimension::gender}}, utc()).groups;
    REQUIRE(groups.size() == 1);
    return groups.begin()->first[0];
  };
  ClientMerge merge{.id = 1, .client_id = 1, .survivor_id = 2};
  facts.take(merge);
  CHECK(where() == Place(Gender::male));
  facts.take(ClientMerge{.id = 2, .client_id = 2, .survivor_id = 3});
  CHECK(where() == Place(Gender::other));
  c.id = 1;
  c.details.gender = Gender::female;
  facts.take(c, false);  // as their record is changed
  CHECK(where() == Place(Gender::other));
  merge.undone_at = at("2025-03-09T00:00:00Z");
  facts.take(merge);
  CHECK(where() == Place(Gender::female));
}

namespace {

struct Chance {
  std::mt19937_64 engine;
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(n));
  }
  template <class Enum> Enum any() {
    return names<Enum>[std::size_t(below(std::ssize(names<Enum>)))].value;
  }
  Instant when() { return at("2024-12-30T00:00:00Z") + std::chrono::minutes(below(60 * 24 * 90)); }
};

// Referrals of many organisations; each organisation's in facts of its own, and all together.
struct Network {
  Facts all{};
  std::map<FactId, Facts> of{};  // by sender
  std::vector<Referral> rows{};
};

Network network(std::uint64_t seed) {
  Chance chance{std::mt19937_64(seed)};
  Network out;
  for (std::int64_t id = 1; id <= 400; ++id) {
    Referral r = referral(id, chance.any<ReferralPhase>());
    r.sender_id = 1 + chance.below(4);
    r.receiver_id = 1 + chance.below(6);
    r.urgency = chance.any<Urgency>();
    r.outcome = chance.any<Outcome>();
    r.requested_at = chance.when();
    if (chance.below(2)) r.accepted_at = r.requested_at + std::chrono::minutes(chance.below(9'000));
    if (is_finished(r.phase))
      r.finished_at = r.requested_at + std::chrono::minutes(chance.below(9'000));
    if (r.phase == ReferralPhase::draft) r.requested_at = never;
    out.rows.push_back(r);
    out.all.take(r);
    out.of[FactId(r.sender_id.value)].take(r);
  }
  return out;
}

const std::vector<Metric> of_referrals{Metric::referrals, Metric::referrals_open,
                                       Metric::acceptance_rate, Metric::success_rate,
                                       Metric::time_to_accept};

}  // namespace

TEST_CASE("a slower way to count comes to the same") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Network n = network(seed);
    MetricQuery query{.metrics = {Metric::referrals, Metric::acceptance_rate},
                      .group_by = {Dimension::month, Dimension::receiver, Dimension::urgency},
                      .filters = {{Dimension::outcome, {Place(seed % 6), Place(seed % 5)}}},
                      .from = minute_of(at("2025-01-10T00:00:00Z")),
                      .until = minute_of(at("2025-03-20T00:00:00Z"))};
    if (seed % 2) query.organization_id = 2;
    std::map<GroupKey, std::array<std::int64_t, 3>> expected;
    for (auto& r : n.rows) {
      if (!was_sent(r) || r.phase == ReferralPhase::error) continue;
      if (r.requested_at < at("2025-01-10T00:00:00Z") ||
          r.requested_at >= at("2025-03-20T00:00:00Z"))
        continue;
      if (Place(r.outcome) != Place(seed % 6) && Place(r.outcome) != Place(seed % 5)) continue;
      if (seed % 2 && r.sender_id.value != 2 && r.receiver_id.value != 2) continue;
      const std::chrono::year_month_day day(london().local_day(r.requested_at));
      const Date month = day.year() / day.month() / 1;
      auto& to =
          expected[{month.time_since_epoch().count(), r.receiver_id.value, Place(r.urgency)}];
      ++to[0];
      if (r.accepted_at || r.phase == ReferralPhase::declined ||
          r.phase == ReferralPhase::expired) {
        ++to[2];
        to[1] += r.accepted_at.has_value();
      }
    }
    const auto groups = tally(n.all, query, london()).groups;
    REQUIRE(groups.size() == expected.size());
    for (auto& [key, counts] : expected) {
      CHECK(groups.at(key).at(0).numerator == counts[0]);
      CHECK(groups.at(key).at(1).numerator == counts[1]);
      CHECK(groups.at(key).at(1).denominator == counts[2]);
    }
  }
}

TEST_CASE("tallies of parts add up to the tally of all, in any order") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Network n = network(seed);
    const MetricQuery query{.metrics = of_referrals,
                            .group_by = {Dimension::week, Dimension::receiver},
                            .as_of = minute_of(at("2025-06-01T00:00:00Z"))};
    const auto whole = tally(n.all, query, london());
    MetricTallies up, down;
    for (auto& [sender, facts] : n.of) up.add(tally(facts, query, london()));
    for (auto at = n.of.rbegin(); at != n.of.rend(); ++at) {
      auto part = tally(at->second, query, london());
      part.add(down);
      down = part;
    }
    CHECK(up == whole);
    CHECK(down == whole);
  }
}

TEST_CASE("the last version of a row counts, however it came to be") {
  const Network n = network(3);
  Facts twice;
  for (auto row : n.rows) {
    row.phase = ReferralPhase::requested;
    row.receiver_id = 9;
    twice.take(row);
  }
  for (auto& row : n.rows) twice.take(row);
  const MetricQuery query{.metrics = of_referrals, .group_by = {Dimension::receiver}};
  CHECK(tally(twice, query, utc()) == tally(n.all, query, utc()));
}

TEST_CASE("a mean of money is whole, halves away from nothing") {
  CHECK(rounded_mean({10, 4}) == 3);
  CHECK(rounded_mean({9, 4}) == 2);
  CHECK(rounded_mean({-10, 4}) == -3);
  CHECK(rounded_mean({-9, 4}) == -2);
  CHECK(rounded_mean({0, 4}) == 0);
}

TEST_CASE("an identifier beyond what facts hold is not taken") {
  Facts facts;
  CHECK_FALSE(facts.take(need(fact_id_max + 1, NeedPhase::open)));
  CHECK(facts.needs().empty());
}

TEST_CASE("every metric has dimensions, and every dimension a metric") {
  for (auto& d : names<Dimension>)
    CHECK(std::ranges::any_of(names<Metric>, [&](auto& m) {
      return has_dimension(definition_of(m.value).facts, d.value);
    }));
  for (auto& m : names<Metric>) {
    CHECK(has_dimension(definition_of(m.value).facts, Dimension::month));
    const MetricKind kind = definition_of(m.value).kind;
    CHECK((kind == MetricKind::rate || kind == MetricKind::mean_amount ||
           kind == MetricKind::amount_ratio) == !definition_of(m.value).denominator.empty());
  }
}
