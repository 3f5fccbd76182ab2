#include "onward/rules/match_keys.hpp"

#include <algorithm>

#include "onward/rules/similarity.hpp"

namespace onward {

namespace {

constexpr std::size_t part_bytes_max = 40;  // two of them, a letter and what separates them
static_assert(2 * part_bytes_max + 8 < match_key_bytes_max);

// As much of it as a key holds, cut between characters.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && count-- == 0) break;
  return cut(text.substr(0, at), part_bytes_max);
}

std::string sound_of(std::string_view name) {
  std::string sound = soundex(name);
  return sound.empty() ? std::string(first_characters(name, 4)) : sound;
}

std::string digits(unsigned value, std::size_t width) {
  std::string out = std::to_string(value);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

// Both parts, the smaller first; or nothing when one is unknown.
std::string pair_of(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return {};
  return std::string(std::min(a, b)) + '|' + std::string(std::max(a, b));
}

class Keys {
 public:
  void add(char kind, std::string_view part) {
    if (!part.empty()) keys_.push_back(std::string(1, kind) + '|' + std::string(part));
  }
  void add(char kind, std::string_view first, std::string_view second) {
    if (!first.empty() && !second.empty())
      add(kind, std::string(first) + '|' + std::string(second));
  }
  std::vector<std::string> listed() && {
    std::ranges::sort(keys_);
    keys_.erase(std::ranges::unique(keys_).begin(), keys_.end());
    return std::move(keys_);
  }

 private:
  std::vector<std::string> keys_;
};

void add_birth_keys(Keys& keys, const MatchRecord& record) {
  if (!record.birth_date) return;
  const std::chrono::year_month_day date{*record.birth_date};
  const auto year = digits(static_cast<unsigned>(static_cast<int>(date.year())), 4);
  const auto month = digits(static_cast<unsigned>(date.month()), 2);
  const auto day = digits(static_cast<unsigned>(date.day()), 2);
  const std::string given = sound_of(record.given_name), family = sound_of(record.family_name);
  const std::string born = year + month + day;
  keys.add('b', born, cut(record.postcode, part_bytes_max));
  for (auto* name : {&record.given_name, &record.family_name})
    keys.add('d', born, first_characters(*name, 1));
  keys.add('t', std::min(day, month) + std::max(day, month), pair_of(given, family));
  keys.add('y', year, pair_of(given, family));
}

}  // namespace

std::vector<std::string> match_keys(const MatchRecord& record) {
  Keys keys;
  add_birth_keys(keys, record);
  const auto given = cut(record.given_name, part_bytes_max);
  const auto family = cut(record.family_name, part_bytes_max);
  const auto postcode = cut(record.postcode, part_bytes_max);
  for (const auto name : {given, family}) keys.add('c', postcode, sound_of(name));
  keys.add('e', cut(record.email, 2 * part_bytes_max));
  keys.add('n', given.empty() ? family : family.empty() ? given : pair_of(given, family));
  keys.add('p', record.phone);
  const auto identifiers = std::min(record.identifiers.size(), match_key_identifiers_max);
  for (auto& [system, value] : std::span(record.identifiers).first(identifiers))
    keys.add('i', cut(system, part_bytes_max), cut(value, part_bytes_max));
  return std::move(keys).listed();
}

}  // namespace onward
