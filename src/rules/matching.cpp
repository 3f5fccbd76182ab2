#include "onward/rules/matching.hpp"

#include <algorithm>

#include "onward/rules/similarity.hpp"
#include "rules/nicknames.hpp"

namespace onward {

namespace {

using enum MatchLevel;

constexpr double similar_from = 0.92;  // as splink's name comparison has them
constexpr double near_from = 0.85;
constexpr std::size_t phone_digits = 9;

constexpr std::array given_name_levels{exact, nickname, similar, near, swapped, crossed, different};
constexpr std::array text_levels{exact, similar, near, different};
constexpr std::array date_levels{exact, transposed, one_slip, two_parts, same_year, different};
constexpr std::array code_levels{exact, one_slip, different};

// Every character that is not ASCII is taken for a letter.
void keep_letters_and_digits(std::string& text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  std::erase_if(text, [](char c) {
    return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0);
  });
}

void keep_last_digits(std::string& phone) {
  std::erase_if(phone, [](char c) { return c < '0' || c > '9'; });
  if (phone.size() > phone_digits) phone.erase(0, phone.size() - phone_digits);
}

MatchLevel level_of_similarity(std::string_view a, std::string_view b) {
  if (a == b) return exact;
  const double similarity = jaro_winkler_similarity(a, b, near_from);
  return similarity >= similar_from ? similar : similarity >= near_from ? near : different;
}

MatchLevel compare_texts(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() ? missing : level_of_similarity(a, b);
}

MatchLevel compare_codes(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return missing;
  if (a == b) return exact;
  // A character of one or two is half of what there is to agree on.
  return std::min(a.size(), b.size()) > 2 && is_one_slip(a, b) ? one_slip : different;
}

struct NameLevels {
  MatchLevel given = missing;
  MatchLevel family = missing;
};

constexpr bool is_alike(MatchLevel l) {
  return l == exact || l == nickname || l == similar || l == near;
}

MatchLevel compare_given_names(std::string_view a, std::string_view b) {
  const auto level = compare_texts(a, b);
  return level != exact && level != missing && is_nickname(a, b) ? nickname : level;
}

// Two names are swapped when neither is alike at its place and both are at the other's; of names of
// which one is missing, when the other is so much alike that chance hardly makes it.
NameLevels compare_names(const MatchRecord& a, const MatchRecord& b) {
  const NameLevels straight{compare_given_names(a.given_name, b.given_name),
                            compare_texts(a.family_name, b.family_name)};
  if (is_alike(straight.given) || is_alike(straight.family)) return straight;
  const auto first = compare_texts(a.given_name, b.family_name);
  const auto second = compare_texts(a.family_name, b.given_name);
  if (is_alike(first) && is_alike(second)) return {swapped, swapped};
  if (straight.given != missing && straight.family != missing) return straight;
  const auto is_close = [](MatchLevel l) { return l == exact || l == similar; };
  if (is_close(first) || is_close(second)) return {crossed, crossed};
  return straight;
}

using DateDigits = std::array<char, 8>;

DateDigits digits_of(const std::chrono::year_month_day& date) {
  auto rest = static_cast<unsigned>(static_cast<int>(date.year())) * 10'000 +
              static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
  DateDigits out;
  for (std::size_t i = out.size(); i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
  return out;
}

MatchLevel compare_dates(const std::optional<Date>& a, const std::optional<Date>& b) {
  if (!a || !b) return missing;
  if (*a == *b) return exact;
  const std::chrono::year_month_day x{*a}, y{*b};
  const bool year = x.year() == y.year(), month = x.month() == y.month(), day = x.day() == y.day();
  if (year && static_cast<unsigned>(x.month()) == static_cast<unsigned>(y.day()) &&
      static_cast<unsigned>(x.day()) == static_cast<unsigned>(y.month()))
    return transposed;
  const auto left = digits_of(x), right = digits_of(y);
  if (is_one_slip({left.data(), left.size()}, {right.data(), right.size()})) return one_slip;
  if (year + month + day == 2) return two_parts;
  return year ? same_year : different;
}

// The best agreement within one system; systems that only one of the two has say nothing.
MatchLevel compare_identifiers(const MatchRecord& a, const MatchRecord& b) {
  MatchLevel best = missing;
  for (auto& left : a.identifiers)
    for (auto& right : b.identifiers) {
      if (left.system != right.system) continue;
      const auto level = compare_codes(left.value, right.value);
      if (level == exact) return exact;
      if (level != missing && best != one_slip) best = level;
    }
  return best;
}

}  // namespace

std::span<const MatchLevel> levels_of(MatchField field) {
  switch (field) {
    case MatchField::given_name: return given_name_levels;
    case MatchField::birth_date: return date_levels;
    case MatchField::identifier:
    case MatchField::phone:
    case MatchField::postcode:
    case MatchField::house_number:
    case MatchField::region: return code_levels;
    case MatchField::family_name:
    case MatchField::email:
    case MatchField::address_line:
    case MatchField::second_address_line:
    case MatchField::locality: return text_levels;
  }
  return {};
}

MatchRecord made_comparable(MatchRecord record) {
  for (auto* text :
       {&record.given_name, &record.family_name, &record.postcode, &record.house_number,
        &record.address_line, &record.second_address_line, &record.locality, &record.region})
    keep_letters_and_digits(*text);
  for (auto& identifier : record.identifiers) keep_letters_and_digits(identifier.value);
  std::erase_if(record.identifiers, [](auto& identifier) { return identifier.value.empty(); });
  keep_last_digits(record.phone);
  std::erase_if(record.email, [](char c) { return c >= 0 && c <= ' '; });
  return record;
}

MatchComparison compare(const MatchRecord& a, const MatchRecord& b) {
  const auto names = compare_names(a, b);
  return {
      names.given,
      names.family,
      compare_dates(a.birth_date, b.birth_date),
      compare_identifiers(a, b),
      compare_codes(a.phone, b.phone),
      compare_texts(a.email, b.email),
      compare_codes(a.postcode, b.postcode),
      compare_codes(a.house_number, b.house_number),
      compare_texts(a.address_line, b.address_line),
      compare_texts(a.second_address_line, b.second_address_line),
      compare_texts(a.locality, b.locality),
      compare_codes(a.region, b.region),
  };
}

}  // namespace onward
