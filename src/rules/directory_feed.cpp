#include "onward/rules/directory_feed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "lists.hpp"
#include "onward/rules/languages.hpp"
#include "rules/record_mapper.hpp"
#include "text.hpp"

namespace onward {

FeedSeverity severity(FeedReason reason) {
  switch (reason) {
    case FeedReason::file_empty:
    case FeedReason::file_cut_short:
    case FeedReason::not_json:
    case FeedReason::header_unknown:
    case FeedReason::column_missing:
    case FeedReason::column_twice:
    case FeedReason::more_pages:
    case FeedReason::reply_is_error:
    case FeedReason::tabular_form:
    case FeedReason::wrong_quoting: return FeedSeverity::file;
    case FeedReason::no_issue:
    case FeedReason::no_area:
    case FeedReason::area_is_prose:
    case FeedReason::language_without_code:
    case FeedReason::place_not_on_earth:
    case FeedReason::location_unknown:
    case FeedReason::link_type_unknown:
    case FeedReason::name_used_twice:
    case FeedReason::organization_name_differs:
    case FeedReason::text_left_out:
    case FeedReason::hours_not_kept:
    case FeedReason::category_unknown:
    case FeedReason::cost_not_kept:
    case FeedReason::capacity_not_kept:
    case FeedReason::choice_unknown:
    case FeedReason::provider_may_stand:
    case FeedReason::corrected_by_people:
    case FeedReason::mail_unknown:
    case FeedReason::column_unknown: return FeedSeverity::cell;
    default: return FeedSeverity::row;
  }
}

const FeedColumn* FeedTable::find(std::string_view name) const {
  const auto at = std::ranges::find(columns, name, &FeedColumn::name);
  return at == columns.end() ? nullptr : &*at;
}

namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string tidied(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string issue_code(std::string_view name) {
  std::string out;
  bool joined = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '\'') continue;
    if (name.substr(i).starts_with("\u2019")) {  // the typographic apostrophe
      i += 2;
      continue;
    }
    const bool is_word = is_ascii_letter(c) || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (is_word && joined && !out.empty()) out += '-';
    if (is_word) out += lower(c);
    joined = !is_word;
  }
  return out;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 80;
  std::string out = tidied(text.substr(0, 4 * most));
  for (auto& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  if (out.size() <= most && text.size() <= 4 * most) return out;
  std::size_t size = std::min(out.size(), most - 3);
  while (size > 0 && size < out.size() && (out[size] & 0xC0) == 0x80) --size;
  return out.substr(0, size) + "...";
}

std::string sentence(const FeedProblem& problem) {
  std::string out(names<FeedReason>[static_cast<std::size_t>(problem.reason)].doc);
  if (!problem.column.empty()) out += " Column " + problem.column + '.';
  if (!problem.value.empty()) out += " Found: " + problem.value;
  return out;
}

MappedRecord RecordMapper::run() {
  for (auto& cell : cells_)
    if (cell.column->meaning == FeedMeaning::external_id)
      row_.external_id = clean(cell).value_or("");
  for (auto& cell : cells_) take(cell);
  finish();
  if (refused_) return {std::nullopt, std::move(problems_)};
  row_.problems = std::move(problems_);
  return {std::move(row_), {}};
}

std::string_view RecordMapper::column_of(FeedMeaning meaning) const {
  const auto at = std::ranges::find(table_.columns, meaning, &FeedColumn::meaning);
  return at == table_.columns.end() ? std::string_view() : at->name;
}

bool RecordMapper::has(FeedMeaning meaning) const {
  return std::ranges::any_of(cells_, [&](auto& c) { return c.column->meaning == meaning; });
}

std::optional<std::string> RecordMapper::clean(const FeedCell& cell, std::string_view text) {
  std::string out = tidied(text);
  if (out.size() > static_cast<std::size_t>(text_limit_default)) {
    note(FeedReason::text_too_long, cell.column->name, out);
    return std::nullopt;
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(out, is_control)) {
    note(FeedReason::control_character, cell.column->name, out);
    return std::nullopt;
  }
  return out;
}

// The entries of a list, tidied and without blank ones.
std::vector<FeedIssue> RecordMapper::entries(const FeedCell& cell) {
  std::vector<FeedIssue> out;
  const auto add = [&](std::string_view code, std::string_view name) {
    auto tidy_code = clean(cell, code), tidy_name = clean(cell, name);
    if (!tidy_code || !tidy_name || (tidy_code->empty() && tidy_name->empty())) return;
    out.push_back({std::move(*tidy_code), std::move(*tidy_name)});
  };
  for (auto& item : cell.items) add(item.code, item.name);
  std::string_view rest = cell.listed ? std::string_view() : cell.text;
  while (!rest.empty()) {
    const auto end = rest.find(table_.separator);
    add({}, rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
  }
  if (out.size() > static_cast<std::size_t>(array_limit_default)) {
    note(FeedReason::list_too_long, cell.column->name);
    out.clear();
  }
  return out;
}

void RecordMapper::take(const FeedCell& cell) {
  switch (cell.column->meaning) {
    case FeedMeaning::ignored:
      if (cell.column->name.empty() && !tidied(cell.text).empty())
        note(FeedReason::cell_without_column, {}, cell.text);
      return;
    case FeedMeaning::external_id: return;  // taken first
    case FeedMeaning::name: return take_name(cell);
    case FeedMeaning::organization:
    case FeedMeaning::organization_name:
    case FeedMeaning::alternate_name:
    case FeedMeaning::website:
    case FeedMeaning::address:
    case FeedMeaning::locality:
    case FeedMeaning::latitude:
    case FeedMeaning::longitude: return take_text(cell);
    case FeedMeaning::status: return take_status(cell);
    case FeedMeaning::age_from_years: return take_age(cell, from_years_);
    case FeedMeaning::age_through_years: return take_age(cell, through_years_);
    case FeedMeaning::income_percent: return take_income(cell);
    case FeedMeaning::issues: return take_issues(cell);
    case FeedMeaning::areas: return take_areas(cell);
    case FeedMeaning::languages: return take_languages(cell);
    case FeedMeaning::locations: return take_locations(cell);
    case FeedMeaning::flag: return take_flag(cell);
    case FeedMeaning::choices: return take_choices(cell);
    case FeedMeaning::email:
    case FeedMeaning::description:
    case FeedMeaning::eligibility_description:
    case FeedMeaning::fees_description: return take_description(cell);
    case FeedMeaning::documents:
    case FeedMeaning::accessibility:
    case FeedMeaning::categories: return take_documents(cell);
    case FeedMeaning::costs:
    case FeedMeaning::capacities:
    case FeedMeaning::schedules:
    case FeedMeaning::contacts:
    case FeedMeaning::phones: return take_parts(cell);
    case FeedMeaning::virtual_flag:
    case FeedMeaning::location_type: return take_kind_of_place(cell);
    case FeedMeaning::year_founded:
    case FeedMeaning::date_founded: return take_year(cell);
    case FeedMeaning::criteria: return take_criteria(cell);
    case FeedMeaning::location: return take_parent_location(cell);
  }
}

void RecordMapper::take_name(const FeedCell& cell) {
  auto name = clean(cell);
  if (!name) return;
  if (name->empty()) return;  // reported when the record is finished
  switch (table_.kind) {
    case FeedKind::organization: carry(&Organization::name, "name") = *name; return;
    case FeedKind::location: carry(&Location::name, "name") = *name; return;
    case FeedKind::service: carry(&Service::name, "name") = *name; return;
  }
}

void RecordMapper::take_text(const FeedCell& cell) {
  auto text = clean(cell);
  if (!text) return;
  switch (cell.column->meaning) {
    case FeedMeaning::organization: row_.organization = *text; return;
    case FeedMeaning::organization_name: row_.organization_name = *text; return;
    case FeedMeaning::alternate_name:
      carry(&Organization::alternate_name, "alternate_name") = *text;
      return;
    case FeedMeaning::website: carry(&Organization::website, "website") = *text; return;
    case FeedMeaning::address: carry(&Location::address, "address") = *text; return;
    case FeedMeaning::locality: carry(&Location::locality, "locality") = *text; return;
    case FeedMeaning::latitude: latitude_ = *text; return;
    default: longitude_ = *text; return;
  }
}

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

// 200 and 999 are how feeds say that there is no upper limit; 0 is no lower one.
void RecordMapper::take_age(const FeedCell& cell, std::optional<std::int64_t>& years) {
  const auto text = clean(cell);
  if (!text || text->empty()) return;
  const auto number = whole_number(*text);
  const bool is_upper = cell.column->meaning == FeedMeaning::age_through_years;
  if (!number) return note(FeedReason::age_not_a_number, cell.column->name, *text);
  if (is_upper && (*number == 200 || *number == 999)) return;
  if (*number < 0 || *number > feed_age_years_max)
    return note(FeedReason::age_out_of_range, cell.column->name, *text);
  if (is_upper || *number > 0) years = number;
}

void RecordMapper::take_income(const FeedCell& cell) {
  const auto text = clean(cell);
  if (!text) return;
  auto& limit = carry(&Service::income_percent_limit, "income_percent_limit");
  if (text->empty()) return;
  limit = whole_number(*text);
  if (!limit) return note(FeedReason::income_not_a_number, cell.column->name, *text);
  if (*limit < 0 || *limit > feed_income_percent_max)
    note(FeedReason::income_out_of_range, cell.column->name, *text);
}

// HSDS 3.0: active, inactive, defunct, temporarily closed.
void RecordMapper::take_status(const FeedCell& cell) {
  const auto text = clean(cell);
  if (!text) return;
  const bool closed = *text == "temporarily closed";
  if (!closed && *text != "active" && *text != "inactive" && *text != "defunct")
    return note(FeedReason::status_unknown, cell.column->name, *text);
  const bool active = closed || *text == "active";
  carry(&Service::active, "active") = active;
  if (active) carry(&Service::accepting, "accepting") = !closed;  // else nothing is said of pauses
}

void RecordMapper::take_issues(const FeedCell& cell) {
  carry(&Service::issues, "issues");
  for (auto& entry : entries(cell)) {
    const std::string& label = entry.code.empty() ? entry.name : entry.code;
    std::string code = issue_code(label);
    if (code.empty()) note(FeedReason::issue_without_code, cell.column->name, label);
    row_.issues.push_back({std::move(code), entry.name.empty() ? entry.code : entry.name});
  }
  std::ranges::sort(row_.issues);
  const auto twice = std::ranges::unique(row_.issues, {}, &FeedIssue::code);
  row_.issues.erase(twice.begin(), twice.end());
}

void RecordMapper::take_areas(const FeedCell& cell) {
  auto& areas = carry(&Service::localities, "localities");
  for (auto& entry : entries(cell)) {
    if (entry.name.size() > feed_area_bytes_max)
      note(FeedReason::area_is_prose, cell.column->name, entry.name);
    else
      areas.push_back(std::move(entry.name));
  }
  sort_unique(areas);
}

void RecordMapper::take_languages(const FeedCell& cell) {
  auto& languages = carry(&Service::languages, "languages");
  for (auto& [code, name] : entries(cell)) {
    std::ranges::transform(code, code.begin(), lower);
    if (code.empty()) code = language_code(name);
    if (is_language_code(code))
      languages.push_back(code);
    else
      note(FeedReason::language_without_code, cell.column->name, code.empty() ? name : code);
  }
  sort_unique(languages);
}

void RecordMapper::take_locations(const FeedCell& cell) {
  carry(&Service::locations, "locations");
  for (auto& entry : entries(cell)) row_.locations.push_back(std::move(entry.code));
  sort_unique(row_.locations);
}

void RecordMapper::take_flag(const FeedCell& cell) {
  const auto text = clean(cell);
  auto& attributes = carry(&Service::attributes, "attributes");
  if (!text || text->empty()) return;
  if (*text == "true")
    attributes.push_back({std::string(cell.column->attribute), {"yes"}});
  else if (*text != "false")
    note(FeedReason::not_true_or_false, cell.column->name, *text);
}

void RecordMapper::take_choices(const FeedCell& cell) {
  auto& attributes = carry(&Service::attributes, "attributes");
  AttributeCriterion criterion{std::string(cell.column->attribute), {}};
  for (auto& entry : entries(cell)) criterion.any_of.push_back(std::move(entry.name));
  sort_unique(criterion.any_of);
  if (!criterion.any_of.empty()) attributes.push_back(std::move(criterion));
}

void RecordMapper::finish() {
  if (row_.external_id.empty()) note(FeedReason::id_missing, column_of(FeedMeaning::external_id));
  const bool has_name = std::visit([](auto& draft) { return !draft.name.empty(); }, row_.draft);
  if (!has_name) note(FeedReason::name_missing, column_of(FeedMeaning::name));
  const bool is_told_by_location = has(FeedMeaning::location) && !row_.locations.empty();
  if (table_.kind != FeedKind::organization && row_.organization.empty() && !is_told_by_location)
    note(FeedReason::organization_missing,
         column_of(has(FeedMeaning::location) ? FeedMeaning::location : FeedMeaning::organization));
  switch (table_.kind) {
    case FeedKind::organization: carry(&Organization::active, "active") = true; return;
    case FeedKind::location:
      carry(&Location::active, "active") = true;
      carry(&Location::organization_id, "organization_id");
      return finish_place();
    case FeedKind::service:
      carry(&Service::organization_id, "organization_id");
      return finish_service();
  }
}

void RecordMapper::finish_place() {
  if (!latitude_ && !longitude_) return;
  const auto degrees = [](const std::optional<std::string>& text, double most) {
    double out = 0;
    if (!text) return std::optional<std::int64_t>();
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
    const bool read = error == std::errc() && end == text->data() + text->size();
    if (!read || !(std::abs(out) <= most)) return std::optional<std::int64_t>();
    return std::optional<std::int64_t>(std::llround(out * 1e6));
  };
  const bool blank = latitude_.value_or("").empty() && longitude_.value_or("").empty();
  const auto latitude = degrees(latitude_, 90), longitude = degrees(longitude_, 180);
  if (!blank && (!latitude || !longitude)) {
    const auto wrong = latitude ? FeedMeaning::longitude : FeedMeaning::latitude;
    return note(FeedReason::place_not_on_earth, column_of(wrong),
                latitude ? longitude_.value_or("") : latitude_.value_or(""));
  }
  carry(&Location::latitude_microdegrees, "latitude_microdegrees") = latitude;
  carry(&Location::longitude_microdegrees, "longitude_microdegrees") = longitude;
}

// An age in whole years that is allowed ends with the last month of its year.
void RecordMapper::finish_ages() {
  if (from_years_ && through_years_ && *from_years_ > *through_years_)
    note(FeedReason::ages_reversed, column_of(FeedMeaning::age_from_years),
         std::to_string(*from_years_) + " to " + std::to_string(*through_years_));
  if (has(FeedMeaning::age_from_years)) {
    auto& from = carry(&Service::age_from_months, "age_from_months");
    if (from_years_) from = *from_years_ * 12;
  }
  if (has(FeedMeaning::age_through_years)) {
    auto& below = carry(&Service::age_below_months, "age_below_months");
    if (through_years_) below = (*through_years_ + 1) * 12;
  }
}

void RecordMapper::finish_service() {
  finish_ages();
  auto& service = std::get<Service>(row_.draft);
  // A table without such a column lists what is offered.
  const auto status = column_of(FeedMeaning::status);
  if (status.empty()) carry(&Service::active, "active") = true;
  if (!status.empty() && !has(FeedMeaning::status)) note(FeedReason::status_unknown, status);
  if (row_.issues.empty() && row_.categories.empty())
    note(FeedReason::no_issue, column_of(FeedMeaning::issues));
  if (criteria_) finish_criteria();
  const bool is_everywhere = criteria_ && criteria_->everywhere;
  if (is_everywhere) carry(&Service::localities, "localities");
  if (service.localities.empty() && !is_everywhere)
    note(FeedReason::no_area, column_of(FeedMeaning::areas));
  if (has(FeedMeaning::areas) && !is_everywhere) {
    auto& attributes = carry(&Service::attributes, "attributes");
    if (service.localities.empty())
      attributes.push_back({std::string(feed_area_confirmed), {"yes"}});
  }
  std::ranges::sort(service.attributes, {},
                    [](const AttributeCriterion& a) { return std::tie(a.name, a.any_of); });
}

MappedRecord map_record(const FeedTable& table, std::span<const FeedCell> cells,
                        const FeedPlace& place) {
  return RecordMapper(table, cells, place).run();
}

}  // namespace onward
