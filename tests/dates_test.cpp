#include "dates.hpp"

#include <random>
#include <thread>

#include "catch.hpp"

using namespace onward;
using namespace std::chrono_literals;

namespace {

Date day(std::string_view text) {
  Date out{};
  if (!parse_date(text, out)) throw std::invalid_argument(std::string(text));
  return out;
}

Instant at(std::string_view text) {
  Instant out{};
  if (!parse_instant(text, out)) throw std::invalid_argument(std::string(text));
  return out;
}

const TimeZone& zone(std::string_view name) {
  const auto* found = find_zone(name);
  if (!found) throw std::invalid_argument(std::string(name));
  return *found;
}

}  // namespace

TEST_CASE("dates are read and written as the calendar has them") {
  CHECK(day("1970-01-01") == Date{});
  CHECK(day("1970-01-02") == Date{std::chrono::days{1}});
  CHECK(day("0001-01-01") == Date{std::chrono::days{-719'162}});
  CHECK(day("9999-12-31") == Date{std::chrono::days{2'932'896}});
  for (auto d = day("0001-01-01"); d <= day("9999-12-31"); d += std::chrono::days{97})
    CHECK(day(format_date(d)) == d);
}

TEST_CASE("what is not a date of the calendar is refused, and nothing is changed") {
  for (const char* text :
       {"",           "2025",       "2025-3-31",  "2025-03-31 ",          " 2025-03-31",
        "2025-02-29", "1900-02-29", "2025-04-31", "2025-00-10",           "2025-13-10",
        "2025-01-00", "2025-01-32", "0000-01-01", "02025-01-01",          "-025-01-01",
        "+025-01-01", "2025/03/31", "20250331",   "2025-03-31T00:00:00Z", "2O25-03-31"}) {
    CAPTURE(text);
    Date out = day("1999-09-09");
    CHECK_FALSE(parse_date(text, out));
    CHECK(out == day("1999-09-09"));
  }
  CHECK(format_date(day("2024-02-29")) == "2024-02-29");
  CHECK(format_date(day("2000-02-29")) == "2000-02-29");
}

TEST_CASE("an instant has up to six digits of a second") {
  CHECK(at("1970-01-01T00:00:00Z") == Instant{});
  CHECK(at("2025-03-31T09:30:00.5Z") == at("2025-03-31T09:30:00.500000Z"));
  CHECK(at("2025-03-31T09:30:00.000001Z") - at("2025-03-31T09:30:00Z") == 1us);
  CHECK(format_instant(at("2025-03-31T09:30:00Z")) == "2025-03-31T09:30:00.000000Z");
  CHECK(format_instant(at("1969-12-31T23:59:59.999999Z")) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_instant(Instant{-1us}) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_instant(at("0001-01-01T00:00:00Z")) == "0001-01-01T00:00:00.000000Z");
  CHECK(format_instant(at("9999-12-31T23:59:59.999999Z")) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("what is not an instant in UTC is refused, and nothing is changed") {
  for (const char* text :
       {"", "2025-03-31", "2025-03-31T09:30:00", "2025-03-31T09:30:00+00:00",
        "2025-03-31T09:30:00-05:00", "2025-03-31t09:30:00Z", "2025-03-31T09:30:00z",
        "2025-03-31 09:30:00Z", "2025-03-31T09:30Z", "2025-03-31T24:00:00Z", "2025-03-31T23:60:00Z",
        "2016-12-31T23:59:60Z", "2025-03-31T09:30:00.Z", "2025-03-31T09:30:00.1234567Z",
        "2025-03-31T09:30:00,5Z", "2025-03-31T09:30:00Z ", "2025-02-30T09:30:00Z",
        "2025-03-31T9:30:00Z", "2025-03-31T09:30:00.-1Z"}) {
    CAPTURE(text);
    Instant out = at("1999-09-09T09:09:09Z");
    CHECK_FALSE(parse_instant(text, out));
    CHECK(out == at("1999-09-09T09:09:09Z"));
  }
}

TEST_CASE("any instant that is written is read back") {
  std::mt19937_64 random(1);
  const auto first = at("0001-01-01T00:00:00Z").time_since_epoch().count();
  const auto last = at("9999-12-31T23:59:59.999999Z").time_since_epoch().count();
  std::uniform_int_distribution<std::int64_t> any(first, last);
  for (int i = 0; i < 20'000; ++i) {
    const Instant value{std::chrono::microseconds{any(random)}};
    const auto text = format_instant(value);
    CHECK(at(text) == value);
    CHECK(text.substr(0, 10) == format_date(std::chrono::floor<std::chrono::days>(value)));
  }
}

TEST_CASE("a year that has no four digits is not written") {
  const std::chrono::days one{1};
  CHECK_THROWS_AS(format_date(day("9999-12-31") + one), std::out_of_range);
  CHECK_THROWS_AS(format_date(day("0001-01-01") - one), std::out_of_range);
  CHECK_THROWS_AS(format_instant(at("0001-01-01T00:00:00Z") - 1us), std::out_of_range);
  CHECK_THROWS_AS(format_instant(Instant::max()), std::out_of_range);
}

TEST_CASE("UTC days begin at midnight") {
  for (const char* name : {"UTC", "Etc/UTC"}) {
    CHECK(zone(name).local_day(at("2025-03-31T23:59:59.999999Z")) == day("2025-03-31"));
    CHECK(zone(name).local_day(at("1969-12-31T23:59:59.999999Z")) == day("1969-12-31"));
    CHECK(zone(name).start_of(day("2025-03-31")) == at("2025-03-31T00:00:00Z"));
    CHECK(zone(name).instant_of(day("2025-03-31"), 90min) == at("2025-03-31T01:30:00Z"));
  }
}

TEST_CASE("days begin at local midnight, in summer too") {
  auto& york = zone("America/New_York");
  CHECK(york.start_of(day("2025-01-15")) == at("2025-01-15T05:00:00Z"));
  CHECK(york.start_of(day("2025-07-15")) == at("2025-07-15T04:00:00Z"));
  CHECK(york.start_of(day("2036-07-15")) == at("2036-07-15T04:00:00Z"));
  CHECK(york.local_day(at("2025-07-15T03:59:59.999999Z")) == day("2025-07-14"));
  CHECK(york.local_day(at("2025-07-15T04:00:00Z")) == day("2025-07-15"));
  CHECK(zone("Asia/Kathmandu").start_of(day("2025-07-15")) == at("2025-07-14T18:15:00Z"));
  CHECK(zone("Pacific/Kiritimati").local_day(at("2025-12-31T10:00:00Z")) == day("2026-01-01"));
}

TEST_CASE("a time that clocks skip is the moment of the skip") {
  auto& london = zone("Europe/London");  // 01:00 to 02:00 on 30 March 2025 did not happen
  for (auto skipped : {60min, 90min, 120min})
    CHECK(london.instant_of(day("2025-03-30"), skipped) == at("2025-03-30T01:00:00Z"));
  CHECK(london.instant_of(day("2025-03-30"), 121min) == at("2025-03-30T01:01:00Z"));
  // Clocks in Cairo went from midnight to one on 25 April 2025: the day began at one.
  CHECK(zone("Africa/Cairo").start_of(day("2025-04-25")) == at("2025-04-24T22:00:00Z"));
  CHECK(zone("Africa/Cairo").local_day(at("2025-04-24T21:59:59Z")) == day("2025-04-24"));
  CHECK(zone("Africa/Cairo").local_day(at("2025-04-24T22:00:00Z")) == day("2025-04-25"));
  // Samoa had no 30 December 2011.
  CHECK(zone("Pacific/Apia").start_of(day("2011-12-30")) ==
        zone("Pacific/Apia").start_of(day("2011-12-31")));
}

TEST_CASE("of a time that clocks show twice, the first is meant") {
  auto& london = zone("Europe/London");  // 01:00 to 02:00 on 26 October 2025 happened twice
  CHECK(london.instant_of(day("2025-10-26"), 90min) == at("2025-10-26T00:30:00Z"));
  CHECK(london.instant_of(day("2025-10-26"), 120min) == at("2025-10-26T02:00:00Z"));
  // Havana's clocks go back from one to midnight: its day begins at the first midnight.
  CHECK(zone("America/Havana").start_of(day("2025-11-02")) == at("2025-11-02T04:00:00Z"));
}

TEST_CASE("the start of a day is its first instant, in zones of every kind") {
  for (const char* name : {"UTC", "Europe/London", "America/New_York", "America/Havana",
                           "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata"}) {
    auto& here = zone(name);
    for (auto d = day("2023-01-01"); d < day("2027-01-01"); d += std::chrono::days{1}) {
      CAPTURE(name, format_date(d));
      const auto start = here.start_of(d);
      CHECK(here.local_day(start) == d);
      // Where midnight comes twice, the instant before the second is of the day before it too.
      CHECK(here.local_day(start - 1us) == d - std::chrono::days{1});
    }
  }
}

TEST_CASE("only names of the database are zones") {
  for (const char* name :
       {"", "utc", "Europe/Londinium", "Europe", "localtime", "posixrules", "leapseconds",
        "tzdata.zi", "zone1970.tab", "posix/UTC", "right/UTC", "right/Europe/London",
        "../../etc/passwd", "/etc/localtime", "Europe/London "}) {
    CAPTURE(name);
    CHECK(find_zone(name) == nullptr);
    CHECK_THROWS_AS(zone_named(name), std::runtime_error);
  }
  CHECK(find_zone("Europe/London") != nullptr);
  CHECK(find_zone("Europe/London") == find_zone("Europe/London"));
  CHECK(&zone_named("Europe/London") == find_zone("Europe/London"));
}

TEST_CASE("zones may be asked from several threads at once") {
  std::vector<std::thread> threads;
  std::array<bool, 4> right{};
  threads.reserve(right.size());
  for (std::size_t t = 0; t < right.size(); ++t)
    threads.emplace_back([&right, t] {
      const char* names[] = {"Europe/Paris", "Asia/Tokyo", "America/Lima"};
      right[t] = true;
      for (int i = 0; i < 3'000; ++i) {
        auto& here = *find_zone(names[i % 3]);
        const Date d{std::chrono::days{20'000 + i}};
        if (here.local_day(here.start_of(d)) != d) right[t] = false;
      }
    });
  for (auto& thread : threads) thread.join();
  for (const bool r : right) CHECK(r);
}
