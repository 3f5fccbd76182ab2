#include "onward/rules/opening_hours.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr int weekdays = 7;

bool contains(std::span<const Weekday> days, Weekday day) {
  return std::ranges::find(days, day) != days.end();
}

bool has_dates(const Schedule& s) { return s.valid_from || s.valid_to; }

bool holds(const Schedule& s, Weekday day, Date today) {
  return (!s.valid_from || *s.valid_from <= today) && (!s.valid_to || today <= *s.valid_to) &&
         (s.weekdays.empty() || contains(s.weekdays, day));
}

// What is stated of one day: with dates, where some hold, and otherwise of every week.
template <class Take>
void each_stated(std::span<const Schedule> week, Weekday day, Date today, Take take) {
  const bool dated = std::ranges::any_of(
      week, [&](const Schedule& s) { return has_dates(s) && holds(s, day, today); });
  for (auto& s : week)
    if (has_dates(s) == dated && holds(s, day, today)) take(s);
}

bool is_closed(std::span<const Schedule> week, Weekday day, Date today) {
  return std::ranges::any_of(
      week, [&](const Schedule& s) { return s.closed && has_dates(s) && holds(s, day, today); });
}

struct Span {  // of minutes, without its end
  std::int64_t from = 0;
  std::int64_t until = day_minutes;
};

// Whether the hours have a minute of the asked ones; of hours that begin or end at a time nobody
// told, only what lies beyond the other end is known.
Truth meets(const Schedule& s, Span asked) {
  const auto opens = s.opens_at_minutes, closes = s.closes_at_minutes;
  const bool is_overnight = opens && closes && *closes <= *opens;
  if (opens && asked.until <= *opens) return Truth::no;
  if (closes && !is_overnight && *closes <= asked.from) return Truth::no;
  return opens && closes ? Truth::yes : Truth::unknown;
}

// Of hours that began the day before and end in the morning.
bool meets_morning(const Schedule& s, Span asked) {
  return !s.closed && s.opens_at_minutes && s.closes_at_minutes &&
         *s.closes_at_minutes <= *s.opens_at_minutes && asked.from < *s.closes_at_minutes;
}

Truth opens_on(std::span<const Schedule> week, Weekday day, const Visit& visit, Date today) {
  if (is_closed(week, day, today)) return Truth::no;
  const Span asked{visit.from_minutes.value_or(0), visit.until_minutes.value_or(day_minutes)};
  Truth answer = Truth::no;
  each_stated(week, day, today, [&](const Schedule& s) {
    if (!s.closed) answer = std::max(answer, visit.names_time() ? meets(s, asked) : Truth::yes);
  });
  const auto before = static_cast<Weekday>((static_cast<int>(day) + weekdays - 1) % weekdays);
  if (!visit.names_time() || is_closed(week, before, today)) return answer;
  each_stated(week, before, today, [&](const Schedule& s) {
    if (meets_morning(s, asked)) answer = Truth::yes;
  });
  return answer;
}

bool works(std::span<const Weekday> working_days, Weekday day) {
  return working_days.empty() ? day <= Weekday::friday : contains(working_days, day);
}

// The best answer of the days on which the visit may be.
template <class Answer> Truth best_of_days(const Visit& visit, Answer answer) {
  Truth best = Truth::no;
  for (int i = 0; i < weekdays; ++i)
    if (const auto day = static_cast<Weekday>(i); visit.days.empty() || contains(visit.days, day))
      best = std::max(best, answer(day));
  return best;
}

}  // namespace

Weeks weeks_of(const Service& service, std::span<const Location> locations) {
  if (!service.schedules.empty()) return {service.schedules};
  Weeks out;
  for (auto& at : locations)
    if (at.active && std::ranges::find(service.locations, at.id) != service.locations.end())
      out.push_back(at.schedules);
  if (std::ranges::all_of(out, [](auto& week) { return week.empty(); })) out.clear();
  return out;
}

Truth opens(std::span<const Schedule> week, const Visit& visit, Date today) {
  if (week.empty()) return Truth::unknown;
  return best_of_days(visit, [&](Weekday day) { return opens_on(week, day, visit, today); });
}

Truth opens(const Weeks& weeks, std::span<const Weekday> working_days, const Visit& visit,
            Date today) {
  if (visit.days.empty() && !visit.names_time()) return Truth::yes;
  Truth best = Truth::no;
  for (auto& week : weeks) best = std::max(best, opens(week, visit, today));
  if (!weeks.empty()) return best;
  const Truth on_working_day = visit.names_time() ? Truth::unknown : Truth::yes;
  return best_of_days(
      visit, [&](Weekday day) { return works(working_days, day) ? on_working_day : Truth::no; });
}

bool is_free(const Service& service) {
  return !service.costs.empty() && std::ranges::all_of(service.costs, [](const CostOption& cost) {
    return cost.amount_minor_units == 0;
  });
}

}  // namespace onward
