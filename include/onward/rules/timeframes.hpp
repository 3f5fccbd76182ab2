// Working days: when an answer is due, what a hold costs, and when each timer fires.
//
// Everything counts whole working days of an organisation, in its time zone, and is due at the end
// of a day, which is the first instant of the day after.
#pragma once

#include "onward/model/directory.hpp"
#include "onward/model/referral.hpp"
#include "onward/time_zone.hpp"

namespace onward {

// Borrowed from the organisation's row.
struct Calendar {
  std::span<const Weekday> working_days{};  // empty is Monday to Friday
  std::span<const Date> holidays{};         // in any order
};

// Longer than any timeframe (38 years); what counts more working days is never due.
constexpr std::int64_t working_days_max = 10'000;

// The end of the n-th working day after the day of `start`. A start on a day off counts as one on
// the next working day, when somebody is there to read it: sent on Saturday with one day, it is due
// at the end of Tuesday, as if sent on Monday. Zero days, or fewer, is the end of the first day.
//   source   lifecycles A.8: working days of the organisation's calendar, zone injected
Instant due_after(Instant start, std::int64_t working_days, const Calendar&, const TimeZone&);

// The due instant, so many working days later; with none or fewer as it was.
Instant moved(Instant due, std::int64_t working_days, const Calendar&, const TimeZone&);

// What a hold costs: the working days after the day of holding, up to the day of resuming; a day
// off counts as the next working day, as above. So a hold within a day costs nothing, and two holds
// cost what one from end to end would.
std::int64_t working_days_held(Instant held_at, Instant resumed_at, const Calendar&,
                               const TimeZone&);

// After a hold as many working days are left as before it. What was due before it stays.
//   source   lifecycles A.8: hold pauses close-within, not update-within
Instant paused(Instant due, Instant held_at, Instant resumed_at, const Calendar&, const TimeZone&);

// When whoever must act, and does not, is reminded again. Whatever is unfinished has a clock.
Instant reminder_after(Instant now, const FrozenPolicy&, const Calendar&, const TimeZone&);

// The members of a Referral that timers own.
struct Timers {
  std::optional<Instant> review_due_at{};
  std::optional<Instant> close_due_at{};
  Instant due_at = never;
  bool overdue = false;
  std::optional<Instant> send_back_due_at{};
  std::optional<Instant> last_update_at{};
  std::vector<Pause> pauses{};
};

// Each of these takes the row as it will be written, phase included, but with its old timers, and
// answers the new ones. Only a tick sets `overdue`: a timer that is not ticked has not happened.
//   source   lifecycles A.8, timers

// It was sent, or is asked again: everything starts from requested_at.
Timers timers_when_asked(const Referral&, const FrozenPolicy&, const Calendar&, const TimeZone&);

// Any act of the receiver, a note included: update-within starts again, and with that what was
// overdue for want of an update no longer is. The act is the receiver's last sign of life.
Timers timers_when_receiver_acts(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                                 const TimeZone&);

// The receiver's act of resuming; held_at must still say since when it was held. Of a hold and a
// question to the sender that overlap, every day counts once.
Timers timers_when_resumed(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                           const TimeZone&);

// The sender's answer; information_asked_at must still say since when it was owed. From now on the
// receiver's silence counts again.
Timers timers_when_answered(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                            const TimeZone&);

// The receiver's change of urgency, whose timeframes are given. The end is due as if they had held
// from the start, pauses included, also where that has passed: then the next tick marks it overdue.
//   source   lifecycles A.8, timers; capability 11
Timers timers_when_reprioritised(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                                 const TimeZone&);

// Anybody else's act: due times stay, and the phase says which of them still run.
Timers timers_of(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                 const TimeZone&);

// The sender raised the urgency before anybody acknowledged: due times are those of the policy now
// given, from requested_at.
//   source   lifecycles A.8: changing urgency recomputes from the original start
Timers timers_when_urgency_rises(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                                 const TimeZone&);

// The system noticed what is due by now. When no_response_at is, the caller expires it instead.
Timers timers_when_ticked(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                          const TimeZone&);

// Whether it is the sender's turn: the receiver has promised service, and waits to be chosen. Its
// own clock stands still meanwhile, and the sender is reminded.
//   source   lifecycles A.4, claim_on sender_confirms; docs/decisions/0029
bool awaits_choice(const Referral&, const FrozenPolicy&);

// When the sender is next reminded to choose, in its own days; `stands` is when it was to be.
Instant choice_due_at(const Referral&, Instant stands, const FrozenPolicy&, Instant now,
                      const Calendar& of_sender, const TimeZone&);
// From when on administrators are called too: as of an unresolved need, with the second reminder.
Instant choice_escalates_at(const Referral&, const FrozenPolicy&, const Calendar& of_sender,
                            const TimeZone&);

// The sender's choice; accepted_at says since when it was owed. Update-within starts again, though
// the receiver did nothing.
Timers timers_when_chosen(const Referral&, const FrozenPolicy&, Instant now, const Calendar&,
                          const TimeZone&);

// When silence expires it: while it is requested, if the policy says so.
std::optional<Instant> no_response_at(const Referral&, const FrozenPolicy&, const Calendar&,
                                      const TimeZone&);

// When silence confirms a withdrawal that was asked for: after the time for an answer.
std::optional<Instant> withdrawal_at(const Referral&, const FrozenPolicy&, const Calendar&,
                                     const TimeZone&);

}  // namespace onward
