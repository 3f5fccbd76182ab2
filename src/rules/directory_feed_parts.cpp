#include <algorithm>
#include <charconv>

#include "lists.hpp"
#include "onward/rules/directory_details.hpp"
#include "rules/record_mapper.hpp"

namespace onward {

bool is_nobody(const Contact& c) {
  return c.name.empty() && c.title.empty() && c.department.empty() && c.email.empty();
}

std::vector<Contact> ordered(std::vector<Contact> contacts) {
  std::vector<Contact> out, telephones;
  for (auto& c : contacts) {
    if (!is_nobody(c))
      out.push_back(std::move(c));
    else
      for (auto& phone : c.phones) telephones.push_back({.phones = {std::move(phone)}});
  }
  std::ranges::move(telephones, std::back_inserter(out));
  return out;
}

// What only describes is left out when it cannot be kept.
std::optional<std::string> RecordMapper::clean_or_none(const FeedCell& cell,
                                                       std::int64_t bytes_max) {
  std::string out = tidied(cell.text);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ssize(out) <= bytes_max && std::ranges::none_of(out, is_control)) return out;
  note(FeedReason::text_left_out, cell.column->name, out);
  return std::nullopt;
}

void RecordMapper::take_description(const FeedCell& cell) {
  const auto meaning = cell.column->meaning;
  const auto text =
      clean_or_none(cell, meaning == FeedMeaning::email ? text_limit_default : text_limit_long);
  if (!text) return;
  if (meaning == FeedMeaning::email)
    carry(&Organization::email, "email") = *text;
  else if (meaning == FeedMeaning::eligibility_description)
    carry(&Service::eligibility_description, "eligibility_description") = *text;
  else if (meaning == FeedMeaning::fees_description)
    carry(&Service::fees_description, "fees_description") = *text;
  else if (table_.kind == FeedKind::organization)
    carry(&Organization::description, "description") = *text;
  else
    carry(&Service::description, "description") = *text;
}

void RecordMapper::take_documents(const FeedCell& cell) {
  std::vector<std::string> names;
  for (auto& entry : entries(cell)) names.push_back(std::move(entry.name));
  switch (cell.column->meaning) {
    case FeedMeaning::categories:
      carry(&Service::issues, "issues");
      row_.categories = std::move(names);
      return;
    case FeedMeaning::accessibility:
      carry(&Location::accessibility, "accessibility") = std::move(names);
      return;
    default: carry(&Service::required_documents, "required_documents") = std::move(names);
  }
}

void RecordMapper::take_parts(const FeedCell& cell) {
  const auto add = [](std::vector<Contact>& standing, const std::vector<Contact>& more) {
    standing.insert(standing.end(), more.begin(), more.end());
    standing = ordered(std::move(standing));
  };
  switch (cell.column->meaning) {
    case FeedMeaning::costs: carry(&Service::costs, "costs") = cell.costs; return;
    case FeedMeaning::capacities: return take_capacity(cell);
    case FeedMeaning::schedules:
      if (table_.kind == FeedKind::location)
        carry(&Location::schedules, "schedules") = cell.schedules;
      else
        carry(&Service::schedules, "schedules") = cell.schedules;
      return;
    default: break;
  }
  switch (table_.kind) {
    case FeedKind::organization:
      return add(carry(&Organization::contacts, "contacts"), cell.contacts);
    case FeedKind::location: return add(carry(&Location::contacts, "contacts"), cell.contacts);
    case FeedKind::service: return add(carry(&Service::contacts, "contacts"), cell.contacts);
  }
}

void RecordMapper::take_capacity(const FeedCell& cell) {
  if (!cell.capacity) return;
  carry(&Service::capacity_limit, "capacity_limit") = cell.capacity->free;
  carry(&Service::capacity_reported_at, "capacity_reported_at") = cell.capacity->reported_at;
  carry(&Service::waitlist, "waitlist") = cell.capacity->waitlist;
}

// A year of four digits, or the year of a date.
void RecordMapper::take_year(const FeedCell& cell) {
  const auto text = clean(cell);
  if (!text) return;
  auto& year = carry(&Organization::year_incorporated, "year_incorporated");
  if (text->empty()) return;
  if (cell.column->meaning == FeedMeaning::date_founded) {
    const auto date = feed_date(*text);
    if (!date) return note(FeedReason::date_unknown, cell.column->name, *text);
    year = static_cast<int>(std::chrono::year_month_day(*date).year());
    return;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && end == text->data() + text->size() && number >= 1 && number <= 9'999)
    year = number;
  else
    note(FeedReason::text_left_out, cell.column->name, *text);
}

void RecordMapper::take_kind_of_place(const FeedCell& cell) {
  const auto text = clean(cell);
  if (!text) return;
  auto& is_virtual = carry(&Location::is_virtual, "is_virtual");
  if (cell.column->meaning == FeedMeaning::location_type) {
    is_virtual = *text == "virtual";
    return;
  }
  is_virtual = *text == "true" || *text == "TRUE";
  if (!is_virtual && !text->empty() && *text != "false" && *text != "FALSE")
    note(FeedReason::not_true_or_false, cell.column->name, *text);
}

void RecordMapper::take_criteria(const FeedCell& cell) { criteria_ = cell.criteria; }

// One location, which also tells whose the service is.
void RecordMapper::take_parent_location(const FeedCell& cell) {
  auto id = clean(cell);
  carry(&Service::locations, "locations");
  if (id && !id->empty()) row_.locations.push_back(std::move(*id));
}

// All of it is said, so what is not said restricts nobody. Exact ages go before those in years.
void RecordMapper::finish_criteria() {
  const auto& said = *criteria_;
  carry(&Service::income_percent_limit, "income_percent_limit") = said.income_percent_limit;
  carry(&Service::genders, "genders") = said.genders;
  carry(&Service::populations, "populations") = said.populations;
  carry(&Service::attributes, "attributes") = said.attributes;
  carry(&Service::age_from_months, "age_from_months") = said.age_from_months;
  carry(&Service::age_below_months, "age_below_months") = said.age_below_months;
  carry(&Service::radius_meters, "radius_meters") = said.radius_meters;
}

}  // namespace onward
