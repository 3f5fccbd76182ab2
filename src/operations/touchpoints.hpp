// Touches of a lead: entered, found wrong, corrected; and counted for who is named.
#pragma once

#include <span>

#include "onward/operations/touchpoints.hpp"
#include "onward/rules/lead.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  not_found (lead), phase_forbids, attribution_final (converted), too_many_touches; then
//            as new_touch; in this order
//   writes   the touch; the provider it names
Result<Touchpoint> add_touchpoint(Context&, const AddTouchpoint&);

// It counts no more, and stays to be read.
//   refused  malformed_request (because), not_found, attribution_final (converted), phase_forbids
//            (lost, or void already), touch_missing (the only one); in this order
//   writes   the touch; the provider it names
Result<Touchpoint> void_touchpoint(Context&, const VoidTouchpoint&);

// The wrong one is void, and a right one in its place.
//   refused  as void_touchpoint, but for the only one; then as new_touch
//   writes   both touches; the providers they name
//   answers  the right one
Result<Touchpoint> correct_touchpoint(Context&, const CorrectTouchpoint&);

// Every touch that ever was, for who looks how a source came about.
//   refused  malformed_request (limit), cursor_invalid, not_found; in this order
Result<TouchpointPage> list_touchpoints(Context&, const ListTouchpoints&);

// A touch as it would be kept; nothing is written. `by_default` is when it happened if nothing is
// said; paths begin with `path`.
//   refused  several_referrers, referrer_missing, referrer_of_another_type, time_in_future,
//            touch_after_conversion; then of who is named: not_found, disclosure_withheld,
//            client_merged, referrer_inactive, referrer_of_another_type (a source of another type;
//            the lead's own record); in this order
Result<Touchpoint> new_touch(Context&, const Lead&, const NewTouch&, Instant by_default,
                             const std::string& path);
// Keeps it, and counts it for the provider it names.
void keep_touch(Context&, Touchpoint&);
// Of providers who were merged: a touch in the place of a wrong one stays whose that was.
void keep_made_for(Touchpoint&, std::span<const Touchpoint> wrong);
// Takes it out of force, and counts its provider's touches again.
void void_touch(Context&, Touchpoint&, const std::string& because);

// What counts of a lead, in the order of times and, of equal ones, of numbers.
std::vector<Touchpoint> standing_touches(Context&, LeadId);

std::optional<Touchpoint> seen(Context&, TouchpointId);

template <> struct Again<TouchpointPage> {
  static std::vector<std::int64_t> ids(const TouchpointPage&);
};

}  // namespace onward
