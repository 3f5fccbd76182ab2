// How far work on a referral has come, beside its phase: appointments, contact, enrolment.
#pragma once

#include "onward/schema.hpp"

namespace onward {

enum class AppointmentStatus : std::uint8_t { none, scheduled, completed, no_show, cancelled };
template <>  // source: lifecycles A.1, facets
inline constexpr auto names<AppointmentStatus> = std::array{
    Name{AppointmentStatus::none, "none", "None was scheduled."},
    Name{AppointmentStatus::scheduled, "scheduled", "It is going to take place."},
    Name{AppointmentStatus::completed, "completed", "It took place."},
    Name{AppointmentStatus::no_show, "no_show", "The client did not come."},
    Name{AppointmentStatus::cancelled, "cancelled", "It was called off."},
};
constexpr bool is_finished(AppointmentStatus s) { return s >= AppointmentStatus::completed; }

enum class ContactResult : std::uint8_t { none, attempted, contacted, unable };
template <>
inline constexpr auto names<ContactResult> = std::array{
    Name{ContactResult::none, "none", "Nobody has tried."},
    Name{ContactResult::attempted, "attempted", "It was tried, and is going to be tried again."},
    Name{ContactResult::contacted, "contacted", "The client was reached."},
    Name{ContactResult::unable, "unable", "The client cannot be reached."},
};

enum class Enrolment : std::uint8_t { none, enrolled, not_enrolled, waitlist };
template <>
inline constexpr auto names<Enrolment> = std::array{
    Name{Enrolment::none, "none", "Nothing is known yet."},
    Name{Enrolment::enrolled, "enrolled", "The client is in the programme."},
    Name{Enrolment::not_enrolled, "not_enrolled", "The client was not taken into the programme."},
    Name{Enrolment::waitlist, "waitlist", "The client waits for a place in the programme."},
};

// A time for which the end's clock stood still.
struct Pause {
  Instant since{};
  Instant until{};
};
template <>
inline constexpr auto rows<Pause> = std::array{
    row<&Pause::since>(1, "since", "When it began."),
    row<&Pause::until>(2, "until", "When it ended; what another pause covers stands there."),
};
ONWARD_RECORDS(Pause);

}  // namespace onward
