// Who can help: organisations, their locations and their services. Terms are Open Referral HSDS's.
#pragma once

#include "onward/model/ids.hpp"

namespace onward {

enum class Weekday : std::uint8_t {
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday
};
template <>
inline constexpr auto names<Weekday> = std::array{
    Name{Weekday::monday, "monday", "Monday."},
    Name{Weekday::tuesday, "tuesday", "Tuesday."},
    Name{Weekday::wednesday, "wednesday", "Wednesday."},
    Name{Weekday::thursday, "thursday", "Thursday."},
    Name{Weekday::friday, "friday", "Friday."},
    Name{Weekday::saturday, "saturday", "Saturday."},
    Name{Weekday::sunday, "sunday", "Sunday."},
};
inline Weekday weekday_of(Date day) {
  return static_cast<Weekday>(std::chrono::weekday(day).iso_encoding() - 1);
}

enum class Gender : std::uint8_t { unknown, female, male, other, prefer_not_to_say };
template <>
inline constexpr auto names<Gender> = std::array{
    Name{Gender::unknown, "unknown", "Not asked, or not recorded."},
    Name{Gender::female, "female", "Female."},
    Name{Gender::male, "male", "Male."},
    Name{Gender::other, "other", "Another gender."},
    Name{Gender::prefer_not_to_say, "prefer_not_to_say", "Asked, and not told."},
};

// Capacity states are told apart: full is not paused, and a stale number is not a yes.
enum class CapacityState : std::uint8_t { unlimited, limited, full, paused, waitlist, stale };
template <>
inline constexpr auto names<CapacityState> = std::array{
    Name{CapacityState::unlimited, "unlimited", "No limit is set."},
    Name{CapacityState::limited, "limited", "Places are counted, and at least one is free."},
    Name{CapacityState::full, "full", "Places are counted, and none is free."},
    Name{CapacityState::paused, "paused", "The receiver takes nothing for now."},
    Name{CapacityState::waitlist, "waitlist", "No place is free; people are put on a list."},
    Name{CapacityState::stale, "stale", "The number was reported too long ago to be trusted."},
};

// A criterion of the host's own: the client's attribute must have one of these values.
struct AttributeCriterion {
  std::string name{};
  std::vector<std::string> any_of{};
};
template <>
inline constexpr auto rows<AttributeCriterion> = std::array{
    row<&AttributeCriterion::name>(1, "name", "The attribute asked, for example veteran."),
    row<&AttributeCriterion::any_of>(2, "any_of", "Values that qualify."),
};
ONWARD_RECORDS(AttributeCriterion);

// Hours of a place or a service. Without dates they hold every week; with dates, in that time only
// and before the weekly ones. HSDS 3.0 schedule, for what recurs by weekday.
struct Schedule {
  std::vector<Weekday> weekdays{};
  bool closed = false;
  std::optional<std::int64_t> opens_at_minutes{};
  std::optional<std::int64_t> closes_at_minutes{};
  std::optional<Date> valid_from{};
  std::optional<Date> valid_to{};
};
template <>
inline constexpr auto rows<Schedule> = std::array{
    row<&Schedule::weekdays>(1, "weekdays", "Days on which these hours hold; empty is every day."),
    row<&Schedule::closed>(2, "closed", "True when it does not open on these days.", may_be_absent),
    row<&Schedule::opens_at_minutes>(3, "opens_at_minutes",
                                     "Minutes after midnight, there; absent is unknown."),
    row<&Schedule::closes_at_minutes>(
        4, "closes_at_minutes",
        "Minutes after midnight; not above the opening is the day after; absent is unknown."),
    row<&Schedule::valid_from>(5, "valid_from", "First day; absent is any."),
    row<&Schedule::valid_to>(6, "valid_to", "Last day, inclusive; absent is any."),
};
ONWARD_RECORDS(Schedule);

struct Phone {
  std::string number{};
  std::string extension{};
  std::string type{};
};
template <>
inline constexpr auto rows<Phone> = std::array{
    row<&Phone::number>(1, "number", "As it is dialled, as typed."),
    row<&Phone::extension>(2, "extension", "Digits behind the number.", may_be_absent),
    row<&Phone::type>(3, "type", "voice, fax, text or another word.", may_be_absent),
};
ONWARD_RECORDS(Phone);

// Whom to ask there. Telephones of nobody in particular stand in a contact without a name.
struct Contact {
  std::string name{};
  std::string title{};
  std::string department{};
  std::string email{};
  std::vector<Phone> phones{};
};
template <>
inline constexpr auto rows<Contact> = std::array{
    row<&Contact::name>(1, "name", "Who answers; empty is whoever does.", may_be_absent),
    row<&Contact::title>(2, "title", "What they are there.", may_be_absent),
    row<&Contact::department>(3, "department", "Where in the organisation.", may_be_absent),
    row<&Contact::email>(4, "email", "Address for mail.", may_be_absent),
    row<&Contact::phones>(5, "phones", "Telephones."),
};
ONWARD_RECORDS(Contact);

// What it costs, in words, in money, or both. HSDS 3.0 cost_option.
struct CostOption {
  std::string option{};
  std::optional<std::int64_t> amount_minor_units{};
  std::string currency{};
};
template <>
inline constexpr auto rows<CostOption> = std::array{
    row<&CostOption::option>(1, "option", "For whom or what, for example a first visit.",
                             may_be_absent),
    row<&CostOption::amount_minor_units>(
        2, "amount_minor_units", "In the currency's smallest unit; 0 is free, absent is unknown."),
    row<&CostOption::currency>(3, "currency", "ISO 4217 code; empty without an amount.",
                               may_be_absent),
};
ONWARD_RECORDS(CostOption);
constexpr RowOptions long_text{.limit = text_limit_long};

struct Organization {
  OrganizationId id{};
  std::int64_t revision = 0;
  std::string name{};
  std::string alternate_name{};
  bool active = true;
  bool accepting = true;
  std::string alert{};
  std::string time_zone = "UTC";
  std::vector<Weekday> working_days{};
  std::vector<Date> holidays{};
  std::optional<std::int64_t> capacity_limit{};
  bool partners_required = false;
  std::vector<OrganizationId> send_to{};
  std::vector<OrganizationId> receive_from{};
  std::string source_system{};
  std::string external_id{};
  std::string email{};
  std::string website{};
  std::string alternative_contact{};
  CalendarId calendar_id{};
  std::string description{};
  std::vector<Contact> contacts{};
  std::optional<std::int64_t> year_incorporated{};
  bool represented_by_sender = false;
  std::optional<Instant> capacity_reported_at{};
};
template <>
inline constexpr auto rows<Organization> = std::array{
    row<&Organization::id>(1, "id", "Given by the store; never reused."),
    row<&Organization::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Organization::name>(3, "name", "The name people know it by."),
    row<&Organization::alternate_name>(4, "alternate_name", "A short or former name."),
    row<&Organization::active>(5, "active", "False once it has left the network."),
    row<&Organization::accepting>(6, "accepting", "False while referrals are paused."),
    row<&Organization::alert>(7, "alert", "Shown to whoever is about to refer there."),
    row<&Organization::time_zone>(8, "time_zone", "IANA name; its days are counted there."),
    row<&Organization::working_days>(9, "working_days",
                                     "Days of the week it works; Monday to Friday when empty."),
    row<&Organization::holidays>(10, "holidays", "Dates on which it does not work."),
    row<&Organization::capacity_limit>(
        11, "capacity_limit", "Referrals it can hold at once; absent is unlimited, 0 is full."),
    row<&Organization::partners_required>(
        12, "partners_required", "True when only agreed partners may refer, in both directions."),
    row<&Organization::send_to>(13, "send_to", "Organisations it has agreed to send to."),
    row<&Organization::receive_from>(14, "receive_from",
                                     "Organisations it has agreed to receive from."),
    row<&Organization::source_system>(15, "source_system", "The feed it came from, or empty."),
    row<&Organization::external_id>(16, "external_id", "Its identifier in that feed, or empty."),
    row<&Organization::email>(17, "email", "Public address."),
    row<&Organization::website>(18, "website", "Public page."),
    row<&Organization::alternative_contact>(
        30, "alternative_contact",
        "Public: whom to reach when nobody answers, for example a duty line; no person's name."),
    row<&Organization::calendar_id>(19, "calendar_id",
                                    "A shared calendar whose days off hold too; 0 is none."),
    row<&Organization::description>(26, "description", "What it does.", long_text),
    row<&Organization::contacts>(27, "contacts", "Whom to ask there.", is_personal),
    row<&Organization::year_incorporated>(28, "year_incorporated",
                                          "Year in which it was founded; absent is unknown."),
    row<&Organization::represented_by_sender>(
        29, "represented_by_sender",
        "True when nobody there uses the network: whoever refers to it records what it answers."),
    row<&Organization::capacity_reported_at>(31, "capacity_reported_at",
                                             "When its limit was last reported; absent for none."),
};
ONWARD_RECORDS(Organization);

struct Location {
  LocationId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  std::string name{};
  bool active = true;
  std::string address{};
  std::string locality{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
  std::string source_system{};
  std::string external_id{};
  bool is_virtual = false;
  std::vector<std::string> accessibility{};
  std::vector<Schedule> schedules{};
  std::vector<Contact> contacts{};
};
template <>
inline constexpr auto rows<Location> = std::array{
    row<&Location::id>(1, "id", "Given by the store; never reused."),
    row<&Location::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Location::organization_id>(3, "organization_id", "Whose location it is."),
    row<&Location::name>(4, "name", "The name on the door."),
    row<&Location::active>(5, "active", "False once it has closed."),
    row<&Location::address>(6, "address", "One line."),
    row<&Location::locality>(7, "locality", "County, district or other area code; empty unknown."),
    row<&Location::latitude_microdegrees>(8, "latitude_microdegrees",
                                          "WGS 84 latitude in millionths of a degree."),
    row<&Location::longitude_microdegrees>(9, "longitude_microdegrees",
                                           "WGS 84 longitude in millionths of a degree."),
    row<&Location::source_system>(10, "source_system", "The feed it came from, or empty."),
    row<&Location::external_id>(11, "external_id", "Its identifier in that feed, or empty."),
    row<&Location::is_virtual>(12, "is_virtual", "True of a place that is only on line."),
    row<&Location::accessibility>(13, "accessibility", "Help for people with disabilities."),
    row<&Location::schedules>(14, "schedules", "When it is open; empty is unknown."),
    row<&Location::contacts>(15, "contacts", "Whom to ask there.", is_personal),
};
ONWARD_RECORDS(Location);

struct Issue {
  IssueId id{};
  std::int64_t revision = 0;
  std::string code{};
  std::string name{};
  bool active = true;
  QuestionnaireId questionnaire_id{};
  bool questionnaire_required = false;
  std::string category{};
};
template <>
inline constexpr auto rows<Issue> = std::array{
    row<&Issue::id>(1, "id", "Given by the store; never reused."),
    row<&Issue::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Issue::code>(3, "code", "Short and stable, unique in the store, for example housing."),
    row<&Issue::name>(4, "name", "The type of help, as caseworkers say it."),
    row<&Issue::active>(5, "active", "False once no new need may name it."),
    row<&Issue::questionnaire_id>(6, "questionnaire_id",
                                  "The version of the form that is asked; 0 is none."),
    row<&Issue::questionnaire_required>(
        7, "questionnaire_required", "True when nobody is asked for help before it is answered."),
    row<&Issue::category>(8, "category", "Code of the category it is found under; empty is none."),
};
ONWARD_RECORDS(Issue);

struct Service {
  ServiceId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  std::string name{};
  bool active = true;
  bool accepting = true;
  std::vector<IssueId> issues{};
  std::optional<std::int64_t> age_from_months{};
  std::optional<std::int64_t> age_below_months{};
  std::vector<Gender> genders{};
  std::vector<std::string> localities{};
  std::vector<std::string> languages{};
  std::optional<std::int64_t> income_percent_limit{};
  std::vector<std::string> populations{};
  std::vector<AttributeCriterion> attributes{};
  std::optional<std::int64_t> capacity_limit{};
  bool waitlist = false;
  std::optional<Instant> capacity_reported_at{};
  std::optional<std::int64_t> wait_days{};
  std::vector<LocationId> locations{};
  std::string source_system{};
  std::string external_id{};
  std::string description{};
  std::string eligibility_description{};
  std::vector<std::string> required_documents{};
  std::string fees_description{};
  std::vector<CostOption> costs{};
  std::vector<Schedule> schedules{};
  std::vector<Contact> contacts{};
  std::optional<std::int64_t> radius_meters{};
};
template <>
inline constexpr auto rows<Service> = std::array{
    row<&Service::id>(1, "id", "Given by the store; never reused."),
    row<&Service::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Service::organization_id>(3, "organization_id", "Who offers it."),
    row<&Service::name>(4, "name", "The name people know it by."),
    row<&Service::active>(5, "active", "False once it is not offered any more."),
    row<&Service::accepting>(6, "accepting", "False while it takes no referrals."),
    row<&Service::issues>(7, "issues", "Types of help it gives."),
    row<&Service::age_from_months>(8, "age_from_months",
                                   "Youngest age in months, inclusive; absent is any."),
    row<&Service::age_below_months>(9, "age_below_months",
                                    "First age in months that is too old; absent is any."),
    row<&Service::genders>(10, "genders", "Genders it serves; empty is all."),
    row<&Service::localities>(11, "localities", "Areas it serves; empty is everywhere."),
    row<&Service::languages>(12, "languages", "Languages spoken, ISO 639 codes; empty unknown."),
    row<&Service::income_percent_limit>(
        13, "income_percent_limit",
        "Highest household income, in percent of the poverty standard; absent is any."),
    row<&Service::populations>(14, "populations", "Groups it is meant for; empty is everybody."),
    row<&Service::attributes>(15, "attributes", "Further criteria, all of which must hold."),
    row<&Service::capacity_limit>(16, "capacity_limit",
                                  "Referrals it can hold at once; absent is unlimited, 0 is full."),
    row<&Service::waitlist>(17, "waitlist", "True when people are put on a list once it is full."),
    row<&Service::capacity_reported_at>(18, "capacity_reported_at",
                                        "When capacity was last reported; absent is never."),
    row<&Service::wait_days>(19, "wait_days", "Usual wait in days; absent is unknown."),
    row<&Service::locations>(20, "locations", "Where it is given."),
    row<&Service::source_system>(21, "source_system", "The feed it came from, or empty."),
    row<&Service::external_id>(22, "external_id", "Its identifier in that feed, or empty."),
    row<&Service::description>(23, "description", "What is done for people.", long_text),
    row<&Service::eligibility_description>(24, "eligibility_description",
                                           "Whom it is for, in words.", long_text),
    row<&Service::required_documents>(25, "required_documents", "Papers that people must bring."),
    row<&Service::fees_description>(26, "fees_description", "What it costs, in words.", long_text),
    row<&Service::costs>(27, "costs", "What it costs, one by one; empty is unknown."),
    row<&Service::schedules>(28, "schedules", "When it is given; empty is unknown."),
    row<&Service::contacts>(29, "contacts", "Whom to ask about it.", is_personal),
    row<&Service::radius_meters>(30, "radius_meters",
                                 "Farthest that people may live from the nearest of its locations, "
                                 "inclusive; absent is any."),
};
ONWARD_RECORDS(Service);

}  // namespace onward
