// When a service can be come to: its hours against the hours in which somebody has time.
#include "catch.hpp"
#include "onward/rules/eligibility.hpp"

using namespace onward;

namespace {

using enum Weekday;
constexpr Date today = std::chrono::sys_days{std::chrono::year{2025} / 6 / 2};

constexpr std::int64_t at(int hour, int minute = 0) { return 60 * hour + minute; }

Schedule hours(std::vector<Weekday> days, std::optional<std::int64_t> opens_at,
               std::optional<std::int64_t> closes_at) {
  return {
      .weekdays = std::move(days), .opens_at_minutes = opens_at, .closes_at_minutes = closes_at};
}
Schedule closed(std::vector<Weekday> days) { return {.weekdays = std::move(days), .closed = true}; }
Schedule from(Schedule s, Date first) {
  s.valid_from = first;
  return s;
}
Schedule until(Schedule s, Date last) {
  s.valid_to = last;
  return s;
}

struct Case {
  std::string says;
  std::vector<Schedule> week;
  std::vector<Weekday> days;
  std::optional<std::int64_t> from_minutes, until_minutes;
  Truth truth;
};

const std::vector<Schedule> office{hours({monday, tuesday}, at(9), at(17))};
const std::vector<Schedule> night{hours({monday}, at(22), at(6))};
const std::vector<Schedule> from_nine{hours({}, at(9), {})};
const std::vector<Schedule> until_five{hours({}, {}, at(17))};
const auto yesterday = today - std::chrono::days{1}, tomorrow = today + std::chrono::days{1};

const Case cases[] = {
    // Days alone.
    {"on its day", office, {monday}, {}, {}, Truth::yes},
    {"on another day", office, {sunday}, {}, {}, Truth::no},
    {"on one of two days", office, {sunday, tuesday}, {}, {}, Truth::yes},
    {"every day where no days are named", {hours({}, {}, {})}, {sunday}, {}, {}, Truth::yes},
    {"a week that says nothing", {}, {monday}, {}, {}, Truth::unknown},
    {"the morning after is no day of its own", night, {tuesday}, {}, {}, Truth::no},
    {"closed in every week", {closed({monday})}, {monday}, {}, {}, Truth::no},
    // Times: the last minute is the one before closing.
    {"the whole day", office, {monday}, at(0), at(24), Truth::yes},
    {"the first minute", office, {monday}, at(8), at(9, 1), Truth::yes},
    {"until it opens", office, {monday}, at(8), at(9), Truth::no},
    {"the last minute", office, {monday}, at(16, 59), {}, Truth::yes},
    {"when it has closed", office, {monday}, at(17), {}, Truth::no},
    {"within its hours", office, {monday}, at(10), at(11), Truth::yes},
    {"at its hours of another day", office, {sunday}, at(10), at(11), Truth::no},
    {"at its hours of some day", office, {}, at(10), at(11), Truth::yes},
    {"between two openings",
     {hours({}, at(9), at(12)), hours({}, at(14), at(17))},
     {},
     at(12),
     at(14),
     Truth::no},
    {"in the second opening",
     {hours({}, at(9), at(12)), hours({}, at(14), at(17))},
     {},
     at(12),
     at(14, 1),
     Truth::yes},
    // Over midnight.
    {"late in the evening", night, {monday}, at(23), {}, Truth::yes},
    {"before the evening", night, {monday}, at(6), at(22), Truth::no},
    {"early on the next day", night, {tuesday}, {}, at(1), Truth::yes},
    {"the last minute of the night", night, {tuesday}, at(5, 59), at(12), Truth::yes},
    {"when the night is over", night, {tuesday}, at(6), at(12), Truth::no},
    {"early on the day of the evening", night, {monday}, {}, at(1), Truth::no},
    {"from Sunday to Monday", {hours({sunday}, at(22), at(6))}, {monday}, {}, at(1), Truth::yes},
    {"round the clock", {hours({monday}, at(0), at(0))}, {monday}, at(23), {}, Truth::yes},
    // Times that nobody told.
    {"it may be open by then", from_nine, {}, at(20), {}, Truth::unknown},
    {"it opens later", from_nine, {}, {}, at(9), Truth::no},
    {"it may be open already", until_five, {}, {}, at(3), Truth::unknown},
    {"it has closed", until_five, {}, at(17), {}, Truth::no},
    {"at some time of an open day", {hours({monday}, {}, {})}, {monday}, at(9), {}, Truth::unknown},
    {"known hours beside unknown ones",
     {hours({monday}, {}, {}), hours({monday}, at(9), at(17))},
     {monday},
     at(9),
     {},
     Truth::yes},
    // Dates.
    {"closed for a while", {office[0], from(closed({monday}), today)}, {monday}, {}, {}, Truth::no},
    {"closed until today", {office[0], until(closed({}), today)}, {monday}, {}, {}, Truth::no},
    {"closed until yesterday",
     {office[0], until(closed({}), yesterday)},
     {monday},
     {},
     {},
     Truth::yes},
    {"closed from tomorrow", {office[0], from(closed({}), tomorrow)}, {monday}, {}, {}, Truth::yes},
    {"closed on one of two days",
     {office[0], from(closed({monday}), today)},
     {monday, tuesday},
     {},
     {},
     Truth::yes},
    {"other hours for a while",
     {office[0], from(hours({monday}, at(12), at(13)), today)},
     {monday},
     at(9),
     at(10),
     Truth::no},
    {"open in the other hours",
     {office[0], from(hours({monday}, at(19), at(20)), today)},
     {monday},
     at(19),
     {},
     Truth::yes},
    {"a night that is closed for a while has no morning",
     {night[0], from(closed({monday}), today)},
     {tuesday},
     {},
     at(1),
     Truth::no},
};

}  // namespace

TEST_CASE("hours are met, or not, or nobody told") {
  for (auto& [says, week, days, from_minutes, until_minutes, truth] : cases) {
    INFO(says);
    const Visit visit{days, from_minutes, until_minutes};
    CHECK(name_of(opens(week, visit, today)) == name_of(truth));
  }
}

TEST_CASE("an organisation that states no hours works on its days, at hours nobody knows") {
  const std::vector<Weekday> weekend{saturday, sunday}, on_saturday{saturday}, on_friday{friday};
  CHECK(opens(Weeks{}, {}, {}, today) == Truth::yes);
  CHECK(opens(Weeks{}, {}, {.days = on_friday}, today) == Truth::yes);
  CHECK(opens(Weeks{}, {}, {.days = on_saturday}, today) == Truth::no);
  CHECK(opens(Weeks{}, weekend, {.days = on_saturday}, today) == Truth::yes);
  CHECK(opens(Weeks{}, weekend, {.days = on_friday}, today) == Truth::no);
  CHECK(opens(Weeks{}, {}, {.from_minutes = at(9)}, today) == Truth::unknown);
  CHECK(opens(Weeks{}, {}, {.days = on_saturday, .from_minutes = at(9)}, today) == Truth::no);
}

TEST_CASE("one of several places is enough, and one that tells nothing may be open") {
  const std::vector<Weekday> on_monday{monday}, on_friday{friday};
  CHECK(opens(Weeks{night, office}, {}, {.days = on_monday}, today) == Truth::yes);
  CHECK(opens(Weeks{night, office}, {}, {.days = on_friday}, today) == Truth::no);
  CHECK(opens(Weeks{{}, office}, {}, {.days = on_friday}, today) == Truth::unknown);
}

TEST_CASE("hours are the service's own, or those of its open places") {
  Service service{.locations = {1, 2, 3}};
  const Location places[] = {{.id = 1, .schedules = night},
                             {.id = 2, .active = false, .schedules = office},
                             {.id = 3},
                             {.id = 4, .schedules = office}};
  const auto sizes_of_weeks = [&](std::size_t count) {
    std::vector<std::size_t> sizes;
    for (auto& week : weeks_of(service, std::span(places).first(count)))
      sizes.push_back(week.size());
    return sizes;
  };
  CHECK(sizes_of_weeks(4) == std::vector<std::size_t>{1, 0});
  service.locations = {3};
  CHECK(sizes_of_weeks(4).empty());
  service.schedules = {office[0], night[0]};
  CHECK(sizes_of_weeks(4) == std::vector<std::size_t>{2});
}
