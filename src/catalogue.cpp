#include "onward/catalogue.hpp"

#include "catalogue_texts.hpp"
#include "dates.hpp"

namespace onward {

namespace {

constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};

std::string in_words(Date date) {
  const std::chrono::year_month_day day{date};
  return std::to_string(static_cast<unsigned>(day.day())) + ' ' +
         std::string(months[static_cast<unsigned>(day.month()) - 1]) + ' ' +
         std::to_string(static_cast<int>(day.year()));
}

std::string in_words(Instant instant) {
  constexpr std::size_t date_size = 11, minute_size = 5;  // "2025-03-31T" and "09:30"
  return in_words(std::chrono::floor<std::chrono::days>(instant)) + ", " +
         format_instant(instant).substr(date_size, minute_size) + " UTC";
}

// Names of phases and criteria are codes with underscores; people read words.
std::string in_words(std::string text) {
  for (char& c : text)
    if (c == '_') c = ' ';
  return text;
}

std::string in_words(std::int64_t number) { return std::to_string(number); }

// The clause with its facts; nothing when one of them is lacking.
std::optional<std::string> filled(std::string_view clause, const std::vector<Fact>& facts) {
  std::string out;
  for (std::size_t at = 0; at < clause.size();) {
    const auto open = clause.find('{', at);
    out += clause.substr(at, open - at);
    if (open == clause.npos) break;
    const auto close = clause.find('}', open);
    const auto name = clause.substr(open + 1, close - open - 1);
    const Fact* found = nullptr;
    for (auto& fact : facts)
      if (fact.name == name) found = &fact;
    if (!found) return std::nullopt;
    out += std::visit([](auto& value) { return in_words(value); }, found->value);
    at = close + 1;
  }
  return out;
}

}  // namespace

std::string_view text_of(Reason reason, std::string_view) {
  return catalogue_en()[static_cast<std::size_t>(reason)].text;
}

std::string render(const Refusal& refusal, std::string_view locale) {
  const std::string_view text = text_of(refusal.reason, locale);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find('[', at);
    out += text.substr(at, open - at);
    if (open == text.npos) break;
    const auto close = text.find(']', open);
    out += filled(text.substr(open + 1, close - open - 1), refusal.facts).value_or("");
    at = close + 1;
  }
  return out;
}

}  // namespace onward
