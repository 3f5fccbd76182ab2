#include "onward/rules/timeframes.hpp"

#include <algorithm>
#include <bit>

#include "lists.hpp"

namespace onward {

namespace {

using std::chrono::days;

constexpr unsigned monday_to_friday = 0b001'1111;

// A calendar whose working days are numbered, so that they are counted and found without walking
// along them, however many days off there are.
class WorkingDays {
 public:
  explicit WorkingDays(const Calendar& calendar) {
    for (const auto day : calendar.working_days) week_ |= 1u << static_cast<unsigned>(day);
    if (week_ == 0) week_ = monday_to_friday;
    std::vector<Date> days_off(calendar.holidays.begin(), calendar.holidays.end());
    std::erase_if(days_off, [&](Date day) { return (week_ >> number_in_week(day) & 1) == 0; });
    sort_unique(days_off);
    for (const auto day : days_off)
      holidays_.push_back({day, weekdays_through(day) - std::ssize(holidays_) - 1});
  }

  Date at_or_after(Date day) const { return day_of(number_of(day - days{1}) + 1); }
  // The n-th working day after `day`, which is one itself when n is 0.
  Date moved(Date day, std::int64_t n) const { return day_of(number_of(day) + n); }
  // Working days in front of `day`, less those in front of `from`.
  std::int64_t between(Date from, Date day) const {
    return number_of(day - days{1}) - number_of(from - days{1});
  }

 private:
  struct Holiday {  // on a weekday that works otherwise
    Date day{};
    std::int64_t number = 0;  // of the last working day in front of it
  };
  static constexpr Date some_monday{days{4}};  // 5 January 1970

  static unsigned number_in_week(Date day) { return static_cast<unsigned>(weekday_of(day)); }

  // Working weekdays up to `day`, counted from some_monday; before it, fewer than none.
  std::int64_t weekdays_through(Date day) const {
    const auto weeks = std::chrono::floor<std::chrono::weeks>(day - some_monday);
    const unsigned begun = week_ & ((2u << number_in_week(day)) - 1);
    return weeks.count() * std::popcount(week_) + std::popcount(begun);
  }
  // The day through which there are so many.
  Date weekday_numbered(std::int64_t number) const {
    const std::int64_t size = std::popcount(week_);
    const auto in_week = ((number - 1) % size + size) % size;
    auto rest = week_;
    for (auto n = in_week; n > 0; --n) rest &= rest - 1;
    return some_monday + std::chrono::weeks{(number - 1 - in_week) / size} +
           days{std::countr_zero(rest)};
  }

  // Of the last working day up to `day`.
  std::int64_t number_of(Date day) const {
    const auto behind = std::ranges::upper_bound(holidays_, day, {}, &Holiday::day);
    return weekdays_through(day) - (behind - holidays_.begin());
  }
  Date day_of(std::int64_t number) const {
    const auto behind = std::ranges::lower_bound(holidays_, number, {}, &Holiday::number);
    return weekday_numbered(number + (behind - holidays_.begin()));
  }

  unsigned week_ = 0;  // bit 0: Monday
  std::vector<Holiday> holidays_;
};

Instant end_of(Date day, const TimeZone& zone) {
  return std::min(zone.start_of(day + days{1}), never);
}

// Since when close-within stands still: by a hold, a question to the sender or its choice.
std::optional<Instant> paused_since(const Referral& row, const FrozenPolicy& policy) {
  std::optional<Instant> since = row.information_asked_at;
  const auto consider = [&](bool stands_still, const std::optional<Instant>& from) {
    if (stands_still && from) since = std::min(since.value_or(*from), *from);
  };
  consider(row.phase == ReferralPhase::on_hold, row.held_at);
  consider(awaits_choice(row, policy), row.accepted_at);
  return since;
}

bool close_has_passed(const Referral& row, const FrozenPolicy& policy, Instant now) {
  return row.close_due_at &&
         *row.close_due_at <= std::min(now, paused_since(row, policy).value_or(now));
}

// Whether silence sends it back: it is the receiver's turn, and somebody there has taken it.
bool may_go_back(const Referral& row) {
  if (is_finished(row.phase) || row.information_asked_at || row.withdrawal_asked_at) return false;
  return row.phase == ReferralPhase::received || row.assignee_id;
}

std::optional<Instant> send_back_from(const Referral& row, const FrozenPolicy& policy,
                                      Instant start, const Calendar& calendar,
                                      const TimeZone& zone) {
  if (policy.send_back_working_days <= 0 || !may_go_back(row) || awaits_choice(row, policy))
    return std::nullopt;
  return due_after(start, policy.send_back_working_days, calendar, zone);
}

// The first due time that can still tell somebody something. While a referral is overdue, a
// reminder comes besides: silence is told again and again, and no referral is left without a clock.
Instant next_due(const Referral& row, const Timers& timers, const FrozenPolicy& policy, Instant now,
                 const Calendar& calendar, const TimeZone& zone) {
  if (is_finished(row.phase) || row.phase == ReferralPhase::draft) return never;
  Instant next = never;
  for (auto& due : {no_response_at(row, policy, calendar, zone),
                    withdrawal_at(row, policy, calendar, zone), timers.send_back_due_at})
    next = std::min(next, due.value_or(never));
  const auto consider = [&](const std::optional<Instant>& due) {
    if (due && !(timers.overdue && *due <= now)) next = std::min(next, *due);
  };
  if (!awaits_choice(row, policy)) {
    consider(timers.review_due_at);
    if (!paused_since(row, policy)) consider(timers.close_due_at);
  }
  if (next != never && !timers.overdue) return next;
  const Instant reminder = reminder_after(now, policy, calendar, zone);
  return std::min({next, reminder, row.due_at > now ? row.due_at : never});
}

Timers standing(const Referral& row) {
  return {.review_due_at = row.review_due_at,
          .close_due_at = row.close_due_at,
          .due_at = row.due_at,
          .overdue = row.overdue,
          .send_back_due_at = may_go_back(row) ? row.send_back_due_at : std::nullopt,
          .last_update_at = row.last_update_at,
          .pauses = row.pauses};
}

// The end is due later by a pause that is over, but for what another pause, which goes on, covers.
// The pause is kept where it costs a day.
void end_pause(Referral& row, Instant since, const std::optional<Instant>& other, Instant now,
               const Calendar& calendar, const TimeZone& zone) {
  const Instant until = other ? std::clamp(*other, since, std::max(since, now)) : now;
  if (working_days_held(since, until, calendar, zone) == 0) return;
  row.pauses.push_back({since, until});
  if (row.close_due_at) row.close_due_at = paused(*row.close_due_at, since, until, calendar, zone);
}

Instant close_due(const Referral& row, const FrozenPolicy& policy, const Calendar& calendar,
                  const TimeZone& zone) {
  Instant due = due_after(row.requested_at, policy.close_working_days, calendar, zone);
  for (auto& [since, until] : row.pauses) due = paused(due, since, until, calendar, zone);
  return due;
}

}  // namespace

Instant due_after(Instant start, std::int64_t working_days, const Calendar& calendar,
                  const TimeZone& zone) {
  if (start >= never || working_days > working_days_max) return never;
  const WorkingDays works(calendar);
  const Date first = works.at_or_after(zone.local_day(start));
  return end_of(works.moved(first, std::max<std::int64_t>(working_days, 0)), zone);
}

Instant reminder_after(Instant now, const FrozenPolicy& policy, const Calendar& calendar,
                       const TimeZone& zone) {
  return due_after(now, std::max<std::int64_t>(1, policy.unresolved_reminder_working_days),
                   calendar, zone);
}

Instant moved(Instant due, std::int64_t working_days, const Calendar& calendar,
              const TimeZone& zone) {
  if (due >= never || working_days > working_days_max) return never;
  if (working_days <= 0) return due;
  const Date last = zone.local_day(due - std::chrono::microseconds{1});
  return end_of(WorkingDays(calendar).moved(last, working_days), zone);
}

std::int64_t working_days_held(Instant held_at, Instant resumed_at, const Calendar& calendar,
                               const TimeZone& zone) {
  const Date first = zone.local_day(held_at), last = zone.local_day(resumed_at);
  return std::clamp<std::int64_t>(WorkingDays(calendar).between(first, last), 0,
                                  working_days_max + 1);
}

Instant paused(Instant due, Instant held_at, Instant resumed_at, const Calendar& calendar,
               const TimeZone& zone) {
  if (held_at >= due) return due;
  return moved(due, working_days_held(held_at, resumed_at, calendar, zone), calendar, zone);
}

bool awaits_choice(const Referral& row, const FrozenPolicy& policy) {
  return policy.claim_on == ClaimOn::sender_confirms && row.phase == ReferralPhase::accepted &&
         !row.confirmed;
}

Instant choice_due_at(const Referral& row, Instant stands, const FrozenPolicy& policy, Instant now,
                      const Calendar& of_sender, const TimeZone& zone) {
  const Instant reminder = reminder_after(now, policy, of_sender, zone);
  const bool waits_already = row.accepted_at && *row.accepted_at < now && stands > now;
  return waits_already ? std::min(stands, reminder) : reminder;
}

Instant choice_escalates_at(const Referral& row, const FrozenPolicy& policy,
                            const Calendar& of_sender, const TimeZone& zone) {
  if (!row.accepted_at) return never;
  const Instant reminded = reminder_after(*row.accepted_at, policy, of_sender, zone);
  return reminder_after(reminded, policy, of_sender, zone);
}

Timers timers_when_chosen(const Referral& row, const FrozenPolicy& policy, Instant now,
                          const Calendar& calendar, const TimeZone& zone) {
  Referral chosen = row;
  if (row.accepted_at)
    end_pause(chosen, *row.accepted_at, paused_since(row, policy), now, calendar, zone);
  Timers timers = timers_when_receiver_acts(chosen, policy, now, calendar, zone);
  timers.last_update_at = row.last_update_at;
  return timers;
}

std::optional<Instant> no_response_at(const Referral& row, const FrozenPolicy& policy,
                                      const Calendar& calendar, const TimeZone& zone) {
  if (row.phase != ReferralPhase::requested || policy.no_response_working_days <= 0)
    return std::nullopt;
  return due_after(row.requested_at, policy.no_response_working_days, calendar, zone);
}

std::optional<Instant> withdrawal_at(const Referral& row, const FrozenPolicy& policy,
                                     const Calendar& calendar, const TimeZone& zone) {
  if (is_finished(row.phase) || !row.withdrawal_asked_at) return std::nullopt;
  return due_after(*row.withdrawal_asked_at, policy.review_working_days, calendar, zone);
}

Timers timers_when_asked(const Referral& row, const FrozenPolicy& policy, const Calendar& calendar,
                         const TimeZone& zone) {
  Timers timers;
  timers.review_due_at = due_after(row.requested_at, policy.review_working_days, calendar, zone);
  timers.close_due_at = due_after(row.requested_at, policy.close_working_days, calendar, zone);
  timers.send_back_due_at = send_back_from(row, policy, row.requested_at, calendar, zone);
  timers.due_at = next_due(row, timers, policy, row.requested_at, calendar, zone);
  return timers;
}

Timers timers_when_receiver_acts(const Referral& row, const FrozenPolicy& policy, Instant now,
                                 const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  timers.last_update_at = now;
  if (!is_finished(row.phase)) {
    timers.review_due_at = due_after(now, policy.review_working_days, calendar, zone);
    timers.overdue = row.overdue && close_has_passed(row, policy, now);
    timers.send_back_due_at = send_back_from(row, policy, now, calendar, zone);
  }
  timers.due_at = next_due(row, timers, policy, now, calendar, zone);
  return timers;
}

Timers timers_when_resumed(const Referral& row, const FrozenPolicy& policy, Instant now,
                           const Calendar& calendar, const TimeZone& zone) {
  Referral resumed = row;
  if (row.held_at) end_pause(resumed, *row.held_at, row.information_asked_at, now, calendar, zone);
  return timers_when_receiver_acts(resumed, policy, now, calendar, zone);
}

Timers timers_when_answered(const Referral& row, const FrozenPolicy& policy, Instant now,
                            const Calendar& calendar, const TimeZone& zone) {
  Referral answered = row;
  answered.information_asked_at = std::nullopt;
  if (row.information_asked_at)
    end_pause(answered, *row.information_asked_at, paused_since(answered, policy), now, calendar,
              zone);
  Timers timers = standing(answered);
  timers.send_back_due_at = send_back_from(answered, policy, now, calendar, zone);
  timers.due_at = next_due(answered, timers, policy, now, calendar, zone);
  return timers;
}

Timers timers_when_reprioritised(const Referral& row, const FrozenPolicy& policy, Instant now,
                                 const Calendar& calendar, const TimeZone& zone) {
  Referral changed = row;
  changed.close_due_at = close_due(row, policy, calendar, zone);
  return timers_when_receiver_acts(changed, policy, now, calendar, zone);
}

Timers timers_of(const Referral& row, const FrozenPolicy& policy, Instant now,
                 const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  timers.due_at = next_due(row, timers, policy, now, calendar, zone);
  return timers;
}

Timers timers_when_urgency_rises(const Referral& row, const FrozenPolicy& policy, Instant now,
                                 const Calendar& calendar, const TimeZone& zone) {
  Timers timers = timers_when_asked(row, policy, calendar, zone);
  timers.overdue = row.overdue;
  timers.last_update_at = row.last_update_at;
  timers.due_at = next_due(row, timers, policy, now, calendar, zone);
  return timers;
}

Timers timers_when_ticked(const Referral& row, const FrozenPolicy& policy, Instant now,
                          const Calendar& calendar, const TimeZone& zone) {
  Timers timers = standing(row);
  const bool review_has_passed = row.review_due_at && *row.review_due_at <= now;
  const bool has_passed = review_has_passed || close_has_passed(row, policy, now);
  if (!is_finished(row.phase))
    timers.overdue = row.overdue || (has_passed && !awaits_choice(row, policy));
  timers.due_at = next_due(row, timers, policy, now, calendar, zone);
  return timers;
}

}  // namespace onward
