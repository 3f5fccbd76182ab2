// Every noun with a clock: tick does what is due in this order, and stuck looks at all of them.
#pragma once

#include "onward/nouns.hpp"

namespace onward {

// The most urgent first; housekeeping last.
using ClockedNouns = NounList<Referral, Need, InformationRequest, Appointment, SpecialistReferral,
                              Intake, QuestionnaireResponse, Agreement, CapacityEnquiry, Transfer,
                              ReferringProvider, Idempotency, OutboxItem, InboxItem>;

namespace detail {

template <class... T> consteval bool has_every_clock(NounList<T...>) {
  return ((Clocked<T> == ClockedNouns::has<T>) && ...);
}
static_assert(has_every_clock(AllNouns()), "a noun has a clock that nobody looks at");

}  // namespace detail

}  // namespace onward
