// A standing tally is what counting anew comes to, after any changes.
#include "onward/rules/standing_tally.hpp"

#include <random>

#include "catch.hpp"
#include "dates.hpp"

using namespace onward;

namespace {

struct Chance {
  std::mt19937_64 engine;
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(n));
  }
  bool maybe() { return below(2) == 0; }
  template <class Enum> Enum any() {
    return names<Enum>[static_cast<std::size_t>(below(std::ssize(names<Enum>)))].value;
  }
  Instant when() {
    return Date(std::chrono::year(2025) / 1 / 1) + std::chrono::minutes(below(60 * 24 * 90));
  }
};

void change_need(Facts& facts, Chance& chance) {
  Need n{.id = 1 + chance.below(30), .client_id = 1, .issue_id = 1 + chance.below(2)};
  n.sender_id = 1 + chance.below(2);
  n.phase = chance.any<NeedPhase>();
  n.reason = chance.any<NeedReason>();
  n.part_of = chance.below(n.id.value);
  n.onward_outcome = chance.any<Outcome>();
  n.opened_at = chance.when();
  if (chance.maybe()) n.closed_at = chance.when();
  facts.take(n);
}

void change_referral(Facts& facts, Chance& chance) {
  Referral r{.id = 1 + chance.below(30), .client_id = 1, .issue_id = 1};
  r.sender_id = 1 + chance.below(2);
  r.receiver_id = 1 + chance.below(3);
  r.phase = chance.any<ReferralPhase>();
  r.outcome = chance.any<Outcome>();
  r.requested_at = chance.when();
  if (chance.maybe()) r.accepted_at = chance.when();
  if (is_finished(r.phase)) r.finished_at = chance.when();
  r.need_id = 1 + chance.below(30);
  if (chance.maybe()) r.reason_code = "ended_by_mistake";
  facts.take(r);
}

void change_touch(Facts& facts, Chance& chance) {
  Touchpoint t{.id = 1 + chance.below(20), .organization_id = 1, .lead_id = 1 + chance.below(8)};
  t.type = chance.any<ReferrerType>();
  t.referring_provider_id = chance.below(3);
  t.referral_source_id = chance.below(2);
  t.occurred_at = chance.when();
  if (chance.below(5) == 0) t.voided_at = chance.when();
  facts.take(t);
}

void change_lead(Facts& facts, Chance& chance) {
  Lead l{.id = 1 + chance.below(8), .organization_id = 1 + chance.below(2)};
  l.phase = chance.any<LeadPhase>();
  l.attribution_version = chance.below(3);
  l.created_at = chance.when();
  if (l.phase == LeadPhase::converted) l.converted_at = chance.when();
  if (chance.maybe()) l.treatment_started_on = std::chrono::floor<std::chrono::days>(chance.when());
  if (chance.maybe()) {
    l.treatment_value_minor_units = chance.below(100'000);
    l.currency = chance.maybe() ? "USD" : "GBP";
  }
  facts.take(l, false);
}

void change_credit(Facts& facts, Chance& chance) {
  Attribution a{.id = 1, .lead_id = 1 + chance.below(8)};
  std::vector<TouchFact> its;
  for (auto& t : facts.touches())
    if (t.id && t.lead_id == a.lead_id.value) its.push_back(t);
  if (its.empty()) return;
  const auto share = static_cast<std::int64_t>(1'000'000 / its.size());
  for (auto& t : its) a.touches.push_back({.touchpoint_id = t.id, .credit_millionths = share});
  facts.take(a);
}

void change_cost(Facts& facts, Chance& chance) {
  RelationshipCost r{.id = 1 + chance.below(12), .organization_id = 1 + chance.below(2)};
  if (chance.maybe())
    r.referring_provider_id = 1 + chance.below(3);
  else
    r.referral_source_id = 1 + chance.below(3);
  r.spent_on = std::chrono::floor<std::chrono::days>(chance.when());
  r.currency = chance.maybe() ? "USD" : "GBP";
  r.amount_minor_units = 1 + chance.below(100'000);
  if (chance.below(4) == 0) r.voided_at = chance.when();
  facts.take(r);
}

void change_provider(Facts& facts, Chance& chance) {
  ReferringProvider p{.id = 1 + chance.below(3)};
  p.details.provider_type = chance.any<ProviderType>();
  facts.take(p);
}

const MetricQuery questions[] = {
    {.metrics = {Metric::needs, Metric::resolution_rate, Metric::needs_resolved},
     .group_by = {Dimension::month, Dimension::issue}},
    {.metrics = {Metric::needs}, .organization_id = 2},
    {.metrics = {Metric::referrals, Metric::acceptance_rate, Metric::referrals_finished},
     .group_by = {Dimension::week, Dimension::sender, Dimension::receiver}},
    {.metrics = {Metric::success_rate},
     .filters = {{Dimension::outcome, {Place(Outcome::partial), Place(Outcome::successful)}}}},
    {.metrics = {Metric::leads, Metric::treatment_value, Metric::average_treatment_value},
     .group_by = {Dimension::practice, Dimension::lead_phase}},
    {.metrics = {Metric::leads, Metric::conversion_rate, Metric::average_referred_value},
     .group_by = {Dimension::referrer_type, Dimension::referring_provider,
                  Dimension::referral_source}},
    {.metrics = {Metric::referred_leads, Metric::referred_start_rate},
     .group_by = {Dimension::month},
     .filters = {{Dimension::referring_provider, {1, 2}}}},
    {.metrics = {Metric::touches, Metric::credited_conversions, Metric::credited_value},
     .group_by = {Dimension::quarter, Dimension::referring_provider, Dimension::referrer_type}},
    {.metrics = {Metric::relationship_cost, Metric::relationship_return},
     .group_by = {Dimension::day, Dimension::referrer_type}},
    {.metrics = {Metric::touches, Metric::relationship_return},
     .group_by = {Dimension::referring_provider, Dimension::referral_source},
     .organization_id = 1},
};

void step(Facts& facts, Chance& chance) {
  switch (chance.below(7)) {
    case 0: return change_need(facts, chance);
    case 1: return change_referral(facts, chance);
    case 2: return change_touch(facts, chance);
    case 3: return change_lead(facts, chance);
    case 4: return change_cost(facts, chance);
    case 5: return change_provider(facts, chance);
    default: return change_credit(facts, chance);
  }
}

// Money of nothing is no money: a fresh count has no line for it.
MetricTallies without_nothing(MetricTallies tallies) {
  for (auto& [key, its] : tallies.groups)
    for (auto& t : its)
      erase_if(t.amounts, [](auto& a) { return !a.second.minor_units && !a.second.count; });
  erase_if(tallies.groups, [](auto& group) {
    return std::ranges::all_of(group.second, [](auto& t) { return t == Tally(); });
  });
  return tallies;
}

}  // namespace

TEST_CASE("a standing tally is what counting anew comes to") {
  const TimeZone& zone = *find_zone("Europe/London");
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    Chance chance{std::mt19937_64(seed)};
    Facts facts;
    for (std::int64_t id = 1; id <= 3; ++id)
      facts.take(
          ReferralSource{.id = id, .type = id == 1 ? ReferrerType::self : ReferrerType::marketing});
    for (int i = 0; i < 100; ++i) step(facts, chance);
    std::vector<std::unique_ptr<StandingTally>> standing;
    for (auto& question : questions) {
      REQUIRE(StandingTally::can_stand(question));
      standing.push_back(std::make_unique<StandingTally>(facts, question, zone));
      facts.follow(*standing.back());
    }
    for (int steps = 0; steps < 400; ++steps) {
      step(facts, chance);
      if (steps % 50 != 49) continue;
      for (std::size_t i = 0; i < standing.size(); ++i) {
        INFO("question " << i << " after " << steps << " steps");
        CHECK(without_nothing(*standing[i]->tallies(facts.texts())) ==
              without_nothing(tally(facts, questions[i], zone)));
      }
    }
  }
}

TEST_CASE("an answer that somebody holds stays as it was") {
  const TimeZone& zone = *find_zone("Europe/London");
  Facts facts;
  StandingTally standing(facts, {.metrics = {Metric::needs}}, zone);
  facts.follow(standing);
  facts.take(Need{.id = 1, .client_id = 1, .phase = NeedPhase::open});
  const auto one = standing.tallies(facts.texts());
  CHECK(standing.tallies(facts.texts()) == one);  // nothing came
  facts.take(Need{.id = 2, .client_id = 1, .phase = NeedPhase::open});
  const auto two = standing.tallies(facts.texts());
  CHECK(one->groups.at({}).at(0).numerator == 1);
  CHECK(two->groups.at({}).at(0).numerator == 2);
}

TEST_CASE("what depends on the time of asking, or on the client, does not stand") {
  CHECK_FALSE(StandingTally::can_stand({.metrics = {Metric::needs, Metric::time_to_help}}));
  CHECK_FALSE(StandingTally::can_stand({.metrics = {Metric::referring_providers}}));
  CHECK_FALSE(
      StandingTally::can_stand({.metrics = {Metric::needs}, .group_by = {Dimension::gender}}));
  CHECK_FALSE(StandingTally::can_stand(
      {.metrics = {Metric::needs}, .filters = {{Dimension::language, {1}}}}));
}

TEST_CASE("a day that begins within a minute has the minutes after it") {
  // London's clocks followed the sun until 1847, and were 75 seconds behind Greenwich.
  const auto& london = *find_zone("Europe/London");
  Facts facts;
  for (const std::string_view text : {"1840-03-01T00:00:30Z", "1840-03-01T00:01:30Z",
                                      "1840-03-01T00:02:30Z", "1840-03-01T00:03:30Z"}) {
    Need n{.id = std::ssize(facts.needs()) + 1, .client_id = 1, .phase = NeedPhase::open};
    REQUIRE(parse_instant(text, n.opened_at));
    facts.take(n);
  }
  const MetricQuery by_day{.metrics = {Metric::needs}, .group_by = {Dimension::day}};
  const auto days = tally(facts, by_day, london);
  CHECK(days.groups.size() == 2);
  CHECK(*StandingTally(facts, by_day, london).tallies(facts.texts()) == days);
}
