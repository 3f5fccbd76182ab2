// Leads by whom they came from, on facts counted by hand and against a slower way to count.
#include <tuple>

#include "catch.hpp"
#include "chance.hpp"
#include "dates.hpp"
#include "onward/rules/metrics.hpp"

using namespace onward;
using onward::tests::Chance;

namespace {

const TimeZone& utc() { return *find_zone("UTC"); }

Instant at(std::string_view text) {
  Instant out;
  REQUIRE(parse_instant(text, out));
  return out;
}

Tally one(const Facts& facts, Metric metric) {
  auto tallies = tally(facts, {.metrics = {metric}}, utc());
  return tallies.groups.empty() ? Tally() : tallies.groups.at(GroupKey{}).at(0);
}

// At a day of January.
Touchpoint touch_on(std::int64_t id, std::int64_t lead, int day, ReferrerType type,
                    std::int64_t provider = 0) {
  Touchpoint out{.id = id,
                 .organization_id = 7,
                 .lead_id = lead,
                 .type = type,
                 .referring_provider_id = provider};
  out.occurred_at = at("2025-01-01T00:00:00Z") + std::chrono::days(day - 1);
  return out;
}
Lead lead_that(std::int64_t id, LeadPhase phase) {
  Lead out{.id = id, .organization_id = 7, .phase = phase};
  out.created_at = at("2025-01-02T00:00:00Z");
  if (phase == LeadPhase::converted) out.converted_at = at("2025-02-01T00:00:00Z");
  return out;
}

}  // namespace

TEST_CASE("a lead comes from the first of its touches that stands") {
  Facts facts;
  facts.take(lead_that(1, LeadPhase::open), false);
  const auto where = [&](Dimension d) {
    const auto groups = tally(facts, {.metrics = {Metric::leads}, .group_by = {d}}, utc()).groups;
    REQUIRE(groups.size() == 1);
    return groups.begin()->first[0];
  };
  CHECK(where(Dimension::referrer_type) == Place(ReferrerType::unknown));
  facts.take(touch_on(1, 1, 5, ReferrerType::doctor, 4));
  facts.take(touch_on(2, 1, 5, ReferrerType::specialist, 5));  // of the same minute
  CHECK(where(Dimension::referring_provider) == 4);
  CHECK(one(facts, Metric::referred_leads).numerator == 1);
  facts.take(touch_on(3, 1, 3, ReferrerType::marketing));  // written down late
  CHECK(where(Dimension::referrer_type) == Place(ReferrerType::marketing));
  CHECK(one(facts, Metric::referred_leads).numerator == 0);
  auto wrong = touch_on(3, 1, 3, ReferrerType::marketing);
  wrong.voided_at = at("2025-03-01T00:00:00Z");
  facts.take(wrong);
  CHECK(where(Dimension::referring_provider) == 4);

  SECTION("a change of the lead leaves it") {
    facts.take(lead_that(1, LeadPhase::converted), false);
    CHECK(where(Dimension::referring_provider) == 4);
  }
  SECTION("a touch that is given to another lead takes its name along") {
    facts.take(lead_that(2, LeadPhase::open), false);
    facts.take(touch_on(1, 2, 5, ReferrerType::doctor, 4));
    const auto groups =
        tally(facts, {.metrics = {Metric::leads}, .group_by = {Dimension::referring_provider}},
              utc())
            .groups;
    CHECK(groups.at({5}).at(0).numerator == 1);
    CHECK(groups.at({4}).at(0).numerator == 1);
  }
  SECTION("a touch may be known before its lead") {
    facts.take(touch_on(4, 9, 5, ReferrerType::family));
    CHECK(one(facts, Metric::leads).numerator == 1);
    facts.take(lead_that(9, LeadPhase::open), false);
    CHECK(one(facts, Metric::referred_leads).numerator == 2);
  }
}

TEST_CASE("a touch is credited when the lead it belongs to was won") {
  Facts facts;
  const auto credited_in = [&](Dimension period) {
    const MetricQuery query{.metrics = {Metric::credited_conversions}, .group_by = {period}};
    const auto groups = tally(facts, query, utc()).groups;
    REQUIRE(groups.size() == 1);
    return format_date(Date(std::chrono::days(groups.begin()->first[0])));
  };
  Lead march = lead_that(2, LeadPhase::converted);
  march.converted_at = at("2025-03-09T00:00:00Z");
  for (Lead lead : {lead_that(1, LeadPhase::converted), march}) {
    lead.attribution_version = 1;
    facts.take(lead, false);
  }
  const auto touch = touch_on(1, 1, 5, ReferrerType::doctor, 4);
  const Attribution all_of_it{
      .id = 1, .lead_id = 1, .touches = {{.touchpoint_id = 1, .credit_millionths = 1'000'000}}};
  SECTION("as rows are written") {
    facts.take(touch);
    facts.take(all_of_it);
  }
  SECTION("as rows are read, kind by kind, in any order") {
    facts.take(all_of_it);
    facts.take(touch);
  }
  CHECK(credited_in(Dimension::month) == "2025-02-01");
  facts.take(touch_on(1, 2, 5, ReferrerType::doctor, 4));  // both were the same person
  CHECK(credited_in(Dimension::month) == "2025-03-01");
  march.attribution_version = 1;
  march.converted_at = at("2025-04-10T00:00:00Z");
  facts.take(march, false);
  CHECK(credited_in(Dimension::month) == "2025-04-01");
}

TEST_CASE("figures of those referred leave out whoever came by themselves") {
  Facts facts;
  for (auto& type : names<ReferrerType>) {
    const auto id = static_cast<std::int64_t>(type.value) + 1;
    const bool stays = id % 2 == 1;
    Lead lead = lead_that(id, stays ? LeadPhase::converted : LeadPhase::lost);
    if (stays) {
      lead.treatment_started_on = Date(std::chrono::year(2025) / 2 / 3);
      lead.treatment_value_minor_units = 100 * id;
      lead.currency = "USD";
    }
    facts.take(lead, false);
    facts.take(touch_on(id, id, 1, type.value));
  }
  facts.take(lead_that(8, LeadPhase::open), false);
  facts.take(touch_on(8, 8, 1, ReferrerType::patient));
  CHECK(one(facts, Metric::leads).numerator == 8);
  CHECK(one(facts, Metric::referred_leads).numerator == 5);
  const Tally converted = one(facts, Metric::referred_conversion_rate);
  CHECK(converted.numerator == 2);  // of doctor, and of patient
  CHECK(converted.denominator == 5);
  CHECK(converted.pending == 1);
  CHECK(one(facts, Metric::referred_start_rate).numerator == 2);
  CHECK(one(facts, Metric::referred_start_rate).pending == 1);
  CHECK(one(facts, Metric::average_referred_value).amounts.at("USD") == AmountTally{400, 2});
  CHECK(one(facts, Metric::average_treatment_value).amounts.at("USD") == AmountTally{1'600, 4});
}

TEST_CASE("leads by whom they came from are what a slower way counts") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    Chance chance(seed);
    Facts facts;
    std::map<std::int64_t, Lead> leads;
    std::map<std::int64_t, Touchpoint> touches;
    for (int step = 0; step < 300; ++step) {
      if (chance.below(3) == 0) {
        const auto id = 1 + chance.below(25);
        leads[id] = lead_that(id, chance.one_of(names<LeadPhase>).value);
        facts.take(leads[id], false);
      } else {
        const auto id = 1 + chance.below(60);
        auto t = touch_on(id, 1 + chance.below(25), 1, chance.one_of(names<ReferrerType>).value,
                          chance.below(4));
        t.referral_source_id = chance.below(3);
        t.occurred_at = at("2025-01-01T00:00:00Z") + std::chrono::minutes(chance.below(6));
        if (chance.below(4) == 0) t.voided_at = at("2025-03-01T00:00:00Z");
        touches[id] = t;
        facts.take(t);
      }
    }
    std::map<GroupKey, std::array<std::int64_t, 3>> expected;  // leads, converted, of all
    for (auto& [id, lead] : leads) {
      if (lead.phase == LeadPhase::joined) continue;
      std::vector<std::tuple<Instant, std::int64_t, const Touchpoint*>> its;
      for (auto& [number, t] : touches)
        if (t.lead_id.value == id && !t.voided_at) its.emplace_back(t.occurred_at, number, &t);
      std::ranges::sort(its);
      GroupKey key{Place(ReferrerType::unknown)};
      if (!its.empty()) {
        const auto& first = *std::get<2>(its[0]);
        key = {Place(first.type), first.referring_provider_id.value,
               first.referral_source_id.value};
      }
      auto& to = expected[key];
      ++to[0];
      to[1] += lead.phase == LeadPhase::converted;
      ++to[2];
    }
    const auto groups = tally(facts,
                              {.metrics = {Metric::leads, Metric::conversion_rate},
                               .group_by = {Dimension::referrer_type, Dimension::referring_provider,
                                            Dimension::referral_source}},
                              utc())
                            .groups;
    REQUIRE(groups.size() == expected.size());
    for (auto& [key, counts] : expected) {
      CHECK(groups.at(key).at(0).numerator == counts[0]);
      CHECK(groups.at(key).at(1).numerator == counts[1]);
      CHECK(groups.at(key).at(1).denominator == counts[2]);
    }
  }
}
