#include "onward/rules/lead_search.hpp"

#include <algorithm>

#include "lists.hpp"
#include "onward/rules/provider_search.hpp"
#include "rules/search_words.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr char of_word = 'w', of_line = 't';

struct Words {
  std::vector<std::string> words;
  std::string line;

  explicit Words(const Lead& lead) : words(words_in(lead.family_name)), line(line_of(lead.phone)) {
    for (auto& more : {words_in(lead.given_name), mail_words(lead.email), numbers_of(lead.phone)})
      words.insert(words.end(), more.begin(), more.end());
  }
};

std::string key_of(char kind, std::string_view word) { return std::string(1, kind).append(word); }

std::string local_number(std::string_view number) {
  const auto digits = digits_of(number);
  return digits.size() < local_digits ? std::string() : digits.substr(digits.size() - local_digits);
}

bool is_same_name(const Lead& a, const Lead& b) {
  return !a.given_name.empty() && !a.family_name.empty() &&
         words_in(a.given_name) == words_in(b.given_name) &&
         words_in(a.family_name) == words_in(b.family_name);
}

bool is_same_number(std::string_view a, std::string_view b) {
  const auto left = digits_of(a), right = digits_of(b);
  const auto shorter = std::min(left.size(), right.size());
  return shorter >= local_digits && (left.ends_with(right) || right.ends_with(left));
}

}  // namespace

std::vector<std::string> lead_keys(const Lead& lead) {
  const Words all(lead);
  std::vector<std::string> out;
  for (auto& word : all.words) out.push_back(key_of(of_word, word));
  if (!all.line.empty()) out.push_back(key_of(of_line, all.line));
  sort_unique(out);
  return out;
}

std::vector<std::string> lead_key_starts(std::string_view word) {
  std::vector<std::string> out{key_of(of_word, word)};
  if (const auto local = without_country(word); local != word)
    out.push_back(key_of(of_word, local));
  if (is_line(word)) out.push_back(key_of(of_line, word));
  return out;
}

bool is_found_by(const std::vector<std::string>& typed, const Lead& lead) {
  const Words all(lead);
  return std::ranges::all_of(typed, [&](const std::string& word) {
    const auto local = without_country(word);
    const auto begins = [&](const std::string& w) {
      return w.starts_with(word) || w.starts_with(local);
    };
    return std::ranges::any_of(all.words, begins) || (is_line(word) && word == all.line);
  });
}

std::vector<LeadEvidence> lead_evidence(const Lead& a, const Lead& b) {
  std::vector<LeadEvidence> out;
  if (is_same_name(a, b)) out.push_back(LeadEvidence::name);
  if (is_same_number(a.phone, b.phone)) out.push_back(LeadEvidence::phone);
  if (!a.email.empty() && fold(a.email) == fold(b.email)) out.push_back(LeadEvidence::email);
  return out;
}

std::vector<std::string> lead_evidence_keys(const Lead& lead) {
  std::vector<std::string> out;
  if (const auto number = local_number(lead.phone); !number.empty())
    out.push_back(key_of(of_word, number));
  if (!lead.email.empty())
    if (const auto words = mail_words(lead.email); !words.empty())
      out.push_back(key_of(of_word, words.back()));
  if (lead.given_name.empty() || lead.family_name.empty()) return out;
  // The longer word is the rarer one, as a rule.
  auto name = words_in(lead.family_name);
  for (auto& word : words_in(lead.given_name)) name.push_back(std::move(word));
  const auto longest = std::ranges::max_element(name, {}, &std::string::size);
  if (longest != name.end()) out.push_back(key_of(of_word, *longest));
  return out;
}

}  // namespace onward
