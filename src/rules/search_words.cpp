#include "rules/search_words.hpp"

#include <algorithm>

#include "onward/rules/provider_search.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t line_digits = 4;  // the last of a number, as people say it to each other
// What stands before a name and says nothing of whose it is, in the order of their letters.
constexpr std::string_view titles[] = {"doctor", "dr", "dra", "miss", "mr",
                                       "mrs",    "ms", "mx",  "prof", "professor"};
// What stands behind the names of those who refer, as people write it, in the order of letters.
constexpr std::string_view known_credentials[] = {
    "bds",  "bdsc", "dc",   "dchd", "dds",  "dmd",  "dmsc", "do",  "dpm",  "dsc", "facd",
    "facp", "facs", "fagd", "fcd",  "ficd", "frcd", "magd", "mba", "mchd", "md",  "mds",
    "mph",  "ms",   "msc",  "msd",  "np",   "od",   "pa",   "pc",  "phd",  "rn"};
static_assert(std::ranges::is_sorted(titles) && std::ranges::is_sorted(known_credentials));
// Between a number and the extension behind it.
constexpr std::string_view extension_marks[] = {"ext", "extension", "extn", "x"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
// An address for mail is one word. What people write beside it is none of it.
bool is_mail(std::string_view token) {
  const auto at = token.find('@');
  return at != token.npos && at > 0;
}
std::vector<std::string> typed_words(std::string_view typed) {
  std::vector<std::string> out;
  constexpr std::string_view between = " \t\r\n,;<>()";
  std::string rest;
  const auto take_rest = [&] {
    std::ranges::move(words_in(rest), std::back_inserter(out));
    rest.clear();
  };
  while (!typed.empty()) {
    const auto end = std::min(typed.find_first_of(between), typed.size());
    const auto token = typed.substr(0, end);
    if (is_mail(token)) {
      take_rest();
      out.emplace_back(shortened(fold(token), search_word_bytes_max));
    } else {
      rest.append(token) += ' ';
    }
    typed.remove_prefix(std::min(end + 1, typed.size()));
  }
  take_rest();
  return with_credentials_whole(std::move(out));
}

// "x12" or "ext", behind a number.
bool is_extension(std::string_view word) {
  const auto last = word.find_last_not_of("0123456789");
  return last != word.npos &&
         std::ranges::find(extension_marks, word.substr(0, last + 1)) != std::end(extension_marks);
}

}  // namespace

bool is_title(std::string_view word) { return std::ranges::binary_search(titles, word); }
bool is_credential(std::string_view word) {
  return std::ranges::binary_search(known_credentials, word);
}

bool is_number(std::string_view word) { return std::ranges::all_of(word, is_digit); }

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const char c : fold(text)) {
    if (c == '\'' && inside) continue;
    const bool is_word =
        (c >= 'a' && c <= 'z') || is_digit(c) || static_cast<unsigned char>(c) > 0x7f;
    if (is_word && !inside) out.emplace_back();
    if (is_word) out.back() += c;
    inside = is_word;
  }
  for (auto& word : out) word = shortened(word, search_word_bytes_max);
  return out;
}

namespace {

// Where a keyboard has no marks, German writes an e in their place: typed as one letter, or as a
// letter and its mark.
std::string with_e_for_marks(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> spelt[] = {
      {"\u00e4", "ae"},  {"\u00f6", "oe"},  {"\u00fc", "ue"},  {"\u00c4", "Ae"},
      {"\u00d6", "Oe"},  {"\u00dc", "Ue"},  {"a\u0308", "ae"}, {"o\u0308", "oe"},
      {"u\u0308", "ue"}, {"A\u0308", "Ae"}, {"O\u0308", "Oe"}, {"U\u0308", "Ue"}};
  std::string out(name);
  for (auto& [marked, plain] : spelt)
    for (auto at = out.find(marked); at != out.npos; at = out.find(marked, at))
      out.replace(at, marked.size(), plain);
  return out;
}

// In one word, and in the parts between apostrophes.
std::vector<std::string> other_partings(std::string_view name) {
  std::string apart = fold(name), whole;
  std::ranges::replace_if(apart, [](char c) { return c == '\''; }, ' ');
  const auto words = words_in(name);
  std::vector<std::string> out;
  for (auto& part : words_in(apart))
    if (part.size() > 1 && std::ranges::find(words, part) == words.end()) out.push_back(part);
  for (auto& word : words) whole += word;
  if (words.size() > 1) out.emplace_back(shortened(whole, search_word_bytes_max));
  return out;
}

}  // namespace

std::vector<std::string> other_spellings(std::string_view name) {
  auto out = other_partings(name);
  const std::string spelt = with_e_for_marks(name);
  if (spelt == name) return out;
  const auto words = words_in(name);
  for (auto& spellings : {words_in(spelt), other_partings(spelt)})
    for (auto& word : spellings)
      if (std::ranges::find(words, word) == words.end()) out.push_back(word);
  return out;
}

std::vector<std::string> with_credentials_whole(std::vector<std::string> words) {
  constexpr std::size_t letters_max = 4, part_max = 2;  // "Ph.D." has two of them in one part
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size();) {
    std::string whole, letters;
    std::size_t end = i;
    for (std::size_t j = i; j < words.size() && words[j].size() <= part_max; ++j) {
      letters += words[j];
      if (letters.size() > letters_max) break;
      if (j > i && is_credential(letters)) whole = letters, end = j;
    }
    out.push_back(whole.empty() ? std::move(words[i]) : std::move(whole));
    i = end + 1;
  }
  return out;
}

std::string digits_of(std::string_view number) {
  std::string out;
  for (const char c : number) {
    const bool ends = is_letter(c) || std::string_view("#;,/").find(c) != std::string_view::npos;
    if (ends && out.size() >= local_digits) break;
    if (is_digit(c)) out += c;
  }
  if (out.size() == 11 && out.front() == '1') out.erase(0, 1);
  return out.substr(0, search_word_bytes_max);
}

std::vector<std::string> numbers_of(std::string_view number) {
  std::vector<std::string> out;
  auto digits = digits_of(number);
  if (digits.empty()) return out;
  if (digits.size() > local_digits) out.push_back(digits.substr(digits.size() - local_digits));
  out.push_back(std::move(digits));
  return out;
}

std::string line_of(std::string_view number) {
  const auto digits = digits_of(number);
  return digits.size() < local_digits ? std::string() : digits.substr(digits.size() - line_digits);
}

std::vector<std::string> mail_words(std::string_view address) {
  auto out = words_in(address.substr(0, address.find('@')));
  if (is_mail(address)) out.emplace_back(shortened(fold(address), search_word_bytes_max));
  return out;
}

std::vector<std::string> search_words(std::string_view typed) {
  std::vector<std::string> out;
  bool after_number = false, after_extension = false;
  for (auto& word : typed_words(typed)) {
    const bool is_digits = is_number(word);
    if (after_extension && is_digits) continue;
    after_extension = after_number && out.back().size() >= local_digits && is_extension(word);
    if (after_extension) continue;
    if (is_digits && after_number)
      out.back() += word;
    else if (out.size() < search_words_max)
      out.push_back(std::move(word));
    else
      break;
    after_number = is_digits;
  }
  for (auto& word : out) {
    if (is_number(word)) word = digits_of(word);
  }
  return out;
}

std::vector<std::string> telling_words(const std::vector<std::string>& typed) {
  std::vector<std::string> out;
  std::ranges::copy_if(typed, std::back_inserter(out), [](const std::string& word) {
    return !is_title(word) && !is_credential(word);
  });
  return out.empty() ? typed : out;
}

}  // namespace onward
