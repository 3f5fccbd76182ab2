#include "interchange/directory_json_parts.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "dates.hpp"
#include "interchange/hsds_writer.hpp"
#include "onward/rules/directory_details.hpp"

namespace onward {

std::string text_at(const JsonTree& object, std::string_view key) {
  const auto* member = object.find(key);
  return member ? member->text : std::string();
}

namespace {

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

bool read_days(const std::string& text, std::vector<Weekday>& out) {
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find(',', from), text.size());
    const auto at = std::ranges::find(hsds_weekdays, text.substr(from, end - from));
    if (at == hsds_weekdays.end()) return false;
    out.push_back(static_cast<Weekday>(at - hsds_weekdays.begin()));
    from = end + 1;
  }
  return true;
}

bool read_time(const std::string& text, std::optional<std::int64_t>& out) {
  if (!text.empty()) out = feed_time(text);
  return text.empty() || out;
}

bool read_date(const std::string& text, std::optional<Date>& out) {
  Date date;
  if (text.empty()) return true;
  if (!parse_date(text, date)) return false;
  out = date;
  return true;
}

// Hours of the days of the week, every week: what recurs otherwise is more than can be kept.
std::optional<Schedule> schedule_of(const JsonTree& object) {
  for (const auto key : {"dtstart", "until", "count", "byweekno", "bymonthday", "byyearday"})
    if (object.find(key)) return std::nullopt;
  const auto every = text_at(object, "interval"), freq = text_at(object, "freq");
  if ((!every.empty() && every != "1") || (!freq.empty() && freq != "WEEKLY")) return std::nullopt;
  Schedule out;
  const bool is_read = read_days(text_at(object, "byday"), out.weekdays) &&
                       read_time(text_at(object, "opens_at"), out.opens_at_minutes) &&
                       read_time(text_at(object, "closes_at"), out.closes_at_minutes) &&
                       read_date(text_at(object, "valid_from"), out.valid_from) &&
                       read_date(text_at(object, "valid_to"), out.valid_to);
  if (!is_read || (out.valid_from && out.valid_to && *out.valid_from > *out.valid_to))
    return std::nullopt;
  const bool has_hours = out.opens_at_minutes || out.closes_at_minutes;
  out.closed = !has_hours && text_at(object, "description") == "closed";
  return out;
}

std::optional<Phone> phone_of(const JsonTree& object) {
  Phone out{.number = text_at(object, "number"),
            .extension = text_at(object, "extension"),
            .type = text_at(object, "type")};
  const auto description = text_at(object, "description");
  if (out.extension.empty() && description.starts_with(hsds_extension_mark))
    out.extension = description.substr(hsds_extension_mark.size());
  if (out.number.find_first_not_of(' ') == std::string::npos) return std::nullopt;
  return out;
}

// The amount in the smallest unit, when the text has no digits beyond it.
std::optional<std::int64_t> minor_units(std::string_view amount, std::string_view currency) {
  const auto point = std::min(amount.find('.'), amount.size());
  std::string digits(amount.substr(0, point));
  std::string behind(amount.substr(std::min(point + 1, amount.size())));
  const auto places = static_cast<std::size_t>(minor_digits(currency));
  while (behind.size() > places && behind.back() == '0') behind.pop_back();
  if (behind.size() > places) return std::nullopt;
  behind.append(places - behind.size(), '0');
  const auto out = whole(digits + behind);
  return out && *out >= 0 && *out <= 1'000'000'000 ? out : std::nullopt;
}

std::optional<CostOption> cost_of(const JsonTree& object) {
  CostOption out{.option = text_at(object, "option")};
  const auto amount = text_at(object, "amount"), currency = text_at(object, "currency");
  if (amount.empty()) return out.option.empty() ? std::nullopt : std::optional(out);
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (currency.size() != 3 || !std::ranges::all_of(currency, is_capital)) return std::nullopt;
  out.amount_minor_units = minor_units(amount, currency);
  out.currency = currency;
  return out.amount_minor_units ? std::optional(out) : std::nullopt;
}

void add_contact(FeedCell& cell, const JsonTree& object) {
  Contact contact{.name = text_at(object, "name"),
                  .title = text_at(object, "title"),
                  .department = text_at(object, "department"),
                  .email = text_at(object, "email")};
  for (const auto* phone : object.objects_of("phones"))
    if (auto read = phone_of(*phone)) contact.phones.push_back(std::move(*read));
  if (!is_nobody(contact) || !contact.phones.empty()) cell.contacts.push_back(std::move(contact));
}

// RFC 3339, with the hours and minutes that the clock there is ahead of UTC.
std::optional<Instant> read_instant(std::string text) {
  std::chrono::minutes ahead{0};
  constexpr std::size_t offset_size = 6;  // +01:00
  const auto at = text.size() - std::min(text.size(), offset_size);
  if (const char sign = at < text.size() ? text[at] : 'Z'; sign == '+' || sign == '-') {
    const auto minutes = feed_time(std::string_view(text).substr(at + 1));
    if (!minutes) return std::nullopt;
    ahead = std::chrono::minutes{sign == '+' ? *minutes : -*minutes};
    text.erase(at);
    text += 'Z';
  }
  Instant out{};
  if (!parse_instant(text, out)) return std::nullopt;
  return out - ahead;
}

std::optional<FeedCapacity> capacity_of(const JsonTree& object) {
  constexpr std::int64_t places_max = 1'000'000'000;
  const auto free = whole(text_at(object, "available"));
  const auto reported_at = read_instant(text_at(object, "updated"));
  if (!free || *free < 0 || *free > places_max || !reported_at) return std::nullopt;
  return FeedCapacity{*free, *reported_at, text_at(object, "description") == hsds_waitlist_mark};
}

void add_part(FeedCell& cell, const JsonTree& object, NotKept not_kept) {
  switch (cell.column->meaning) {
    case FeedMeaning::capacities:
      cell.capacity = capacity_of(object);
      if (!cell.capacity) not_kept(FeedReason::capacity_not_kept, text_at(object, "available"));
      return;
    case FeedMeaning::schedules:
      if (auto read = schedule_of(object))
        cell.schedules.push_back(std::move(*read));
      else
        not_kept(FeedReason::hours_not_kept, text_at(object, "description"));
      return;
    case FeedMeaning::costs:
      if (auto read = cost_of(object))
        cell.costs.push_back(std::move(*read));
      else
        not_kept(FeedReason::cost_not_kept, text_at(object, "option"));
      return;
    case FeedMeaning::phones:
      if (auto read = phone_of(object)) cell.contacts.push_back({.phones = {std::move(*read)}});
      return;
    case FeedMeaning::contacts: return add_contact(cell, object);
    case FeedMeaning::documents: cell.items.push_back({{}, text_at(object, "document")}); return;
    default: cell.items.push_back({{}, text_at(object, "description")});
  }
}

const JsonTree* own_term(const JsonTree& attribute) {
  const auto* term = attribute.find("taxonomy_term");
  const bool is_own = term && text_at(attribute, "link_type") == "eligibility" &&
                      text_at(*term, "taxonomy") == hsds_own_taxonomy;
  return is_own ? term : nullptr;
}

// False when the value cannot be read.
bool add_criterion(FeedCriteria& out, std::map<std::string, AttributeCriterion>& attributes,
                   const JsonTree& term, const std::string& value) {
  const auto code = text_at(term, "code");
  const auto number = [&](std::optional<std::int64_t>& member) {
    member = whole(value);
    return member && *member >= 0;
  };
  if (code == "criteria") return value == "complete";
  if (code == "everywhere") return out.everywhere = value == "yes";
  if (code == "age_from_months") return number(out.age_from_months);
  if (code == "age_below_months") return number(out.age_below_months);
  if (code == "income_percent_limit") return number(out.income_percent_limit);
  if (code == "radius_meters") return number(out.radius_meters);
  if (value.empty()) return false;
  if (code == "population") {
    out.populations.push_back(value);
    return true;
  }
  if (code == "gender") {
    const auto gender = named<Gender>(value);
    if (gender) out.genders.push_back(*gender);
    return gender.has_value();
  }
  const auto name = text_at(term, "name");
  if (!code.starts_with("attribute.") || name.empty()) return false;
  auto& criterion = attributes[code];
  criterion.name = name;
  criterion.any_of.push_back(value);
  return true;
}

}  // namespace

bool fill_part(FeedCell& cell, const JsonTree& list, NotKept not_kept) {
  switch (cell.column->meaning) {
    case FeedMeaning::schedules:
    case FeedMeaning::costs:
    case FeedMeaning::phones:
    case FeedMeaning::contacts:
    case FeedMeaning::documents:
    case FeedMeaning::accessibility: break;
    case FeedMeaning::capacities:  // beds and chairs make no one number
      if (list.items.size() <= 1) break;
      not_kept(FeedReason::capacity_not_kept, std::to_string(list.items.size()) + " kinds");
      return true;
    default: return false;
  }
  cell.listed = true;
  for (auto& item : list.items) add_part(cell, item, not_kept);
  return true;
}

bool is_own_criterion(const JsonTree& attribute) { return own_term(attribute) != nullptr; }

std::optional<FeedCriteria> own_criteria(const JsonTree& attributes, NotKept not_kept) {
  FeedCriteria out;
  std::map<std::string, AttributeCriterion> by_code;
  bool is_complete = false;
  for (auto& attribute : attributes.items) {
    const auto* term = own_term(attribute);
    if (!term) continue;
    const auto value = text_at(attribute, "value");
    if (!add_criterion(out, by_code, *term, value))
      not_kept(FeedReason::criterion_unknown, text_at(*term, "code") + ' ' + value);
    is_complete = is_complete || text_at(*term, "code") == "criteria";
  }
  if (!is_complete) return std::nullopt;
  for (auto& [code, criterion] : by_code) out.attributes.push_back(std::move(criterion));
  return out;
}

}  // namespace onward
