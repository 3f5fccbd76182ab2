#include "onward/rules/timeframes.hpp"

#include <algorithm>

namespace onward {

namespace {

using std::chrono::days;

constexpr unsigned monday_to_friday = 0b001'1111;

// A calendar made ready to be asked many times.
class WorkingDays {
 public:
  explicit WorkingDays(const Calendar& calendar) : holidays_(calendar.holidays) {
    for (const auto day : calendar.working_days) weekdays_ |= 1u << static_cast<unsigned>(day);
    if (weekdays_ == 0) weekdays_ = monday_to_friday;
  }

  bool has(Date day) const {
    const auto monday_is_0 = std::chrono::weekday{day}.iso_encoding() - 1;
    return (weekdays_ >> monday_is_0 & 1) != 0 &&
           std::ranges::find(holidays_, day) == holidays_.end();
  }
  // Ends, since some weekday works and holidays are finitely many. So do the loops below.
  Date at_or_after(Date day) const {
    while (!has(day)) day += days{1};
    return day;
  }
  Date moved(Date day, std::int64_t n) const {
    const days step{n < 0 ? -1 : 1};
    for (n = n < 0 ? -n : n; n > 0; --n) {
      do day += step;
      while (!has(day));
    }
    return day;
  }

 private:
  unsigned weekdays_ = 0;
  std::span<const Date> holidays_;
};

bool is_countable(std::int64_t working_days) {
  return working_days <= working_days_max && working_days >= -working_days_max;
}

Instant end_of(Date day, const TimeZone& zone) {
  return std::min(zone.start_of(day + days{1}), never);
}

bool close_has_passed(const Referral& row, const std::optional<Instant>& close_due_at,
                      Instant now) {
  const bool on_hold = row.phase == ReferralPhase::on_hold && row.held_at;
  return close_due_at && *close_due_at <= (on_hold ? std::min(now, *row.held_at) : now);
}

// The first due time that can still tell somebody something. Once a referral is overdue, a second
// due time that passes has nothing to add.
Instant next_due(const Referral& row, const Timers& timers, std::optional<Instant> expires_at,
                 Instant now) {
  if (is_finished(row.phase) || row.phase == ReferralPhase::draft) return never;
  Instant next = expires_at.value_or(never);
  const auto consider = [&](const std::optional<Instant>& due) {
    if (due && !(timers.overdue && *due <= now)) next = std::min(next, *due);
  };
  consider(timers.review_due_at);
  if (row.phase != ReferralPhase::on_hold) consider(timers.close_due_at);
  return next;
}

Timers standing(const Referral& row) {
  return {row.review_due_at, row.close_due_at, row.due_at, row.overdue};
}

}  // namespace

Instant due_after(Instant start, std::int64_t working_days, const Calendar& calendar,
                  const TimeZone& zone) {
  if (start >= never || working_days > working_days_max) return never;
  const WorkingDays works(calendar);
  const Date first = works.at_or_after(zone.local_day(start));
  return end_of(works.moved(first, std::max<std::int64_t>(working_days, 0)), zone);
}

Instant moved(Instant due, std::int64_t working_days, const Calendar& calendar,
              const TimeZone& zone) {
  if (due >= never || !is_countable(working_days)) return never;
  if (working_days == 0) return due;
  const Date last = zone.local_day(due - std::chrono::microseconds{1});
  return end_of(WorkingDays(calendar).moved(last, working_days), zone);
}

std::int64_t working_days_held(Instant held_at, Instant resumed_at, const Calendar& calendar,
                               const TimeZone& zone) {
  const WorkingDays works(calendar);
  const Date last = works.at_or_after(zone.local_day(resumed_at));
  std::int64_t count = 0;
  for (Date day = works.at_or_after(zone.local_day(held_at)); day < last; day = works.moved(day, 1))
    if (++count > working_days_max) break;
  return count;
}

Instant paused(Instant due, Instant held_at, Instant resumed_at, const Calendar& calendar,
               const TimeZone& zone) {
  if (held_at >= due) return due;
  return moved(due, working_days_held(held_at, resumed_at, calendar, zone), calendar, zone);
}

std::optional<Instant> no_response_at(const Referral& row, const FrozenPolicy& policy,
                                      const Calendar& calendar, const TimeZone& zone) {
  if (row.phase != ReferralPhase::requested || policy.no_response_working_days <= 0)
    return std::nullopt;
  return due_after(row.requested_at, policy.no_response_working_days, calendar, zone);
}

Timers timers_when_asked(const Referral& row, const FrozenPolicy& policy, const Calendar& calendar,
                         const TimeZone& zone) {
  Timers timers;
  timers.review_due_at = due_after(row.requested_at, policy.review_working_days, calendar, zone);
  timers.close_due_at = due_after(row.requested_at, policy.close_working_days, calendar, zone);
  timers.due_at =
      next_due(row, timers, no_response_at(row, policy, calendar, zone), row.requested_at);
  return timers;
}

Timers timers_when_receiver_acts(const Referral& row, const FrozenPolicy& policy, Instant now,
                                 const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  if (!is_finished(row.phase)) {
    timers.review_due_at = due_after(now, policy.review_working_days, calendar, zone);
    timers.overdue = row.overdue && close_has_passed(row, row.close_due_at, now);
  }
  timers.due_at = next_due(row, timers, no_response_at(row, policy, calendar, zone), now);
  return timers;
}

Timers timers_when_resumed(const Referral& row, const FrozenPolicy& policy, Instant now,
                           const Calendar& calendar, const TimeZone& zone) {
  Referral resumed = row;
  if (row.held_at && row.close_due_at)
    resumed.close_due_at = paused(*row.close_due_at, *row.held_at, now, calendar, zone);
  return timers_when_receiver_acts(resumed, policy, now, calendar, zone);
}

Timers timers_of(const Referral& row, const FrozenPolicy& policy, Instant now,
                 const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  timers.due_at = next_due(row, timers, no_response_at(row, policy, calendar, zone), now);
  return timers;
}

Timers timers_when_ticked(const Referral& row, const FrozenPolicy& policy, Instant now,
                          const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  const bool review_has_passed = row.review_due_at && *row.review_due_at <= now;
  if (!is_finished(row.phase))
    timers.overdue =
        row.overdue || review_has_passed || close_has_passed(row, row.close_due_at, now);
  timers.due_at = next_due(row, timers, no_response_at(row, policy, calendar, zone), now);
  return timers;
}

}  // namespace onward
