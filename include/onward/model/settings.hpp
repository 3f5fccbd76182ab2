// What administrators set for the whole network: localities, calendars, codes.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

// An area: a county, a district, a local authority.
struct Locality {
  LocalityId id{};
  std::int64_t revision = 0;
  std::string code{};
  std::string name{};
  std::string parent{};
};
template <>
inline constexpr auto rows<Locality> = std::array{
    row<&Locality::id>(1, "id", "Given by the store; never reused."),
    row<&Locality::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Locality::code>(3, "code", "Unique in the store, for example E07000223."),
    row<&Locality::name>(4, "name", "The name people know it by."),
    row<&Locality::parent>(5, "parent", "Code of the area it lies in; empty is none."),
};
ONWARD_RECORDS(Locality);

// Days off that several organisations share, for example bank holidays.
struct SharedCalendar {
  CalendarId id{};
  std::int64_t revision = 0;
  std::string name{};
  std::vector<Date> holidays{};
};
template <>
inline constexpr auto rows<SharedCalendar> = std::array{
    row<&SharedCalendar::id>(1, "id", "Given by the store; never reused."),
    row<&SharedCalendar::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&SharedCalendar::name>(3, "name", "Unique in the store, for example England and Wales."),
    row<&SharedCalendar::holidays>(4, "holidays", "Dates on which nobody works who follows it.",
                                   {.limit = 5'000}),
};
ONWARD_RECORDS(SharedCalendar);

// A reason of the network's own, beside the standard list (rules/reason_codes.hpp).
struct OwnReasonCode {
  ReasonCodeId id{};
  std::int64_t revision = 0;
  std::string code{};
  std::string text{};
  std::vector<std::string> actions{};
  Outcome outcome = Outcome::none;
  bool active = true;
};
template <>
inline constexpr auto rows<OwnReasonCode> = std::array{
    row<&OwnReasonCode::id>(1, "id", "Given by the store; never reused."),
    row<&OwnReasonCode::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&OwnReasonCode::code>(3, "code", "Unique in the store and in the standard list."),
    row<&OwnReasonCode::text>(4, "text", "The reason, as a caseworker says it."),
    row<&OwnReasonCode::actions>(5, "actions", "Actions it may explain, for example decline."),
    row<&OwnReasonCode::outcome>(6, "outcome", "What it says of the client; none for nothing."),
    row<&OwnReasonCode::active>(7, "active", "False once nobody may give it any more."),
};
ONWARD_RECORD(OwnReasonCode);

// Lists of codes that a network sets for itself. Elsewhere a code is one of them, or is refused.
enum class CodeList : std::uint8_t { category, population, attribute };
template <>
inline constexpr auto names<CodeList> = std::array{
    Name{CodeList::category, "category", "Under which types of help are found together."},
    Name{CodeList::population, "population", "Groups that clients belong to and services are for."},
    Name{CodeList::attribute, "attribute", "Facts of clients that the host defines."},
};
struct ListedCode {
  ListedCodeId id{};
  std::int64_t revision = 0;
  CodeList list = CodeList::category;
  std::string code{};
  std::string name{};
  std::vector<std::string> choices{};
  bool active = true;
};
template <>
inline constexpr auto rows<ListedCode> = std::array{
    row<&ListedCode::id>(1, "id", "Given by the store; never reused."),
    row<&ListedCode::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ListedCode::list>(3, "list", "The list it stands on."),
    row<&ListedCode::code>(4, "code", "Unique in its list, for example veteran."),
    row<&ListedCode::name>(5, "name", "What a caseworker calls it."),
    row<&ListedCode::choices>(
        6, "choices", "What an attribute may be, for example yes and no; empty is anything."),
    row<&ListedCode::active>(7, "active", "False once nothing new may name it."),
};
ONWARD_RECORDS(ListedCode);

}  // namespace onward
