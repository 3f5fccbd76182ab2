#include "onward/rules/directory_details.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/record_mapper.hpp"
#include "text.hpp"

namespace onward {

namespace {

std::string lower_case(std::string_view text) {
  std::string out = tidied(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// The digits at the beginning, taken away from the text; nothing when there are none, or too many.
std::optional<int> take_number(std::string_view& text, std::size_t digits_max) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || size > digits_max || out < 0) return std::nullopt;
  text.remove_prefix(size);
  return out;
}

bool take_sign(std::string_view& text, std::string_view sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(sign.size());
  return true;
}

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};

std::optional<int> take_month(std::string_view& text) {
  for (std::size_t i = 0; i < months.size(); ++i)
    if (take_sign(text, months[i])) return static_cast<int>(i) + 1;
  return std::nullopt;
}

}  // namespace

std::optional<Date> feed_date(std::string_view written) {
  const std::string copy = lower_case(written);
  std::string_view rest = copy;
  std::optional<int> month = take_month(rest);
  const bool is_spelled = month.has_value();
  if (!month) month = take_number(rest, 2);
  if (!month || !take_sign(rest, is_spelled ? " " : "/")) return std::nullopt;
  const auto day = take_number(rest, 2);
  if (!day || !take_sign(rest, is_spelled ? ", " : "/")) return std::nullopt;
  const std::size_t digits = rest.size();
  auto year = take_number(rest, 4);
  if (!year || !rest.empty() || (digits != 4 && (is_spelled || digits != 2))) return std::nullopt;
  if (digits == 2) *year += *year < 69 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::optional<std::int64_t> feed_time(std::string_view written) {
  const std::string copy = lower_case(written);
  std::string_view rest = copy;
  const auto hour = take_number(rest, 2);
  if (!hour) return std::nullopt;
  int minute = 0;
  const bool has_minutes = take_sign(rest, ":");
  if (has_minutes) {
    const auto read = rest.size() < 2 ? std::nullopt : take_number(rest, 2);
    if (!read) return std::nullopt;
    minute = *read;
    if (take_sign(rest, ":") && !take_sign(rest, "00")) return std::nullopt;
  }
  take_sign(rest, " ");
  const bool is_morning = rest == "am", is_afternoon = rest == "pm";
  if (!is_morning && !is_afternoon && (!rest.empty() || !has_minutes)) return std::nullopt;
  const bool is_twelve_hours = is_morning || is_afternoon;
  if (minute > 59 || (is_twelve_hours && (*hour < 1 || *hour > 12))) return std::nullopt;
  const int of_day = is_twelve_hours ? *hour % 12 + (is_afternoon ? 12 : 0) : *hour;
  const int minutes = of_day * 60 + minute;
  if (minutes > 24 * 60) return std::nullopt;
  return minutes;
}

void FeedDetails::add(FeedDetail detail) {
  if (detail.kind == FeedDetailKind::category)
    categories_.insert_or_assign(detail.external_id, std::move(detail));
  else if (!detail.owner)
    phones_[detail.above].push_back(std::move(detail));
  else
    by_owner_[*detail.owner].push_back(std::move(detail));
}

bool FeedDetails::complete(FeedRow& row, std::vector<FeedProblem>& problems) {
  if (!find_owner(row, problems)) return false;
  if (row.kind() == FeedKind::location) organization_of_[row.external_id] = row.organization;
  name_categories(row);
  const auto at = by_owner_.find({row.kind(), row.external_id});
  if (at == by_owner_.end()) return true;
  met_.insert(at->first);
  for (auto& detail : at->second) put(row, detail);
  return true;
}

// A service of a table without organisations is its location's.
bool FeedDetails::find_owner(FeedRow& row, std::vector<FeedProblem>& problems) const {
  if (row.kind() != FeedKind::service || !row.organization.empty()) return true;
  const std::string location = row.locations.empty() ? "" : row.locations.front();
  const auto at = organization_of_.find(location);
  if (at == organization_of_.end()) {
    problems.push_back({FeedReason::parent_unknown, row.place, "location_id", shortened(location),
                        row.kind(), row.external_id});
    return false;
  }
  row.organization = at->second;
  return true;
}

void FeedDetails::name_categories(FeedRow& row) const {
  for (auto& id : row.categories) {
    const auto at = categories_.find(id);
    const auto code = at == categories_.end() ? std::string() : issue_code(at->second.text);
    if (code.empty())
      row.problems.push_back({FeedReason::category_unknown, row.place, "taxonomy_ids",
                              shortened(id), row.kind(), row.external_id});
    else
      row.issues.push_back({code, at->second.text});
  }
  row.categories.clear();
  std::ranges::sort(row.issues);
  const auto twice = std::ranges::unique(row.issues, {}, &FeedIssue::code);
  row.issues.erase(twice.begin(), twice.end());
}

namespace {

template <class T> void carry(FeedRow& row, MemberNumber<T> member) {
  row.carried |= std::uint64_t{1} << member.value;
}

template <class T>
void put_contact(FeedRow& row, T& draft, const Contact& contact, MemberNumber<T> member) {
  draft.contacts.push_back(contact);
  draft.contacts = ordered(std::move(draft.contacts));
  carry<T>(row, member);
}

}  // namespace

void FeedDetails::put(FeedRow& row, const FeedDetail& detail) {
  auto* location = std::get_if<Location>(&row.draft);
  auto* service = std::get_if<Service>(&row.draft);
  switch (detail.kind) {
    case FeedDetailKind::address:
      if (!location) return;
      location->address = detail.text;
      return carry<Location>(row, "address");
    case FeedDetailKind::weekly_hours:
    case FeedDetailKind::holiday_hours:
      (service ? service->schedules : location->schedules).push_back(detail.schedule);
      return service ? carry<Service>(row, "schedules") : carry<Location>(row, "schedules");
    case FeedDetailKind::contact:
    case FeedDetailKind::phone: {
      Contact contact = detail.contact;
      if (detail.kind == FeedDetailKind::contact) {
        contacts_.insert(detail.external_id);
        if (const auto at = phones_.find(detail.external_id); at != phones_.end())
          for (auto& phone : at->second) contact.phones.push_back(phone.contact.phones.front());
      }
      if (service) return put_contact<Service>(row, *service, contact, "contacts");
      if (location) return put_contact<Location>(row, *location, contact, "contacts");
      return put_contact<Organization>(row, std::get<Organization>(row.draft), contact, "contacts");
    }
    case FeedDetailKind::category:
    case FeedDetailKind::program:
    case FeedDetailKind::mail_address: return;  // only whose it is was to be checked
  }
}

std::vector<FeedProblem> FeedDetails::left_over() const {
  std::vector<FeedProblem> out;
  const auto tell = [&](const FeedDetail& detail, std::string_view column, std::string_view id) {
    out.push_back({FeedReason::parent_unknown, detail.place, std::string(column), shortened(id),
                   std::nullopt, detail.external_id});
  };
  for (auto& [owner, details] : by_owner_)
    if (!met_.contains(owner))
      for (auto& detail : details)
        tell(detail, std::string(name_of(owner.first)) + "_id", owner.second);
  for (auto& [contact, phones] : phones_)
    if (!contacts_.contains(contact))
      for (auto& phone : phones) tell(phone, "contact_id", contact);
  for (auto& [id, category] : categories_)
    if (!category.above.empty() && !categories_.contains(category.above))
      tell(category, "parent_id", category.above);
  std::ranges::sort(out, {}, &FeedProblem::place);
  return out;
}

}  // namespace onward
