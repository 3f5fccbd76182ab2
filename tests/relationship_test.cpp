#include "onward/rules/relationship.hpp"

#include <random>

#include "catch.hpp"
#include "chance.hpp"
#include "dates.hpp"
#include "onward/rules/contact_timing.hpp"
#include "onward/rules/relationship_health.hpp"
#include "statistics.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

Date day(std::string_view text) {
  Date out{};
  if (!parse_date(text, out)) throw std::invalid_argument(std::string(text));
  return out;
}
std::vector<Date> days_of(std::initializer_list<std::string_view> texts) {
  std::vector<Date> out;
  for (auto text : texts) out.push_back(day(text));
  return out;
}

const PracticeRules rules{};

RelationshipStanding standing(const std::vector<Date>& referred_on, std::string_view today) {
  return standing_of(referred_on, day(today), rules).standing;
}

}  // namespace

TEST_CASE("a month later is the same day, or the last one of the month") {
  CHECK(months_later(day("2025-01-15"), 6) == day("2025-07-15"));
  CHECK(months_later(day("2024-08-31"), 6) == day("2025-02-28"));
  CHECK(months_later(day("2023-08-29"), 6) == day("2024-02-29"));
  CHECK(months_later(day("2025-07-31"), 5) == day("2025-12-31"));
  CHECK(months_later(day("2025-12-31"), 0) == day("2025-12-31"));
}

TEST_CASE("six calendar months after the last referral, not a day earlier, a provider is dormant") {
  using enum RelationshipStanding;
  const auto referred = days_of({"2024-01-10", "2024-08-31"});
  CHECK(dormant_on(std::nullopt, rules) == std::nullopt);
  CHECK(dormant_on(referred.back(), rules) == day("2025-02-28"));
  CHECK(standing(referred, "2025-02-27") != dormant);
  CHECK(standing(referred, "2025-02-28") == dormant);
  CHECK(standing(days_of({}), "2025-02-28") == none);
  PracticeRules three = rules;
  three.dormant_after_months = 3;
  CHECK(standing_of(referred, day("2024-11-30"), three).standing == dormant);
}

TEST_CASE("new is who came first not long ago, reactivated who came back not long ago") {
  using enum RelationshipStanding;
  CHECK(standing(days_of({"2025-01-01"}), "2025-01-01") == fresh);
  CHECK(standing(days_of({"2025-01-01"}), "2025-03-31") == fresh);  // the 90th day
  CHECK(standing(days_of({"2025-01-01"}), "2025-04-01") == active);
  const auto back = days_of({"2024-01-01", "2024-07-01"});  // on the very day it was dormant
  CHECK(standing(back, "2024-07-01") == reactivated);
  CHECK(standing(back, "2024-09-28") == reactivated);
  CHECK(standing(back, "2024-09-29") == active);
  CHECK(standing(days_of({"2024-01-01", "2024-06-30"}), "2024-07-01") == active);
  CHECK(standing(back, "2025-01-01") == dormant);
}

TEST_CASE("the next change is the first day on which it stands otherwise") {
  std::mt19937 chance(7);
  for (int round = 0; round < 60; ++round) {
    std::vector<Date> referred{day("2024-01-01")};
    const auto count = chance() % 25;
    for (std::size_t i = 0; i < count; ++i)
      referred.push_back(referred.back() + std::chrono::days(chance() % 60));
    const Date today = referred.back() + std::chrono::days(chance() % 200);
    const auto found = standing_changes_on(referred, today, rules);
    const auto now = standing_of(referred, today, rules).standing;
    std::optional<Date> expected;
    for (Date d = today; d < today + std::chrono::days(900) && !expected; d += std::chrono::days(1))
      if (standing_of(referred, d, rules).standing != now) expected = d;
    CHECK(found == expected);
  }
  CHECK_FALSE(standing_changes_on({}, day("2025-01-01"), rules));
}

TEST_CASE("a practice is told of a change, and not of the same twice in a quarter") {
  using enum RelationshipStanding;
  const Date today = day("2025-07-01");
  for (const auto standing : {fresh, declining, dormant, reactivated}) {
    CHECK(is_told(standing, {}, today, rules));
    CHECK(is_told(standing, {active, today}, today, rules));
    CHECK_FALSE(is_told(standing, {standing, day("2025-04-03")}, today, rules));  // 89 days
    CHECK(is_told(standing, {standing, day("2025-04-02")}, today, rules));
  }
  CHECK_FALSE(is_told(active, {}, today, rules));
  CHECK_FALSE(is_told(none, {}, today, rules));
}

TEST_CASE("rates compare the last quarter with up to a year before it") {
  // 90 days up to 2025-06-30 begin on 2025-04-02; 365 days before them on 2024-04-02.
  const auto referred =
      days_of({"2024-04-01", "2024-04-02", "2025-04-01", "2025-04-02", "2025-06-30"});
  const auto rates = referral_rates(referred, day("2025-06-30"), rules);
  CHECK(rates.recent == 2);
  CHECK(rates.recent_days == 90);
  CHECK(rates.earlier == 2);
  CHECK(rates.earlier_days == 365);
  const auto young = referral_rates(days_of({"2025-04-01"}), day("2025-06-30"), rules);
  CHECK(young.earlier == 1);
  CHECK(young.earlier_days == 1);
  CHECK(decline_probability(young) == std::nullopt);
  CHECK(decline_probability({}) == std::nullopt);
}

TEST_CASE("the probability of a decline is that of the Gamma-Poisson model") {
  const auto near = [](std::int64_t recent, std::int64_t recent_days, std::int64_t earlier,
                       std::int64_t earlier_days, double expected) {
    const auto found = decline_probability({recent, recent_days, earlier, earlier_days});
    REQUIRE(found);
    CHECK(*found == Approx(expected).epsilon(1e-9));
  };
  // scipy.stats.beta.cdf(90/455, recent + 0.5, earlier + 0.5)
  near(0, 90, 12, 365, 0.9798972054165223);
  near(1, 90, 14, 365, 0.9102674438868347);
  near(2, 90, 12, 365, 0.6766074494001888);
  near(3, 90, 12, 365, 0.46442740956366124);
  near(5, 90, 5, 90, 0.5);
  near(0, 90, 0, 90, 0.5);
}

TEST_CASE("a change of rate has a ratio and its interval") {
  const auto near = [](const ReferralRates& rates, double ratio, double low, double high) {
    const auto found = rate_change(rates);
    REQUIRE(found);
    CHECK(found->ratio == Approx(ratio).epsilon(1e-9));
    CHECK(found->interval.low == Approx(low).epsilon(1e-9));
    CHECK(found->interval.high == Approx(high).epsilon(1e-9));
  };
  // scipy 1.17: beta.ppf of the later share and of the rest, by the days
  near({0, 90, 12, 365}, 0.07599208780154858, 0.0001625341600286232, 0.922454898031265);
  near({2, 90, 12, 365}, 0.7253335510666542, 0.12940797605268578, 2.5377107478328136);
  near({5, 90, 5, 90}, 1, 0.2878775579845986, 3.4736990510858083);
  near({3, 90, 0, 365}, 56.1352948971675, 3.5166670788077945, 26918.823907055525);
}

TEST_CASE("of two times in which nobody came, no change is known") {
  CHECK_FALSE(rate_change({0, 90, 0, 365}));
  CHECK_FALSE(rate_change({0, 0, 0, 0}));
  CHECK_FALSE(rate_change({3, 0, 3, 365}));
  CHECK_FALSE(rate_change({3, 90, 3, 89}));  // less behind than is compared
}

TEST_CASE("a change seen the other way round is its inverse") {
  std::mt19937 chance(41);
  for (int round = 0; round < 200; ++round) {
    const std::int64_t some = chance() % 30, others = 1 + chance() % 30;
    const ReferralRates rates{some, 90, others, 90}, turned{others, 90, some, 90};
    const auto there = rate_change(rates), back = rate_change(turned);
    const auto fallen = decline_probability(rates);
    REQUIRE((there && back && fallen));
    CHECK(there->ratio * back->ratio == Approx(1));
    CHECK(there->interval.low * back->interval.high == Approx(1));
    CHECK(*fallen + *decline_probability(turned) == Approx(1));
    // Below 1 in the middle is the same as having fallen more probably than not.
    CHECK((there->ratio < 1 - 1e-9) == (*fallen > 0.5 + 1e-9));
    CHECK((there->interval.high < 1) == (*fallen > 0.975));
  }
}

TEST_CASE("a provider who sends two dozen a year and then nobody for a quarter is declining") {
  using enum RelationshipStanding;
  std::vector<Date> referred;
  for (Date on = day("2024-01-15"); on < day("2025-01-01"); on += std::chrono::days(15))
    referred.push_back(on);
  CHECK(referred.back() == day("2024-12-25"));
  CHECK(standing(referred, "2025-01-10") == active);
  // Judged every 30 days since the first: on 10 March and 9 April it has fallen, once would not do.
  CHECK(standing(referred, "2025-03-20") == active);
  CHECK(*standing_of(referred, day("2025-03-20"), rules).decline_probability > declining_from);
  CHECK(standing(referred, "2025-04-08") == active);
  CHECK(standing(referred, "2025-04-09") == declining);
  const auto found = standing_with_change(referred, day("2025-04-09"), rules);
  const auto change = rate_change(referral_rates(referred, day("2025-04-09"), rules));
  CHECK(found.standing == declining);
  CHECK(found.rate_ratio == change->ratio);
  CHECK(found.rate_low == change->interval.low);
  CHECK(found.rate_high == change->interval.high);
  CHECK(*found.rate_high < 1);
  // Whoever comes again declines no more, and need not wait for the next judgement.
  auto again = referred;
  for (const auto on : {"2025-04-20", "2025-04-24", "2025-04-27"}) again.push_back(day(on));
  CHECK(standing(again, "2025-04-28") == active);
  CHECK(standing(referred, "2025-06-25") == dormant);
}

TEST_CASE("VIPs are served faster and by telephone; nobody becomes one by counting") {
  for (auto& strength : names<RelationshipStrength>) {
    const auto handling = handling_of(strength.value);
    const bool is_vip = strength.value == RelationshipStrength::vip;
    CHECK(handling.news_by_phone == is_vip);
    CHECK(handling.listed_first == is_vip);
    CHECK(handling.report_within_working_days == (is_vip ? 1 : 2));
  }
  using enum RelationshipStrength;
  const auto suggested = [](std::int64_t recent) {
    return suggested_strength({.recent = recent, .recent_days = 90}, RelationshipStanding::active);
  };
  CHECK(suggested(0) == developing);
  CHECK(suggested(1) == developing);
  CHECK(suggested(2) == moderate);
  CHECK(suggested(3) == moderate);
  CHECK(suggested(4) == strong);
  CHECK(suggested(400) == strong);
  CHECK(suggested_strength({.recent = 4}, RelationshipStanding::fresh) == fresh);
}

TEST_CASE("a score is the sum of its points, and unknown factors weigh nothing") {
  const auto nothing = health_of({.today = day("2025-06-30")}, rules);
  CHECK(nothing.score == 0);
  // Recency 30 and volume 25 are known to be nothing; the rest is unknown.
  CHECK(nothing.parts[0].weight_percent == 55);
  CHECK(nothing.parts[2].weight_percent == 0);
  CHECK_FALSE(nothing.parts[3].known);

  const auto one = days_of({"2025-06-30"});
  const auto fresh =
      health_of({.referred_on = one, .today = day("2025-06-30"), .sent_to_us_in_year = 1}, rules);
  // Recency 1 of 30, volume log2(2)/log2(17) = 0.2447 of 25, reciprocity 0 of 5: 36.12 of 60.
  CHECK(fresh.score == 60);
  CHECK(fresh.parts[0].points == 50);
  CHECK(fresh.parts[1].points == 10);
  CHECK(fresh.parts[5].known);

  // All known: recency 1, volume 0.2447, conversion 3/4, response 2/4, reciprocity 1 of 85.
  const auto more = health_of({.referred_on = one,
                               .today = day("2025-06-30"),
                               .converted_or_lost = 2,
                               .treatments_started = 2,
                               .contacts_tried = 2,
                               .contacts_answered = 1,
                               .sent_to_us_in_year = 1,
                               .sent_to_them_in_year = 3},
                              rules);
  CHECK(more.score == 67);  // (30 + 6.116 + 11.25 + 5 + 5) / 85 = 0.6749

  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<Date> referred;
    for (auto i = random() % 30; i-- > 0;)
      referred.push_back(day("2025-06-30") - std::chrono::days(random() % 700));
    std::ranges::sort(referred);
    const std::int64_t ended = random() % 20, tried = random() % 20;
    const auto health = health_of(
        {.referred_on = referred,
         .today = day("2025-06-30"),
         .converted_or_lost = ended,
         .treatments_started = ended > 0 ? static_cast<std::int64_t>(random()) % (ended + 1) : 0,
         .contacts_tried = tried,
         .contacts_answered = tried / 2,
         .sent_to_us_in_year = static_cast<std::int64_t>(random() % 5),
         .sent_to_them_in_year = static_cast<std::int64_t>(random() % 5)},
        rules);
    std::int64_t points = 0;
    for (auto& part : health.parts) {
      CHECK(part.points >= 0);
      CHECK((part.known || part.points == 0));
      points += part.points;
    }
    CHECK(points == health.score);
    CHECK((health.score >= 0 && health.score <= 100));
  }
}

TEST_CASE("answer rates carry the interval of Jeffreys' prior") {
  const auto three_of_four = answer_rate(4, 3);
  CHECK(three_of_four.rate == 0.75);
  CHECK(three_of_four.low == Approx(0.34929278341332504));  // scipy.stats.beta.ppf(.05, 3.5, 1.5)
  CHECK(three_of_four.high == Approx(0.9539928110963083));
  const auto none_of_two = answer_rate(2, 0);
  CHECK(none_of_two.low == 0);
  CHECK(none_of_two.high == Approx(0.5692585318618988));
  CHECK(answer_rate(2, 2).high == 1);
  CHECK(answer_rate(0, 0).low == 0);
  CHECK(answer_rate(-3, 5).tried == 0);
}

TEST_CASE("the best time is said to be clear only when it is not noise") {
  using enum Weekday;
  const auto part = [](std::string_view zone, std::string_view at) {
    Instant instant;
    REQUIRE(parse_instant(at, instant));
    return day_part(instant, *find_zone(zone));
  };
  CHECK(part("UTC", "2025-03-03T11:59:59Z") == DayPart::morning);
  CHECK(part("UTC", "2025-03-03T12:00:00Z") == DayPart::midday);
  CHECK(part("UTC", "2025-03-03T15:00:00Z") == DayPart::afternoon);
  // The days on which clocks go forward, and back.
  CHECK(part("America/New_York", "2025-03-09T15:59:59Z") == DayPart::morning);
  CHECK(part("America/New_York", "2025-03-09T16:00:00Z") == DayPart::midday);
  CHECK(part("America/New_York", "2025-11-02T16:30:00Z") == DayPart::morning);
  CHECK(part("America/New_York", "2025-11-02T19:59:59Z") == DayPart::midday);
  CHECK(part("America/New_York", "2025-11-02T20:00:00Z") == DayPart::afternoon);
  std::vector<ContactTried> contacts{{tuesday, DayPart::morning, CommunicationMethod::phone, true},
                                     {friday, DayPart::afternoon, CommunicationMethod::fax, false}};
  const auto lucky = contact_timing(contacts);
  REQUIRE(lucky.slots.size() == 2);
  CHECK(lucky.slots[0].weekday == tuesday);
  CHECK_FALSE(lucky.slot_is_clear);  // 1 of 1 against 0 of 1
  CHECK_FALSE(lucky.method_is_clear);
  for (int i = 0; i < 10; ++i) {
    contacts.push_back({tuesday, DayPart::morning, CommunicationMethod::phone, i % 10 != 0});
    contacts.push_back({friday, DayPart::afternoon, CommunicationMethod::phone, i % 10 != 1});
  }
  const auto even = contact_timing(contacts);
  CHECK(even.slots[0].weekday == tuesday);
  CHECK_FALSE(even.slot_is_clear);
  CHECK(even.methods[0].method == CommunicationMethod::phone);
  CHECK(contact_timing({}).slots.empty());
}

TEST_CASE("news goes as a provider likes it, and where that is unknown as one is known") {
  ReferringProviderDetails d{.family_name = "Ray", .preferred_method = CommunicationMethod::email};
  CHECK(news_by(d) == CommunicationMethod::email);
  d.phone = "555-0100";
  CHECK(news_by(d) == CommunicationMethod::phone);
  d.fax = "555-0101";
  CHECK(news_by(d) == CommunicationMethod::fax);
  d.email = "ray@example.org";
  CHECK(news_by(d) == CommunicationMethod::email);
  d.relationship_strength = RelationshipStrength::vip;
  CHECK(news_by(d) == CommunicationMethod::phone);
}

TEST_CASE("a report is about the last milestone, or the last full quarter or year of treatment") {
  const auto day = [](int year, unsigned month, unsigned d) {
    return Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(d));
  };
  Milestones m{.consulted_on = day(2025, 1, 7)};
  ReferringProviderDetails d{.family_name = "Ray"};
  const auto on = [&](ReportFrequency frequency, Date today) {
    d.report_frequency = frequency;
    return reported_on(m, d, today);
  };
  using enum ReportFrequency;
  CHECK(on(milestone, day(2025, 2, 1)) == day(2025, 1, 7));
  CHECK_FALSE(on(quarterly, day(2025, 2, 1)));
  m.treatment_started_on = day(2025, 1, 31);
  CHECK(on(each_visit, day(2025, 2, 1)) == day(2025, 1, 31));
  CHECK(on(quarterly, day(2025, 2, 1)) == day(2025, 4, 30));
  CHECK(on(quarterly, day(2025, 7, 30)) == day(2025, 4, 30));
  CHECK(on(quarterly, day(2025, 7, 31)) == day(2025, 7, 31));
  CHECK(on(annually, day(2027, 1, 30)) == day(2026, 1, 31));
  CHECK_FALSE(on(none, day(2025, 2, 1)));
  m.treatment_completed_on = day(2025, 8, 2);
  CHECK(on(quarterly, day(2025, 9, 1)) == day(2025, 8, 2));
  d.reports_opted_in = false;
  CHECK_FALSE(on(milestone, day(2025, 9, 1)));
}

TEST_CASE("of times and ways that are all as good, one in twenty practices is told of a best one") {
  constexpr int practices = 600;
  for (const double rate : {0.3, 0.6, 0.9})
    for (const int contacts_total : {12, 60, 300}) {
      Chance chance(static_cast<std::uint64_t>(rate * 10) +
                    static_cast<std::uint64_t>(contacts_total));
      int slots_clear = 0, methods_clear = 0;
      for (int practice = 0; practice < practices; ++practice) {
        std::vector<ContactTried> contacts;
        for (int i = 0; i < contacts_total; ++i)
          contacts.push_back({static_cast<Weekday>(chance.below(5)),
                              static_cast<DayPart>(chance.below(3)),
                              static_cast<CommunicationMethod>(chance.below(3)),
                              chance.percent(static_cast<int>(rate * 100))});
        const auto found = contact_timing(contacts);
        slots_clear += found.slot_is_clear;
        methods_clear += found.method_is_clear;
      }
      INFO(rate << ' ' << contacts_total << ": " << slots_clear << ' ' << methods_clear);
      CHECK(slots_clear <= practices / 20);
      CHECK(methods_clear <= practices / 20);
    }
}

TEST_CASE("a time that is better is found, and said to be clear after a year of weekly contacts") {
  Chance chance(7);
  int found = 0;
  for (int practice = 0; practice < 100; ++practice) {
    std::vector<ContactTried> contacts;
    for (int week = 0; week < 52; ++week) {
      const bool on_tuesday = week % 2 == 0;
      contacts.push_back({on_tuesday ? Weekday::tuesday : Weekday::friday, DayPart::morning,
                          CommunicationMethod::phone, chance.percent(on_tuesday ? 85 : 40)});
    }
    const auto timing = contact_timing(contacts);
    found += timing.slot_is_clear && timing.slots[0].weekday == Weekday::tuesday;
    CHECK_FALSE(timing.method_is_clear);  // there is no other
  }
  CHECK(found > 80);
}

TEST_CASE("the chance of a draw is that of Fisher's exact test") {
  // scipy.stats.hypergeom.sf(found - 1, all, marked, drawn)
  CHECK(hypergeometric_at_least(1, 1, 1, 2) == Approx(0.5));
  CHECK(hypergeometric_at_least(3, 4, 4, 8) == Approx(17.0 / 70));  // the lady tasting tea
  CHECK(hypergeometric_at_least(4, 4, 4, 8) == Approx(1.0 / 70));
  CHECK(hypergeometric_at_least(0, 4, 4, 8) == Approx(1));
  CHECK(hypergeometric_at_least(2, 5, 7, 10) == Approx(1));  // no fewer can be
}
