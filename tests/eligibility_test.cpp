// What each criterion says at its bounds.
#include <algorithm>

#include "catch.hpp"
#include "onward/rules/eligibility_index.hpp"

using namespace onward;
using namespace std::chrono_literals;

namespace {

constexpr Date day(int year, unsigned month, unsigned of_month) {
  return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                               static_cast<int>(of_month)};
}
constexpr Date today = day(2025, 6, 2);
constexpr Point here{51'500'000, -120'000}, next_door{51'509'000, -120'000};  // 1,001 metres

using Change = void (*)(Offer&, Ask&);

Offer open_offer() {
  Offer offer{.service_id = 1, .issues = {1}};
  offer.provider.organization_id = 1;
  return offer;
}

Ask plain_ask() { return {.issue_id = 1, .sender_id = 2, .referred_on = today, .now = today + 9h}; }

struct Case {
  Criterion criterion;
  std::string says;
  Truth truth;
  Change change;
};

const Case cases[] = {
    {Criterion::active, "an active service", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::active, "a service that is not offered", Truth::no,
     [](Offer& o, Ask&) { o.active = false; }},
    {Criterion::active, "an organisation that left", Truth::no,
     [](Offer& o, Ask&) { o.provider.active = false; }},
    {Criterion::accepting, "a service that takes none", Truth::no,
     [](Offer& o, Ask&) { o.accepting = false; }},
    {Criterion::accepting, "a paused organisation", Truth::no,
     [](Offer& o, Ask&) { o.provider.accepting = false; }},
    {Criterion::issue, "another issue", Truth::no, [](Offer&, Ask& a) { a.issue_id = 2; }},
    {Criterion::sender, "the sender itself", Truth::no, [](Offer&, Ask& a) { a.sender_id = 1; }},
    {Criterion::partner, "nobody asks for partners", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::partner, "the receiver asks", Truth::no,
     [](Offer& o, Ask&) { o.provider.partners_required = true; }},
    {Criterion::partner, "the sender asks", Truth::no,
     [](Offer&, Ask& a) { a.partners_required = true; }},
    {Criterion::partner, "only the sender agreed", Truth::no,
     [](Offer& o, Ask& a) {
       o.provider.partners_required = true;
       a.send_to = {1};
     }},
    {Criterion::partner, "only the receiver agreed", Truth::no,
     [](Offer& o, Ask& a) {
       a.partners_required = true;
       o.provider.receive_from = {2};
     }},
    {Criterion::partner, "both agreed", Truth::yes,
     [](Offer& o, Ask& a) {
       a.partners_required = true;
       a.send_to = {1};
       o.provider.receive_from = {2};
     }},
    {Criterion::consent, "for this issue", Truth::yes,
     [](Offer&, Ask& a) { a.consent_issues = {1, 3}; }},
    {Criterion::consent, "for another issue", Truth::no,
     [](Offer&, Ask& a) { a.consent_issues = {3}; }},
    {Criterion::consent, "for this receiver", Truth::yes,
     [](Offer&, Ask& a) { a.consent_receivers = {1, 3}; }},
    {Criterion::consent, "for another receiver", Truth::no,
     [](Offer&, Ask& a) { a.consent_receivers = {3}; }},
    {Criterion::schedule, "Friday in a week that is not stated", Truth::yes,
     [](Offer&, Ask& a) { a.days = {Weekday::friday}; }},
    {Criterion::schedule, "Saturday in a week that is not stated", Truth::no,
     [](Offer&, Ask& a) { a.days = {Weekday::saturday}; }},
    {Criterion::schedule, "one of two days", Truth::yes,
     [](Offer& o, Ask& a) {
       o.provider.working_days = {Weekday::saturday};
       a.days = {Weekday::friday, Weekday::saturday};
     }},
    {Criterion::distance, "no limit", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::distance, "on the limit", Truth::yes,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       a.place = here;
       a.distance_limit_meters = 1'001;
     }},
    {Criterion::distance, "a metre beyond", Truth::no,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       a.place = here;
       a.distance_limit_meters = 1'000;
     }},
    {Criterion::distance, "its second place is near", Truth::yes,
     [](Offer& o, Ask& a) {
       o.points = {{0, 0}, here};
       a.place = here;
       a.distance_limit_meters = 0;
     }},
    {Criterion::distance, "its places are unknown", Truth::unknown,
     [](Offer&, Ask& a) {
       a.place = here;
       a.distance_limit_meters = 1;
     }},
    {Criterion::distance, "the client's place is unknown", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.points = {here};
       a.distance_limit_meters = 1;
     }},
    {Criterion::distance, "on the radius it serves", Truth::yes,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       o.radius_meters = 1'001;
       a.place = here;
     }},
    {Criterion::distance, "a metre beyond its radius", Truth::no,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       o.radius_meters = 1'000;
       a.place = here;
     }},
    {Criterion::distance, "within its radius, but too far for the client", Truth::no,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       o.radius_meters = 1'001;
       a.place = here;
       a.distance_limit_meters = 1'000;
     }},
    {Criterion::distance, "near enough for the client, but beyond its radius", Truth::no,
     [](Offer& o, Ask& a) {
       o.points = {next_door};
       o.radius_meters = 1'000;
       a.place = here;
       a.distance_limit_meters = 1'001;
     }},
    {Criterion::distance, "a radius, and the client's place is unknown", Truth::unknown,
     [](Offer& o, Ask&) {
       o.points = {here};
       o.radius_meters = 1;
     }},
    {Criterion::distance, "a radius around places that are unknown", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.radius_meters = 1;
       a.place = here;
     }},
    {Criterion::schedule, "its own Saturday, whenever the organisation works", Truth::yes,
     [](Offer& o, Ask& a) {
       o.weeks = {{{.weekdays = {Weekday::saturday}}}};
       a.days = {Weekday::saturday};
     }},
    {Criterion::schedule, "not on its own Friday, though the organisation works", Truth::no,
     [](Offer& o, Ask& a) {
       o.weeks = {{{.weekdays = {Weekday::saturday}}}};
       a.days = {Weekday::friday};
     }},
    {Criterion::schedule, "in its hours", Truth::yes,
     [](Offer& o, Ask& a) {
       o.weeks = {{{.opens_at_minutes = 540, .closes_at_minutes = 1'020}}};
       a.available_from_minutes = 1'019;
     }},
    {Criterion::schedule, "after its hours", Truth::no,
     [](Offer& o, Ask& a) {
       o.weeks = {{{.opens_at_minutes = 540, .closes_at_minutes = 1'020}}};
       a.available_from_minutes = 1'020;
     }},
    {Criterion::schedule, "at an hour, where none is stated", Truth::unknown,
     [](Offer&, Ask& a) { a.available_from_minutes = 600; }},
    {Criterion::schedule, "at an hour of a day on which nobody works", Truth::no,
     [](Offer&, Ask& a) {
       a.days = {Weekday::sunday};
       a.available_until_minutes = 600;
     }},
    {Criterion::language, "none is listed", Truth::yes, [](Offer&, Ask& a) { a.language = "pl"; }},
    {Criterion::language, "listed", Truth::yes,
     [](Offer& o, Ask& a) {
       o.languages = {"en", "pl"};
       a.language = "pl";
     }},
    {Criterion::language, "not listed", Truth::no,
     [](Offer& o, Ask& a) {
       o.languages = {"en"};
       a.language = "pl";
     }},
    {Criterion::language, "not recorded", Truth::unknown,
     [](Offer& o, Ask&) { o.languages = {"en"}; }},
    {Criterion::locality, "everywhere", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::locality, "served", Truth::yes,
     [](Offer& o, Ask& a) {
       o.localities = {"north", "south"};
       a.locality = "south";
     }},
    {Criterion::locality, "not served", Truth::no,
     [](Offer& o, Ask& a) {
       o.localities = {"north"};
       a.locality = "south";
     }},
    {Criterion::locality, "not recorded", Truth::unknown,
     [](Offer& o, Ask&) { o.localities = {"north"}; }},
    {Criterion::capacity, "the last place", Truth::yes,
     [](Offer& o, Ask&) {
       o.capacity_limit = 3;
       o.used = 2;
     }},
    {Criterion::capacity, "full", Truth::no,
     [](Offer& o, Ask&) {
       o.capacity_limit = 3;
       o.used = 3;
     }},
    {Criterion::capacity, "a limit of none", Truth::no,
     [](Offer& o, Ask&) { o.capacity_limit = 0; }},
    {Criterion::capacity, "full with a waitlist", Truth::yes,
     [](Offer& o, Ask&) {
       o.capacity_limit = 0;
       o.waitlist = true;
     }},
    {Criterion::capacity, "the organisation is full", Truth::no,
     [](Offer& o, Ask&) {
       o.provider.capacity_limit = 9;
       o.provider.used = 9;
       o.waitlist = true;
     }},
    {Criterion::capacity, "reported as long ago as trusted", Truth::yes,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 3;
       o.capacity_reported_at = today - 7 * 24h;
       a.capacity_fresh_days = 7;
     }},
    {Criterion::capacity, "reported a day before that", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 3;
       o.used = 2;
       o.capacity_reported_at = today - 1us - 7 * 24h;
       a.capacity_fresh_days = 7;
     }},
    {Criterion::capacity, "full, however old the report of the limit", Truth::no,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 3;
       o.used = 3;
       o.capacity_reported_at = day(2001, 1, 1);
       a.capacity_fresh_days = 7;
     }},
    {Criterion::capacity, "full with a waitlist, however old the report", Truth::yes,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 3;
       o.used = 3;
       o.waitlist = true;
       o.capacity_reported_at = day(2001, 1, 1);
       a.capacity_fresh_days = 7;
     }},
    {Criterion::capacity, "every report is trusted", Truth::no,
     [](Offer& o, Ask&) {
       o.capacity_limit = 0;
       o.capacity_reported_at = day(2001, 1, 1);
     }},
    {Criterion::capacity, "stale, but the organisation is full", Truth::no,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 3;
       o.capacity_reported_at = day(2001, 1, 1);
       a.capacity_fresh_days = 7;
       o.provider.capacity_limit = 0;
     }},
    {Criterion::capacity, "the organisation's report is as old as trusted", Truth::yes,
     [](Offer& o, Ask& a) {
       o.provider.capacity_limit = 9;
       o.provider.capacity_reported_at = today - 7 * 24h;
       a.capacity_fresh_days = 7;
     }},
    {Criterion::capacity, "the organisation's report is older", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.capacity_limit = 0;
       o.waitlist = true;
       o.provider.capacity_limit = 9;
       o.provider.capacity_reported_at = today - 8 * 24h;
       a.capacity_fresh_days = 7;
     }},
    {Criterion::income, "equal to the limit", Truth::yes,
     [](Offer& o, Ask& a) {
       o.income_percent_limit = 200;
       a.income_percent = 200;
     }},
    {Criterion::income, "one over the limit", Truth::no,
     [](Offer& o, Ask& a) {
       o.income_percent_limit = 200;
       a.income_percent = 201;
     }},
    {Criterion::income, "not recorded", Truth::unknown,
     [](Offer& o, Ask&) { o.income_percent_limit = 200; }},
    {Criterion::income, "not recorded, no limit", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::attribute, "one value of several qualifies", Truth::yes,
     [](Offer& o, Ask& a) {
       o.attributes = {{"status", {"a", "b"}}};
       a.attributes = {{"status", "c"}, {"status", "b"}};
     }},
    {Criterion::attribute, "none qualifies", Truth::no,
     [](Offer& o, Ask& a) {
       o.attributes = {{"status", {"a", "b"}}};
       a.attributes = {{"status", "c"}};
     }},
    {Criterion::attribute, "not recorded", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.attributes = {{"status", {"a"}}};
       a.attributes = {{"veteran", "a"}};
     }},
    {Criterion::attribute, "no wins over not recorded", Truth::no,
     [](Offer& o, Ask& a) {
       o.attributes = {{"status", {"a"}}, {"veteran", {"yes"}}};
       a.attributes = {{"veteran", "no"}};
     }},
    {Criterion::attribute, "no value can qualify", Truth::no,
     [](Offer& o, Ask& a) {
       o.attributes = {{"status", {}}};
       a.attributes = {{"status", "a"}};
     }},
    {Criterion::population, "one group of several", Truth::yes,
     [](Offer& o, Ask& a) {
       o.populations = {"carer", "veteran"};
       a.populations = {"student", "veteran"};
     }},
    {Criterion::population, "in no group", Truth::no,
     [](Offer& o, Ask& a) {
       o.populations = {"carer"};
       a.populations.emplace();
     }},
    {Criterion::population, "never asked", Truth::unknown,
     [](Offer& o, Ask&) { o.populations = {"carer"}; }},
    {Criterion::gender, "served", Truth::yes,
     [](Offer& o, Ask& a) {
       o.genders = {Gender::female};
       a.gender = Gender::female;
     }},
    {Criterion::gender, "not served", Truth::no,
     [](Offer& o, Ask& a) {
       o.genders = {Gender::female};
       a.gender = Gender::other;
     }},
    {Criterion::gender, "not recorded", Truth::unknown,
     [](Offer& o, Ask&) { o.genders = {Gender::female}; }},
    {Criterion::gender, "not told", Truth::unknown,
     [](Offer& o, Ask& a) {
       o.genders = {Gender::female};
       a.gender = Gender::prefer_not_to_say;
     }},
    {Criterion::gender, "not told, and welcome", Truth::yes,
     [](Offer& o, Ask& a) {
       o.genders = {Gender::prefer_not_to_say};
       a.gender = Gender::prefer_not_to_say;
     }},
    {Criterion::gender, "not recorded, all served", Truth::yes, [](Offer&, Ask&) {}},
    {Criterion::age, "the day of the youngest age", Truth::yes,
     [](Offer& o, Ask& a) {
       o.age_from_months = 216;
       a.birth_date = day(2007, 6, 2);
     }},
    {Criterion::age, "the day before it", Truth::no,
     [](Offer& o, Ask& a) {
       o.age_from_months = 216;
       a.birth_date = day(2007, 6, 3);
     }},
    {Criterion::age, "the last day before too old", Truth::yes,
     [](Offer& o, Ask& a) {
       o.age_below_months = 216;
       a.birth_date = day(2007, 6, 3);
     }},
    {Criterion::age, "the day of too old", Truth::no,
     [](Offer& o, Ask& a) {
       o.age_below_months = 216;
       a.birth_date = day(2007, 6, 2);
     }},
    {Criterion::age, "not recorded", Truth::unknown, [](Offer& o, Ask&) { o.age_from_months = 0; }},
    {Criterion::age, "not recorded, any age", Truth::yes, [](Offer&, Ask&) {}},
};

}  // namespace

TEST_CASE("each criterion answers as stated at its bounds") {
  for (auto& [criterion, says, truth, change] : cases) {
    Offer offer = open_offer();
    Ask ask = plain_ask();
    change(offer, ask);
    INFO(name_of(criterion) << ": " << says);
    CHECK(name_of(check(offer, ask, criterion)) == name_of(truth));
    const auto all = assess(offer, ask);
    CHECK(all.no.contains(criterion) == (truth == Truth::no));
    CHECK(all.unknown.contains(criterion) == (truth == Truth::unknown));
    CHECK((all.no.bits | all.unknown.bits) == (truth == Truth::yes ? 0 : 1u << int(criterion)));
    CHECK(all.blocking(OnUnknown::include_flagged) == all.no);
    for (auto on_unknown : {OnUnknown::exclude, OnUnknown::include_flagged}) {
      ask.on_unknown = on_unknown;
      const Offer offers[] = {offer};
      const auto found = EligibilityIndex(offers).find(ask);
      CHECK((found.eligible_total == 1) == all.blocking(on_unknown).empty());
      for (auto& receiver : found.receivers) CHECK(receiver.unknown == all.unknown);
    }
  }
}

TEST_CASE("every criterion has a case that it refuses") {
  for (auto& name : names<Criterion>)
    CHECK(std::ranges::any_of(
        cases, [&](auto& c) { return c.criterion == name.value && c.truth == Truth::no; }));
}

TEST_CASE("age is counted in completed months of the calendar") {
  struct Age {
    Date born, on;
    std::int64_t months;
  };
  for (auto& [born, on, months] :
       std::initializer_list<Age>{{day(2025, 6, 2), day(2025, 6, 2), 0},
                                  {day(2025, 6, 3), day(2025, 6, 2), -1},
                                  {day(2007, 6, 2), day(2025, 6, 2), 216},
                                  {day(2007, 6, 3), day(2025, 6, 2), 215},
                                  {day(2004, 2, 29), day(2022, 2, 28), 215},
                                  {day(2004, 2, 29), day(2022, 3, 1), 216},
                                  {day(2004, 2, 29), day(2024, 2, 29), 240},
                                  {day(2025, 1, 31), day(2025, 2, 28), 0},
                                  {day(2025, 1, 31), day(2025, 3, 1), 1},
                                  {day(2025, 1, 31), day(2025, 3, 31), 2},
                                  {day(1999, 12, 31), day(2000, 1, 30), 0},
                                  {day(1899, 12, 31), day(2025, 12, 31), 1'512}})
    CHECK(age_in_months(born, on) == months);
}

TEST_CASE("capacity states are told apart") {
  const Instant now = today + 9h, old = day(2025, 1, 1);
  CHECK(capacity_state({}, now, 7) == CapacityState::unlimited);
  CHECK(capacity_state({.limit = 1}, now, 7) == CapacityState::limited);
  CHECK(capacity_state({.limit = 1, .used = 1}, now, 7) == CapacityState::full);
  CHECK(capacity_state({.limit = 1, .used = 1, .waitlist = true}, now, 7) ==
        CapacityState::waitlist);
  CHECK(capacity_state({.limit = 1, .reported_at = old}, now, 7) == CapacityState::stale);
  CHECK(capacity_state({.limit = 1, .used = 1, .reported_at = old}, now, 7) == CapacityState::full);
  CHECK(capacity_state({.limit = 1, .reported_at = old}, now, 0) == CapacityState::limited);
  CHECK(capacity_state({.reported_at = old}, now, 7) == CapacityState::unlimited);
  CHECK(capacity_state({.paused = true}, now, 7) == CapacityState::paused);
  CHECK(worse(CapacityState::waitlist, CapacityState::full) == CapacityState::full);
  CHECK(worse(CapacityState::stale, CapacityState::limited) == CapacityState::stale);
}

TEST_CASE("of several offers the one meant has the fewest obstacles, then room, then rank") {
  const Ask ask{.issue_id = 1, .now = today, .locality = "lee"};
  const auto offer = [](std::int64_t id, std::int64_t places, std::int64_t used) {
    return Offer{.service_id = id, .issues = {1}, .capacity_limit = places, .used = used};
  };
  Offer elsewhere = offer(1, 9, 0), quick = offer(4, 1, 0);
  elsewhere.localities = {"polk"};
  quick.wait_days = 1;
  const auto best = [&](std::vector<Offer> offers) {
    const auto at = best_fit(offers, ask);
    return at ? offers[*at].service_id.value : 0;
  };
  CHECK(best({}) == 0);
  CHECK(best({elsewhere, offer(2, 1, 1)}) == 2);
  CHECK(best({elsewhere, offer(2, 1, 1), offer(3, 1, 0)}) == 3);
  CHECK(best({offer(3, 1, 0), quick}) == 4);
  quick.used = 1;
  CHECK(best({offer(3, 1, 0), quick}) == 3);
}

TEST_CASE("a degree of latitude is 111.2 kilometres, and half the way round is 20,015") {
  CHECK(DistanceFrom({0, 0})({1'000'000, 0}) == 111'195);
  CHECK(DistanceFrom({0, 0})({0, 180'000'000}) == 20'015'114);
  CHECK(DistanceFrom({60'000'000, 0})({60'000'000, 1'000'000}) == 55'597);
  CHECK(DistanceFrom({0, 179'999'999})({0, -179'999'999}) == 0);
}

TEST_CASE("an offer takes the open, known locations of its own service") {
  const Service service{
      .id = 1, .age_from_months = -5, .income_percent_limit = 9'999'999, .locations = {1, 2, 3}};
  const auto located = [](LocationId id, bool active, std::optional<std::int64_t> latitude) {
    return Location{
        .id = id, .active = active, .latitude_microdegrees = latitude, .longitude_microdegrees = 2};
  };
  const Location locations[] = {located(1, true, 1), located(2, false, 1),
                                located(3, true, std::nullopt), located(4, true, 1)};
  const auto offer = offer_of(service, provider_of({.id = 7}, 3), locations, 2);
  CHECK(offer.points == std::vector<Point>{{1, 2}});
  CHECK(offer.age_from_months == 0);
  CHECK(offer.income_percent_limit == income_percent_max);
  CHECK(offer.weeks.empty());
  CHECK(offer.provider.organization_id == OrganizationId{7});
  CHECK((offer.used == 2 && offer.provider.used == 3));
}

TEST_CASE("what was never asked of a client is unknown") {
  CHECK_FALSE(ask_for(Client{}).populations);
  CHECK(ask_for(Client{.details = {.populations = {"carer"}}}).populations);
  CHECK_FALSE(ask_for(Client{.details = {.latitude_microdegrees = 1}}).place);
  CHECK(ask_for(Client{.details = {.latitude_microdegrees = 1, .longitude_microdegrees = -2}})
            .place == Point{1, -2});
}
