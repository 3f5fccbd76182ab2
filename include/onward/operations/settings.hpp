// What administrators set for the whole network: localities, calendars, reason codes.
#pragma once

#include "onward/model/settings.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct LocalityNamed {
  std::string code{};
  std::string name{};
  std::string parent{};
};
template <>
inline constexpr auto rows<LocalityNamed> = std::array{
    row<&LocalityNamed::code>(1, "code", "Unique in the store, for example E07000223."),
    row<&LocalityNamed::name>(2, "name", "The name people know it by."),
    row<&LocalityNamed::parent>(
        3, "parent", "Code of the area it lies in; empty or absent is none.", may_be_absent),
};
ONWARD_RECORDS(LocalityNamed);
constexpr std::int64_t localities_max = 10'000;  // of one request
struct ImportLocalities {
  std::vector<LocalityNamed> localities{};
};
template <>
inline constexpr auto rows<ImportLocalities> = std::array{
    row<&ImportLocalities::localities>(1, "localities", "The areas, in any order.",
                                       {.limit = localities_max}),
};
ONWARD_RECORD(ImportLocalities);
// What an import of settings did, row by row.
struct SettingsImported {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
};
template <>
inline constexpr auto rows<SettingsImported> = std::array{
    row<&SettingsImported::added>(1, "added", "Rows that were new."),
    row<&SettingsImported::changed>(2, "changed", "Rows that differed."),
    row<&SettingsImported::unchanged>(3, "unchanged", "Rows that were the same."),
};
ONWARD_RECORD(SettingsImported);
struct ListLocalities {
  std::string name_prefix{};
  std::string parent{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListLocalities> = std::array{
    row<&ListLocalities::name_prefix>(
        1, "name_prefix", "Beginning of the name; case and accents do not count.", may_be_absent),
    row<&ListLocalities::parent>(2, "parent", "Only areas within this one; empty for all.",
                                 may_be_absent),
    row<&ListLocalities::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                may_be_absent),
    row<&ListLocalities::cursor>(4, "cursor", "From the page before; absent for the first.",
                                 {.limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ListLocalities);
struct LocalityPage {
  std::vector<Locality> localities{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<LocalityPage> = std::array{
    row<&LocalityPage::localities>(1, "localities", "In the order of their names."),
    row<&LocalityPage::cursor>(2, "cursor", "For the next page; empty at the end.",
                               {.limit = text_limit_long}),
};
ONWARD_RECORD(LocalityPage);

struct SetCalendar {
  std::string name{};
  std::vector<Date> holidays{};
};
template <>
inline constexpr auto rows<SetCalendar> = std::array{
    row<&SetCalendar::name>(1, "name", "A new calendar, or the one that is changed."),
    row<&SetCalendar::holidays>(2, "holidays", "All of its days off.", {.limit = 5'000}),
};
ONWARD_RECORDS(SetCalendar);
struct Calendars {
  std::vector<SharedCalendar> calendars{};
};
template <>
inline constexpr auto rows<Calendars> = std::array{
    row<&Calendars::calendars>(1, "calendars", "In the order of their names."),
};
ONWARD_RECORD(Calendars);

struct AddReasonCode {
  std::string code{};
  std::string text{};
  std::vector<std::string> actions{};
  Outcome outcome = Outcome::none;
};
template <>
inline constexpr auto rows<AddReasonCode> = std::array{
    row<&AddReasonCode::code>(1, "code", "Unique in the store and in the standard list."),
    row<&AddReasonCode::text>(2, "text", "The reason, as a caseworker says it."),
    row<&AddReasonCode::actions>(
        3, "actions",
        "Of decline, fail, withdraw, hold, reopen and mark_error, those it explains."),
    row<&AddReasonCode::outcome>(4, "outcome",
                                 "What it says of the client; none when absent, and always for "
                                 "hold, reopen and mark_error.",
                                 may_be_absent),
};
ONWARD_RECORD(AddReasonCode);
struct ReasonCodeRef {
  std::string code{};
};
template <>
inline constexpr auto rows<ReasonCodeRef> = std::array{
    row<&ReasonCodeRef::code>(1, "code", "The code meant; one of the network's own."),
};
ONWARD_RECORD(ReasonCodeRef);
struct ReasonCodeView {
  std::string code{};
  std::string text{};
  std::vector<std::string> actions{};
  Outcome outcome = Outcome::none;
  bool active = true;
  bool standard = true;
};
template <>
inline constexpr auto rows<ReasonCodeView> = std::array{
    row<&ReasonCodeView::code>(1, "code", "What a request names."),
    row<&ReasonCodeView::text>(2, "text", "The reason, as a caseworker says it."),
    row<&ReasonCodeView::actions>(3, "actions", "Actions it may explain."),
    row<&ReasonCodeView::outcome>(4, "outcome", "What it says of the client; none for nothing."),
    row<&ReasonCodeView::active>(5, "active", "False once nobody may give it any more."),
    row<&ReasonCodeView::standard>(6, "standard", "True for the list every network has."),
};
ONWARD_RECORDS(ReasonCodeView);
struct ReasonCodes {
  std::vector<ReasonCodeView> reason_codes{};
};
template <>
inline constexpr auto rows<ReasonCodes> = std::array{
    row<&ReasonCodes::reason_codes>(1, "reason_codes",
                                    "The standard list, then the network's own by code."),
};
ONWARD_RECORD(ReasonCodes);
struct LocalityRef {
  std::string code{};
};
template <>
inline constexpr auto rows<LocalityRef> = std::array{
    row<&LocalityRef::code>(1, "code", "Code of the area meant."),
};
ONWARD_RECORD(LocalityRef);
struct CalendarRef {
  CalendarId calendar_id{};
};
template <>
inline constexpr auto rows<CalendarRef> = std::array{
    row<&CalendarRef::calendar_id>(1, "calendar_id", "The calendar meant."),
};
ONWARD_RECORD(CalendarRef);

namespace locality {
using import = Tag<"locality.import", ImportLocalities, SettingsImported>;
using get = Tag<"locality.get", LocalityRef, Locality>;
using list = Tag<"locality.list", ListLocalities, LocalityPage>;
}  // namespace locality
namespace calendar {
using set = Tag<"calendar.set", SetCalendar, SharedCalendar>;
using get = Tag<"calendar.get", CalendarRef, SharedCalendar>;
using list = Tag<"calendar.list", Empty, Calendars>;
}  // namespace calendar
namespace reason_code {
using add = Tag<"reason_code.add", AddReasonCode, OwnReasonCode>;
using retire = Tag<"reason_code.retire", ReasonCodeRef, OwnReasonCode>;
using get = Tag<"reason_code.get", ReasonCodeRef, ReasonCodeView>;
using list = Tag<"reason_code.list", Empty, ReasonCodes>;
}  // namespace reason_code

}  // namespace onward
