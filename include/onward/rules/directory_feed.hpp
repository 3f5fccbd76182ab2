// What a directory feed says, as rows that can be compared with those that stand.
//
// A reader (src/interchange) cuts a file into records and cells; `map_record` gives each record a
// row or the reasons why not; `FeedIndex` looks at rows side by side; `merged` and
// `changed_members` say what an import changes. decisions/0004 has the choices and why.
#pragma once

#include <map>
#include <variant>

#include "onward/model/directory.hpp"

namespace onward {

enum class FeedKind : std::uint8_t { organization, location, service };
template <>
inline constexpr auto names<FeedKind> = std::array{
    Name{FeedKind::organization, "organization", "An organisation."},
    Name{FeedKind::location, "location", "A location of an organisation."},
    Name{FeedKind::service, "service", "A service of an organisation."},
};

// Why a file, a row or a cell could not be used. Names are codes: append, never rename.
enum class FeedReason : std::uint8_t {
  file_empty,
  file_cut_short,
  not_json,
  header_unknown,
  column_missing,
  column_twice,
  wrong_quoting,
  nul_character,
  not_utf8,
  cell_too_long,
  row_too_long,
  too_many_cells,
  cells_missing,
  cell_without_column,
  key_twice,
  not_a_directory_row,
  wrong_shape,
  id_missing,
  id_twice,
  name_missing,
  organization_missing,
  organization_unknown,
  organization_ambiguous,
  says_otherwise,
  control_character,
  text_too_long,
  list_too_long,
  age_not_a_number,
  age_out_of_range,
  ages_reversed,
  income_not_a_number,
  income_out_of_range,
  not_true_or_false,
  status_unknown,
  issue_without_code,
  no_issue,
  no_area,
  area_is_prose,
  language_without_code,
  place_not_on_earth,
  location_unknown,
  link_type_unknown,
  name_used_twice,
  organization_name_differs,
  column_unknown,
  more_pages,
  text_left_out,
  hours_not_kept,
  time_unknown,
  weekday_unknown,
  date_unknown,
  value_missing,
  parent_unknown,
  category_unknown,
  cost_not_kept,
  criterion_unknown,
  capacity_not_kept,
  npi_wrong,  // from here on of providers: rules/provider_feed.hpp
  npi_of_another,
  provider_is_organization,
  provider_type_unknown,
  choice_unknown,
  reply_is_error,
  provider_may_stand,
  corrected_by_people,
  tabular_form,  // of directories
  row_wrong_quoting,
  mail_unknown,  // of providers
};
template <> inline constexpr auto names<FeedReason> = std::array{
    Name{FeedReason::file_empty, "file_empty", "There are no rows in the file."},
    Name{FeedReason::file_cut_short, "file_cut_short", "The file ends in the middle."},
    Name{FeedReason::not_json, "not_json", "The text is not JSON from here on."},
    Name{FeedReason::header_unknown, "header_unknown",
         "The first line is not the header of a table that is read here."},
    Name{FeedReason::column_missing, "column_missing",
         "The table lacks a column that it must have."},
    Name{FeedReason::column_twice, "column_twice", "The table has two columns of this name."},
    Name{FeedReason::wrong_quoting, "wrong_quoting",
         "Quotation marks do not match, so nobody knows where the row ends. Nothing after it was "
         "read."},
    Name{FeedReason::nul_character, "nul_character", "The row holds a NUL character."},
    Name{FeedReason::not_utf8, "not_utf8", "The row is not in the encoding UTF-8."},
    Name{FeedReason::cell_too_long, "cell_too_long", "A cell is longer than 65,536 bytes."},
    Name{FeedReason::row_too_long, "row_too_long", "The row is longer than 1,048,576 bytes."},
    Name{FeedReason::too_many_cells, "too_many_cells", "The row has more than 1,000 cells."},
    Name{FeedReason::cells_missing, "cells_missing", "The row has fewer cells than the header."},
    Name{FeedReason::cell_without_column, "cell_without_column",
         "A value stands where the header names no column. The row has probably shifted."},
    Name{FeedReason::key_twice, "key_twice", "An object has two members of this name."},
    Name{FeedReason::not_a_directory_row, "not_a_directory_row",
         "This is no organisation, location or service."},
    Name{FeedReason::wrong_shape, "wrong_shape", "The value has another shape than HSDS gives it."},
    Name{FeedReason::id_missing, "id_missing", "The row has no identifier."},
    Name{FeedReason::id_twice, "id_twice", "Another row before it has the same identifier."},
    Name{FeedReason::name_missing, "name_missing", "The row has no name."},
    Name{FeedReason::organization_missing, "organization_missing",
         "The row does not say whose it is."},
    Name{FeedReason::organization_unknown, "organization_unknown",
         "Its organisation is neither in the feed nor in the directory, or was refused."},
    Name{FeedReason::organization_ambiguous, "organization_ambiguous",
         "The row names two different organisations as its own."},
    Name{FeedReason::says_otherwise, "says_otherwise",
         "The feed said something else of this row before."},
    Name{FeedReason::control_character, "control_character",
         "The text holds a character that cannot be shown."},
    Name{FeedReason::text_too_long, "text_too_long", "The text is longer than 1,000 bytes."},
    Name{FeedReason::list_too_long, "list_too_long", "The list has more than 1,000 entries."},
    Name{FeedReason::age_not_a_number, "age_not_a_number",
         "An age must be a whole number of years, for example 18."},
    Name{FeedReason::age_out_of_range, "age_out_of_range",
         "An age must be from 0 to 130; 200 and 999 stand for no upper limit."},
    Name{FeedReason::ages_reversed, "ages_reversed", "The lowest age is above the highest."},
    Name{FeedReason::income_not_a_number, "income_not_a_number",
         "The income limit must be a whole number of percent, for example 125."},
    Name{FeedReason::income_out_of_range, "income_out_of_range",
         "The income limit must be from 0 to 10,000 percent."},
    Name{FeedReason::not_true_or_false, "not_true_or_false", "Only true or false can stand here."},
    Name{FeedReason::status_unknown, "status_unknown",
         "The status must be active, inactive, defunct or temporarily closed."},
    Name{FeedReason::issue_without_code, "issue_without_code",
         "A type of help needs at least one letter or digit in its name."},
    Name{FeedReason::no_issue, "no_issue",
         "The service names no type of help, so nobody can be referred to it until one is added."},
    Name{FeedReason::no_area, "no_area",
         "The service does not say which areas it serves. It is offered only to clients for whom "
         "somebody has asked."},
    Name{FeedReason::area_is_prose, "area_is_prose",
         "The name of the area is longer than 100 bytes, so it is not an area's name."},
    Name{FeedReason::language_without_code, "language_without_code",
         "A language needs its ISO 639 code of two or three letters."},
    Name{FeedReason::place_not_on_earth, "place_not_on_earth",
         "Latitude must be from -90 to 90 and longitude from -180 to 180, and both must stand."},
    Name{FeedReason::location_unknown, "location_unknown",
         "The location is neither in the feed nor in the directory, or was refused."},
    Name{FeedReason::link_type_unknown, "link_type_unknown",
         "It is not known what this classification says of the service, so it is no type of help."},
    Name{FeedReason::name_used_twice, "name_used_twice",
         "Another organisation in the feed has the same name."},
    Name{FeedReason::organization_name_differs, "organization_name_differs",
         "The organisation with this identifier has another name in the feed."},
    Name{FeedReason::column_unknown, "column_unknown", "The column is not known and was not read."},
    Name{FeedReason::more_pages, "more_pages",
         "The file is one page of several, so rows that are not in it are not taken for absent."},
    Name{FeedReason::text_left_out, "text_left_out",
         "The text is longer than can be kept, or holds a character that cannot be shown."},
    Name{FeedReason::hours_not_kept, "hours_not_kept",
         "These hours recur otherwise than by the days of the week, or a time in them is wrong."},
    Name{FeedReason::time_unknown, "time_unknown",
         "A time of the day must stand here, for example 9:30 or 5:00 PM."},
    Name{FeedReason::weekday_unknown, "weekday_unknown", "A day of the week must stand here."},
    Name{FeedReason::date_unknown, "date_unknown",
         "A date must stand here, for example 12/24/2014 or December 24, 2014."},
    Name{FeedReason::value_missing, "value_missing", "Something must stand here."},
    Name{FeedReason::parent_unknown, "parent_unknown",
         "What it belongs to is not in the feed, or was refused."},
    Name{FeedReason::category_unknown, "category_unknown",
         "The type of help is not in the feed's list of categories."},
    Name{FeedReason::cost_not_kept, "cost_not_kept",
         "The amount needs a currency, and no smaller unit than the currency has."},
    Name{FeedReason::criterion_unknown, "criterion_unknown",
         "It cannot be read whom the service is for."},
    Name{FeedReason::capacity_not_kept, "capacity_not_kept",
         "Places need one whole number of free ones and the time at which they were counted."},
    Name{FeedReason::npi_wrong, "npi_wrong",
         "An NPI has ten digits, and its check digit must fit the others."},
    Name{FeedReason::npi_of_another, "npi_of_another",
         "Another provider of the practice has this NPI."},
    Name{FeedReason::provider_is_organization, "provider_is_organization",
         "The row is about an organisation, and providers are people."},
    Name{FeedReason::provider_type_unknown, "provider_type_unknown",
         "The type must be one of ours, or a taxonomy code."},
    Name{FeedReason::choice_unknown, "choice_unknown",
         "This is none of the values that may stand."},
    Name{FeedReason::reply_is_error, "reply_is_error",
         "The registry answered with an error, and with no providers."},
    Name{FeedReason::provider_may_stand, "provider_may_stand",
         "Somebody of this name and address or number stands in the directory already."},
    Name{FeedReason::corrected_by_people, "corrected_by_people",
         "People corrected what the feed says here, and it says nothing new. Theirs stays."},
    Name{FeedReason::tabular_form, "tabular_form",
         "This is HSDS's tabular form, which is not read. Give the JSON of HSDS 3.0, or Ohana's "
         "tables."},
    Name{FeedReason::row_wrong_quoting, "row_wrong_quoting",
         "Quotation marks do not match in this row. It was taken to end with its line."},
    Name{FeedReason::mail_unknown, "mail_unknown",
         "An address for mail must stand here, for example desk@example.org."},
};

// file: what the file lacks may stand elsewhere, so no row is taken for absent. row: the row is
// left out, and the one that stands stays as it is. cell: the row is used without the cell.
enum class FeedSeverity : std::uint8_t { file, row, cell };
template <>
inline constexpr auto names<FeedSeverity> = std::array{
    Name{FeedSeverity::file, "file", "The file was not read, or is not the whole feed."},
    Name{FeedSeverity::row, "row", "The row was left out."},
    Name{FeedSeverity::cell, "cell", "The row was used without this."},
};
FeedSeverity severity(FeedReason);

struct FeedPlace {
  std::string file{};
  std::int64_t line = 0;  // the record's first, from 1
  friend auto operator<=>(const FeedPlace&, const FeedPlace&) = default;
};

struct FeedProblem {
  FeedReason reason{};
  FeedPlace place{};
  std::string column{};  // or empty
  std::string value{};   // shortened
  std::optional<FeedKind> kind{};
  std::string external_id{};  // of the row, as far as it could be read
};
// One line for a report: the sentence, then column and value.
std::string sentence(const FeedProblem&);

struct FeedIssue {
  std::string code{};
  std::string name{};
  friend auto operator<=>(const FeedIssue&, const FeedIssue&) = default;
};

// The number of a described member, by its wire name. (g++ 12 cannot compare the functions of rows
// at compile time under its sanitizers.)
template <Record T> struct MemberNumber {
  int value = 0;
  consteval MemberNumber(const char* name) {
    for (auto& row : rows<T>)
      if (row.name == name) value = row.number;
    if (!value) throw "no member has this name";
  }
};

// The draft has typed members and no ids; what refers to other rows stands beside it. Members that
// the feed does not carry say nothing, so that those that stand are kept. The draft's limit is of
// the places that are free: who holds the others is not told.
struct FeedRow {
  std::variant<Organization, Location, Service> draft{};
  std::uint64_t carried = 0;  // bit n: the member numbered n
  std::string external_id{};
  std::string organization{};       // external id; empty for an organisation
  std::string organization_name{};  // as the row has it, or empty
  std::vector<FeedIssue> issues{};     // ordered by code
  std::vector<std::string> categories{};  // identifiers of issues, told by another file
  std::vector<std::string> locations{};  // external ids, ordered
  bool adds_locations = false;  // to those that stand, instead of replacing them
  bool nested = false;          // said inside another row, perhaps again
  bool listed = true;           // one of a whole list: who is not in it is absent
  FeedPlace place{};
  std::vector<FeedProblem> problems{};  // of its cells

  FeedKind kind() const { return static_cast<FeedKind>(draft.index()); }
  bool carries(int member) const { return carried >> member & 1; }
  template <Record T> bool carries(MemberNumber<T> member) const { return carries(member.value); }
};

// What a column means. Ages are in whole years, the highest one inclusive, as in HSDS.
enum class FeedMeaning : std::uint8_t {
  ignored,
  external_id,
  organization,
  organization_name,
  name,
  alternate_name,
  website,
  address,
  locality,
  latitude,
  longitude,
  status,
  age_from_years,
  age_through_years,
  income_percent,
  issues,
  areas,
  languages,
  locations,
  flag,
  choices,
  email,
  description,
  eligibility_description,
  fees_description,
  documents,
  costs,
  schedules,
  contacts,
  phones,
  accessibility,
  virtual_flag,
  location_type,
  year_founded,
  date_founded,
  criteria,
  categories,
  location,
  capacities
};

struct FeedColumn {
  std::string_view name{};
  FeedMeaning meaning = FeedMeaning::ignored;
  std::string_view attribute{};  // of a flag or of choices: the client's attribute that is asked
  bool required = false;
};

// How one kind of row is laid out; an empty name is a column without one.
struct FeedTable {
  FeedKind kind{};
  std::span<const FeedColumn> columns{};
  char separator = ';';  // between the entries of a list
  const FeedColumn* find(std::string_view name) const;
};

// Whom a service is for, where a feed says all of it: an export of this library does.
struct FeedCriteria {
  bool everywhere = false;
  std::optional<std::int64_t> age_from_months{};
  std::optional<std::int64_t> age_below_months{};
  std::optional<std::int64_t> income_percent_limit{};
  std::vector<Gender> genders{};
  std::vector<std::string> populations{};
  std::vector<AttributeCriterion> attributes{};
  std::optional<std::int64_t> radius_meters{};
};

// Places of a service, as they were counted at some time.
struct FeedCapacity {
  std::int64_t free = 0;
  Instant reported_at{};
  bool waitlist = false;
};

// One cell: its text, or a list that the format has as a list.
struct FeedCell {
  const FeedColumn* column = nullptr;
  std::string text{};
  std::vector<FeedIssue> items{};  // code or name, or both
  bool listed = false;
  std::vector<Schedule> schedules{};
  std::vector<Contact> contacts{};
  std::vector<CostOption> costs{};
  FeedCriteria criteria{};
  std::optional<FeedCapacity> capacity{};
};

constexpr std::int64_t feed_age_years_max = 130;     // nobody has lived longer than 122 years
constexpr std::int64_t feed_income_percent_max = 10'000;
constexpr std::size_t feed_area_bytes_max = 100;     // a longer one is a sentence
// Asked of clients where a service does not say which areas it serves; the answer "yes" means that
// somebody has asked the service about this client's area.
constexpr std::string_view feed_area_confirmed = "area_confirmed";

// A row that carries the problems of its cells; or problems, at least one of them of severity row.
struct MappedRecord {
  std::optional<FeedRow> row{};
  std::vector<FeedProblem> problems{};
};
MappedRecord map_record(const FeedTable&, std::span<const FeedCell>, const FeedPlace&);

// Contacts as they are kept: who has a name, title, department or address first, then each
// telephone of nobody in particular by itself. A feed says them apart.
std::vector<Contact> ordered(std::vector<Contact>);
bool is_nobody(const Contact&);

// Lower case, words joined by '-', apostrophes dropped: "Children's Health" is childrens-health.
std::string issue_code(std::string_view name);
// At most 80 bytes on one line, whole characters.
std::string shortened(std::string_view);

// Whether a row is in the directory already, under the feed's name.
using IsStored = FunctionRef<bool(FeedKind, std::string_view external_id)>;

// Remembers what a feed has said, over all its files: finds rows that stand twice, names that do
// not fit, and references to rows that are nowhere. An import that goes on after a stop admits the
// rows before its cursor again, without writing them.
class FeedIndex {
 public:
  // Whether to use the row. Not, without a problem: a nested row was said again. References to
  // unknown locations are dropped from the row; the problems of its cells are handed on.
  bool admit(FeedRow&, IsStored, std::vector<FeedProblem>&);
  // Notes a problem that a reader met: a row that was refused is not absent.
  void note(const FeedProblem&);
  // After the last file: whether the feed, read whole, has no such row any more. Never true of a
  // kind that the feed does not list, nor when a row could not be read so far as its identifier.
  bool is_absent(FeedKind, const std::string& external_id) const;

 private:
  struct Said {
    FeedPlace place{};
    bool used = false;
    bool by_itself = false;  // not only inside other rows
    std::map<int, std::size_t> members{};  // hash of what was said, by member number
  };
  std::map<std::pair<FeedKind, std::string>, Said> said_;
  std::array<bool, 3> is_listed_{};    // by kind
  std::array<bool, 3> has_unread_{};  // by kind: rows that nobody can tell the identifier of
  std::map<std::string, std::string> organization_names_;  // by external id
  std::map<std::string, FeedPlace> organization_by_name_;

  bool knows(FeedKind, const std::string& external_id, IsStored) const;
  void check_names(const FeedRow&, std::vector<FeedProblem>&);
  void check_locations(FeedRow&, IsStored, std::vector<FeedProblem>&) const;
};

// What a row refers to, once it is found in the store.
struct FeedReferences {
  OrganizationId organization_id{};
  std::vector<IssueId> issues{};
  std::vector<LocationId> locations{};
  std::int64_t held = 0;  // places of the service that stands
  Instant now{};
};

// Puts what the feed says over the row that stands; a row without an id is new. The row must be of
// the kind; source_system and external_id are the importer's to set on a new row.
Organization merged(Organization standing, const FeedRow&);
Location merged(Location standing, const FeedRow&, const FeedReferences&);
Service merged(Service standing, const FeedRow&, const FeedReferences&);

// Names of the members that differ, in order, without id and revision.
std::vector<std::string_view> changed_members(Rows, const void* before, const void* after);
template <Record T>
std::vector<std::string_view> changed_members(const T& before, const T& after) {
  return changed_members(rows_of<T>(), &before, &after);
}

}  // namespace onward
