#include "onward/rules/timeframes.hpp"

#include <random>

#include "catch.hpp"
#include "dates.hpp"

using namespace onward;

namespace {

Date day(std::string_view text) {
  Date out{};
  if (!parse_date(text, out)) throw std::invalid_argument(std::string(text));
  return out;
}

// "2025-03-31" or "2025-03-31 09:30", in UTC.
Instant at(std::string text) {
  text += text.size() == 10 ? "T00:00:00Z" : ":00Z";
  if (text[10] == ' ') text[10] = 'T';
  Instant out{};
  if (!parse_instant(text, out)) throw std::invalid_argument(text);
  return out;
}

const TimeZone& utc = *find_zone("UTC");
const Calendar usual{};

// March 2025 begins on a Saturday: 3, 10, 17, 24 and 31 are Mondays.
FrozenPolicy policy_of(std::int64_t review, std::int64_t close, std::int64_t no_response = 0) {
  FrozenPolicy policy;
  policy.review_working_days = review;
  policy.close_working_days = close;
  policy.no_response_working_days = no_response;
  return policy;
}

Referral requested(Instant requested_at) {
  Referral row;
  row.phase = ReferralPhase::requested;
  row.requested_at = requested_at;
  return row;
}

Referral with(Referral row, const Timers& timers) {
  row.review_due_at = timers.review_due_at;
  row.close_due_at = timers.close_due_at;
  row.due_at = timers.due_at;
  row.overdue = timers.overdue;
  return row;
}

Referral asked(Instant requested_at, const FrozenPolicy& policy) {
  const auto row = requested(requested_at);
  return with(row, timers_when_asked(row, policy, usual, utc));
}

// A referral that is in progress, with its timers from Monday 3 March: review by the end of the
// 6th, close by the end of the 17th.
const FrozenPolicy policy = policy_of(3, 10);
Referral in_progress() {
  auto row = asked(at("2025-03-03 09:00"), policy);
  row.phase = ReferralPhase::in_progress;
  return row;
}

}  // namespace

TEST_CASE("an answer is due at the end of the n-th working day after the start") {
  CHECK(due_after(at("2025-03-03 09:00"), 1, usual, utc) == at("2025-03-05"));
  CHECK(due_after(at("2025-03-03 00:00"), 1, usual, utc) == at("2025-03-05"));
  CHECK(due_after(at("2025-03-03 23:59"), 1, usual, utc) == at("2025-03-05"));
  CHECK(due_after(at("2025-03-03 09:00"), 4, usual, utc) == at("2025-03-08"));  // end of Friday
  CHECK(due_after(at("2025-03-03 09:00"), 5, usual, utc) == at("2025-03-11"));
  CHECK(due_after(at("2025-03-07 16:55"), 1, usual, utc) == at("2025-03-11"));
  CHECK(due_after(at("2025-03-03 09:00"), 20, usual, utc) == at("2025-04-01"));
}

TEST_CASE("a start on a day off counts as one on the next working day") {
  for (const char* start : {"2025-03-08 00:00", "2025-03-09 23:59", "2025-03-10 09:00"})
    CHECK(due_after(at(start), 1, usual, utc) == at("2025-03-12"));
}

TEST_CASE("no days, or fewer, is due at the end of the first working day") {
  for (std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
    CHECK(due_after(at("2025-03-03 09:00"), n, usual, utc) == at("2025-03-04"));
    CHECK(due_after(at("2025-03-08 09:00"), n, usual, utc) == at("2025-03-11"));
  }
}

TEST_CASE("holidays and an organisation's own week are left out") {
  const std::vector holidays{day("2025-04-21"), day("2025-04-18"), day("2025-04-18")};
  CHECK(due_after(at("2025-04-17 09:00"), 1, {{}, holidays}, utc) == at("2025-04-23"));
  CHECK(due_after(at("2025-04-18 09:00"), 1, {{}, holidays}, utc) == at("2025-04-24"));
  const std::vector sunday_to_thursday{Weekday::sunday, Weekday::monday, Weekday::tuesday,
                                       Weekday::wednesday, Weekday::thursday};
  CHECK(due_after(at("2025-03-06 09:00"), 1, {sunday_to_thursday, {}}, utc) == at("2025-03-10"));
  const std::vector saturday{Weekday::saturday};
  CHECK(due_after(at("2025-03-03 09:00"), 2, {saturday, {}}, utc) == at("2025-03-23"));
}

TEST_CASE("a calendar without working days is Monday to Friday, and holidays come to an end") {
  const std::vector<Weekday> none;
  CHECK(due_after(at("2025-03-07 09:00"), 1, {none, {}}, utc) == at("2025-03-11"));
  std::vector<Date> years_off;
  for (auto d = day("2025-01-01"); d < day("2028-01-01"); d += std::chrono::days{1})
    years_off.push_back(d);
  CHECK(due_after(at("2025-03-03 09:00"), 1, {{}, years_off}, utc) == at("2028-01-05"));
}

TEST_CASE("days are the zone's own, also where clocks change") {
  auto& york = *find_zone("America/New_York");  // clocks go forward on Sunday 9 March 2025
  CHECK(due_after(at("2025-03-08 03:00"), 1, usual, york) == at("2025-03-11 04:00"));  // Friday
  CHECK(due_after(at("2025-03-08 05:00"), 1, usual, york) == at("2025-03-12 04:00"));  // Saturday
  CHECK(due_after(at("2025-03-05 12:00"), 1, usual, york) == at("2025-03-07 05:00"));
}

TEST_CASE("what is further off than any timeframe is never due") {
  const auto start = at("2025-03-03 09:00");
  CHECK(due_after(start, working_days_max, usual, utc) == at("2063-07-03"));
  CHECK(due_after(start, working_days_max + 1, usual, utc) == never);
  CHECK(due_after(start, INT64_MAX, usual, utc) == never);
  CHECK(due_after(never, 1, usual, utc) == never);
  CHECK(due_after(at("9999-12-30 09:00"), 100, usual, utc) == never);
  CHECK(moved(never, 1, usual, utc) == never);
  CHECK(moved(start, working_days_max + 1, usual, utc) == never);
  CHECK(moved(start, INT64_MIN, usual, utc) == start);
}

TEST_CASE("days are counted as by walking from one to the next, whatever the calendar") {
  std::mt19937 random(3);
  const auto up_to = [&](int n) { return static_cast<std::int64_t>(random() % unsigned(n)); };
  const std::chrono::days one{1};
  for (int i = 0; i < 300; ++i) {
    std::vector<Weekday> week;
    for (auto n = up_to(8); n > 0; --n) week.push_back(static_cast<Weekday>(up_to(7)));
    // Around 1970 too, where the epoch lies; some days are off twice.
    const Date first = (i % 2 ? day("2025-03-01") : day("1969-12-01")) + std::chrono::days{i % 7};
    std::vector<Date> holidays;
    for (auto n = up_to(150); n > 0; --n)
      holidays.push_back(first + std::chrono::days{up_to(200) - 20});
    const auto works = [&](Date d) {
      const auto weekday = static_cast<Weekday>(std::chrono::weekday{d}.iso_encoding() - 1);
      return std::ranges::count(holidays, d) == 0 &&
             (week.empty() ? weekday < Weekday::saturday : std::ranges::count(week, weekday) != 0);
    };
    std::vector<Date> walked;
    for (Date d = first; walked.size() < 60; d += one)
      if (works(d)) walked.push_back(d);
    const Calendar calendar{week, holidays};
    for (std::size_t n = 0; n < walked.size(); ++n) {
      CAPTURE(i, n);
      const auto count = static_cast<std::int64_t>(n);
      const Instant start{walked[n]}, end{walked[n] + one};
      CHECK(due_after(Instant{first}, count, calendar, utc) == end);
      CHECK(moved(Instant{walked[0] + one}, count, calendar, utc) == end);
      CHECK(working_days_held(Instant{first}, start, calendar, utc) == count);
      CHECK(working_days_held(Instant{first}, end, calendar, utc) == count + 1);
    }
  }
}

TEST_CASE("moving by working days adds up") {
  std::mt19937 random(1);
  const std::vector holidays{day("2025-04-18"), day("2025-04-21"), day("2025-05-05")};
  const Calendar calendar{{}, holidays};
  const auto up_to = [&](int n) { return static_cast<std::int64_t>(random() % unsigned(n)); };
  for (int i = 0; i < 2'000; ++i) {
    const auto start = at("2025-03-01") + std::chrono::minutes{up_to(100 * 24 * 60)};
    const auto a = up_to(30), b = up_to(30);
    const auto due = due_after(start, a, calendar, utc);
    CHECK(moved(due, b, calendar, utc) == due_after(start, a + b, calendar, utc));
    CHECK(due_after(start, a + 1, calendar, utc) > due);
    CHECK(due > start);
  }
}

TEST_CASE("a hold costs the working days after its first, up to the day of resuming") {
  const auto held = [](const char* from, const char* to) {
    return working_days_held(at(from), at(to), usual, utc);
  };
  CHECK(held("2025-03-03 09:00", "2025-03-03 17:00") == 0);
  CHECK(held("2025-03-03 23:59", "2025-03-04 00:01") == 1);
  CHECK(held("2025-03-03 09:00", "2025-03-10 09:00") == 5);
  CHECK(held("2025-03-07 09:00", "2025-03-09 09:00") == 1);
  CHECK(held("2025-03-08 09:00", "2025-03-10 09:00") == 0);
  CHECK(held("2025-03-10 09:00", "2025-03-03 09:00") == 0);
  CHECK(held("2025-03-03 09:00", "9999-12-31 00:00") == working_days_max + 1);
}

TEST_CASE("after a hold as many working days are left as before") {
  std::mt19937 random(2);
  const auto up_to = [&](int n) { return std::chrono::minutes{random() % unsigned(n)}; };
  for (int i = 0; i < 2'000; ++i) {
    const auto due = due_after(at("2025-03-01") + up_to(20'000), 10, usual, utc);
    const auto held_at = due - up_to(14 * 24 * 60) - std::chrono::minutes{1};
    const auto pause = held_at + up_to(40'000), resumed_at = pause + up_to(40'000);
    const auto left = [&](Instant from, Instant to) {
      return working_days_held(from, to - std::chrono::microseconds{1}, usual, utc);
    };
    CHECK(left(resumed_at, paused(due, held_at, resumed_at, usual, utc)) == left(held_at, due));
    // Two holds, one behind the other, cost what a single one would.
    CHECK(paused(paused(due, held_at, pause, usual, utc), pause, resumed_at, usual, utc) ==
          paused(due, held_at, resumed_at, usual, utc));
  }
}

TEST_CASE("who resumes at the weekend has the working day that was left on Friday") {
  CHECK(paused(at("2025-03-08"), at("2025-03-07 17:00"), at("2025-03-09 12:00"), usual, utc) ==
        at("2025-03-11"));
}

TEST_CASE("a hold does not bring back what was due before it") {
  const auto due = at("2025-03-05");
  CHECK(paused(due, at("2025-03-05 00:00"), at("2025-03-20"), usual, utc) == due);
  CHECK(paused(due, at("2025-03-04 23:59"), at("2025-03-05 00:01"), usual, utc) ==
        at("2025-03-06"));
}

TEST_CASE("a referral that is sent is due for an answer, and then for its end") {
  const auto row = asked(at("2025-03-03 09:00"), policy);
  CHECK(row.review_due_at == at("2025-03-07"));
  CHECK(row.close_due_at == at("2025-03-18"));
  CHECK(row.due_at == at("2025-03-07"));
  CHECK_FALSE(row.overdue);
}

TEST_CASE("silence expires a referral only while it is requested, and only by policy") {
  const auto strict = policy_of(3, 10, 2);
  auto row = asked(at("2025-03-03 09:00"), strict);
  CHECK(no_response_at(row, strict, usual, utc) == at("2025-03-06"));
  CHECK(row.due_at == at("2025-03-06"));
  CHECK_FALSE(no_response_at(row, policy, usual, utc));
  row.phase = ReferralPhase::received;
  CHECK_FALSE(no_response_at(row, strict, usual, utc));
  CHECK(timers_when_receiver_acts(row, strict, at("2025-03-04 09:00"), usual, utc).due_at ==
        at("2025-03-08"));
}

TEST_CASE("an overdue referral still expires") {
  const auto late = policy_of(1, 10, 5);
  const auto row = asked(at("2025-03-03 09:00"), late);
  const auto ticked = timers_when_ticked(row, late, at("2025-03-05 00:00"), usual, utc);
  CHECK(ticked.overdue);
  CHECK(ticked.due_at == at("2025-03-11"));
}

TEST_CASE("any act of the receiver restarts update-within, and never close-within") {
  const auto timers =
      timers_when_receiver_acts(in_progress(), policy, at("2025-03-05 10:00"), usual, utc);
  CHECK(timers.review_due_at == at("2025-03-11"));
  CHECK(timers.last_update_at == at("2025-03-05 10:00"));
  CHECK(timers.close_due_at == at("2025-03-18"));
  CHECK(timers.due_at == at("2025-03-11"));
  const auto near_end =
      timers_when_receiver_acts(in_progress(), policy, at("2025-03-14 10:00"), usual, utc);
  CHECK(near_end.review_due_at == at("2025-03-20"));
  CHECK(near_end.due_at == at("2025-03-18"));
}

TEST_CASE("what others do is no sign of life of the receiver") {
  auto row = in_progress();
  const Instant last = at("2025-03-05 10:00"), now = at("2025-03-14 10:00");
  row.last_update_at = last;
  CHECK(timers_of(row, policy, now, usual, utc).last_update_at == last);
  CHECK(timers_when_ticked(row, policy, now, usual, utc).last_update_at == last);
  CHECK(timers_when_urgency_rises(row, policy, now, usual, utc).last_update_at == last);
  row.accepted_at = at("2025-03-05 10:00");
  CHECK(timers_when_chosen(row, policy, now, usual, utc).last_update_at == last);
  row.information_asked_at = at("2025-03-06 10:00");
  CHECK(timers_when_answered(row, policy, now, usual, utc).last_update_at == last);
  CHECK_FALSE(timers_when_asked(row, policy, usual, utc).last_update_at);
}

TEST_CASE("a tick flags what is due and goes on to the next due time") {
  auto row = in_progress();
  const auto before = timers_when_ticked(row, policy, at("2025-03-06 23:59"), usual, utc);
  CHECK_FALSE(before.overdue);
  CHECK(before.due_at == at("2025-03-07"));
  const auto first = timers_when_ticked(row, policy, at("2025-03-07 00:00"), usual, utc);
  CHECK(first.overdue);
  CHECK(first.due_at == at("2025-03-15"));  // a reminder, before its end is due
  row = with(row, first);
  const auto again = timers_when_ticked(row, policy, at("2025-03-07 00:00"), usual, utc);
  CHECK(again.due_at == first.due_at);
  row = with(row, timers_when_ticked(row, policy, at("2025-03-15 00:00"), usual, utc));
  CHECK(row.due_at == at("2025-03-18"));
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  CHECK(row.overdue);
  CHECK(row.due_at == at("2025-03-26"));  // nothing is left to miss: a reminder comes back
  const auto other = timers_of(row, policy, at("2025-03-20 09:00"), usual, utc);
  CHECK(other.due_at == at("2025-03-26"));  // which others' acts do not put off
  row = with(row, timers_when_ticked(row, policy, at("2025-03-26 00:00"), usual, utc));
  CHECK(row.due_at == at("2025-04-03"));
}

TEST_CASE("an update ends what was overdue for want of it, but not a missed end") {
  auto row = in_progress();
  row = with(row, timers_when_ticked(row, policy, at("2025-03-07 00:00"), usual, utc));
  const auto updated = timers_when_receiver_acts(row, policy, at("2025-03-07 09:00"), usual, utc);
  CHECK_FALSE(updated.overdue);
  CHECK(updated.due_at == at("2025-03-13"));
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  const auto late = timers_when_receiver_acts(row, policy, at("2025-03-18 09:00"), usual, utc);
  CHECK(late.overdue);
  CHECK(late.due_at == at("2025-03-22"));
}

TEST_CASE("a due time that no tick has seen has not happened") {
  const auto row = in_progress();
  const auto now = at("2025-03-20 09:00");
  CHECK_FALSE(timers_of(row, policy, now, usual, utc).overdue);
  CHECK(timers_of(row, policy, now, usual, utc).due_at == at("2025-03-07"));
  const auto updated = timers_when_receiver_acts(row, policy, now, usual, utc);
  CHECK_FALSE(updated.overdue);
  CHECK(updated.due_at == at("2025-03-18"));
}

TEST_CASE("hold pauses close-within and not update-within") {
  auto row = in_progress();
  row.phase = ReferralPhase::on_hold;
  row.held_at = at("2025-03-12 09:00");
  row = with(row, timers_when_receiver_acts(row, policy, *row.held_at, usual, utc));
  CHECK(row.close_due_at == at("2025-03-18"));
  CHECK(row.review_due_at == at("2025-03-18"));
  CHECK(row.due_at == at("2025-03-18"));
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  CHECK(row.overdue);
  CHECK(row.due_at == at("2025-03-26"));  // it is paused; who forgets the update is reminded
  const auto noted = timers_when_receiver_acts(row, policy, at("2025-03-19 09:00"), usual, utc);
  CHECK_FALSE(noted.overdue);
  CHECK(noted.due_at == at("2025-03-25"));
  row.phase = ReferralPhase::in_progress;
  row = with(row, timers_when_resumed(row, policy, at("2025-03-20 09:00"), usual, utc));
  CHECK(row.close_due_at == at("2025-03-26"));  // six working days later
  CHECK(row.review_due_at == at("2025-03-26"));
  CHECK_FALSE(row.overdue);
}

TEST_CASE("an end that was missed before a hold stays missed") {
  auto row = in_progress();
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  row.phase = ReferralPhase::on_hold;
  row.held_at = at("2025-03-19 09:00");
  CHECK(timers_when_receiver_acts(row, policy, *row.held_at, usual, utc).overdue);
  row.phase = ReferralPhase::in_progress;
  const auto resumed = timers_when_resumed(row, policy, at("2025-03-25 09:00"), usual, utc);
  CHECK(resumed.overdue);
  CHECK(resumed.close_due_at == at("2025-03-18"));
}

TEST_CASE("what is finished or a draft is due no more, and keeps whether it was late") {
  auto row = in_progress();
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  const auto now = at("2025-03-19 09:00");
  for (int p = 0; p <= static_cast<int>(ReferralPhase::error); ++p) {
    row.phase = static_cast<ReferralPhase>(p);
    if (row.phase != ReferralPhase::draft && !is_finished(row.phase)) continue;
    CAPTURE(name_of(row.phase));
    CHECK(timers_of(row, policy, now, usual, utc).due_at == never);
    CHECK(timers_of(row, policy, now, usual, utc).overdue);
    CHECK(timers_when_ticked(row, policy, now, usual, utc).due_at == never);
  }
  row.phase = ReferralPhase::completed;
  const auto completed = timers_when_receiver_acts(row, policy, now, usual, utc);
  CHECK(completed.due_at == never);
  CHECK(completed.overdue);
  CHECK(completed.close_due_at == at("2025-03-18"));
}

TEST_CASE("who is asked again starts afresh") {
  auto row = in_progress();
  row = with(row, timers_when_ticked(row, policy, at("2025-03-18 00:00"), usual, utc));
  row.phase = ReferralPhase::requested;
  row.requested_at = at("2025-03-19 09:00");
  const auto timers = timers_when_asked(row, policy, usual, utc);
  CHECK(timers.review_due_at == at("2025-03-25"));
  CHECK(timers.close_due_at == at("2025-04-03"));
  CHECK(timers.due_at == at("2025-03-25"));
  CHECK_FALSE(timers.overdue);
}
