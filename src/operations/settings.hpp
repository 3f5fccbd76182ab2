// What administrators set for the whole network: localities, calendars, reason codes.
#pragma once

#include "onward/operations/settings.hpp"
#include "onward/rules/lifecycle.hpp"
#include "operations/row.hpp"
#include "operations/shape.hpp"

namespace onward {

// Adds what is new and changes what differs; nothing is taken away.
//   refused  malformed_request, permission_missing
//   writes   localities
Result<SettingsImported> import_localities(Context&, const ImportLocalities&);
//   refused  not_found
Result<Locality> get_locality(Context&, const LocalityRef&);
//   refused  malformed_request, cursor_invalid, locality_unknown (the parent)
Result<LocalityPage> list_localities(Context&, const ListLocalities&);

//   refused  malformed_request, permission_missing
//   writes   the calendar, when it differs
Result<SharedCalendar> set_calendar(Context&, const SetCalendar&);
//   refused  not_found
Result<SharedCalendar> get_calendar(Context&, const CalendarRef&);
// Whole, without pages: a network has a handful.
Result<Calendars> list_calendars(Context&, const Empty&);

//   refused  malformed_request, permission_missing, name_taken
//   writes   the code
Result<OwnReasonCode> add_reason_code(Context&, const AddReasonCode&);
// History keeps naming it; nobody gives it any more.
//   refused  permission_missing, not_found
//   writes   the code, when it was active
Result<OwnReasonCode> retire_reason_code(Context&, const ReasonCodeRef&);
// One of the network's own or of the standard list.
//   refused  not_found
Result<ReasonCodeView> get_reason_code(Context&, const ReasonCodeRef&);
Result<ReasonCodes> list_reason_codes(Context&, const Empty&);

// Where the network has localities, a code is one of theirs; empty is none. Where it has none,
// every code will do. What stood before stays: feeds keep what they say.
Refused unknown_locality(Context&, const std::string& code, std::string path);
Refused unknown_localities(Context&, const std::vector<std::string>& codes, std::string_view path,
                           const std::vector<std::string>& before = {});

// Whether a reason may stand anywhere: of the standard list, or one of the network's own, given
// any more or not; empty is none.
//   refused  code_unknown
Refused unknown_reason(Context&, const std::string& code, std::string path);

// What a code says of the client when it explains this action; nothing when it does not.
std::optional<Outcome> outcome_of_reason(Context&, ReferralAction, std::string_view code);

// What is wrong with settings, at a path; for single ones and for a whole configuration.
void localities_in(Context&, Shape&, const std::vector<LocalityNamed>&, std::string_view path);
void calendar_in(Shape&, const SetCalendar&, const std::string& path);
void reason_code_in(Shape&, const AddReasonCode&, const std::string& path);

// Puts the row into the place of the one with its name or code, and counts what that did.
template <Kept T>
void put_setting(Context& c, const std::optional<T>& standing, T row, SettingsImported& into) {
  if (!standing) {
    c.tables.insert(row);
    ++into.added;
    return;
  }
  row.id = standing->id;
  row.revision = standing->revision;
  const bool is_changed = differs(*standing, row);
  if (is_changed) c.tables.update(row);
  ++(is_changed ? into.changed : into.unchanged);
}
void put_localities(Context&, const std::vector<LocalityNamed>&, SettingsImported& into);

template <> struct Again<SettingsImported> : KeptAnswer {};

}  // namespace onward
