#include "onward/rules/provider_search.hpp"

#include <algorithm>

#include "lists.hpp"
#include "rules/search_words.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t key_bytes_max = 200;
constexpr char cut_mark = '+';  // behind a key that shows only the first of the words
constexpr std::size_t line_digits = 4;  // of a number, as people say it to each other

// All that a provider is found under, word by word.
struct Words {
  std::vector<std::string> name, other, lines{};  // lines: what telephone and fax end with
  std::vector<std::string> credentials;

  explicit Words(const ReferringProviderDetails& d)
      : name(words_in(d.family_name)),
        credentials(with_credentials_whole(words_in(d.credentials))) {
    add(name, words_in(d.given_name));
    add(other, other_spellings(d.family_name));
    add(other, other_spellings(d.given_name));
    add(other, words_in(d.city));
    add(other, words_in(d.postal_code));
    add(other, words_in(d.practice_name));
    add(other, numbers_of(d.phone));
    add(other, numbers_of(d.fax));
    for (auto& line : {line_of(d.phone), line_of(d.fax)})
      if (!line.empty()) lines.push_back(line);
    if (!d.npi.empty()) other.push_back(d.npi);
    // So many have the others that nobody would be found by them.
    std::ranges::copy_if(credentials, std::back_inserter(other),
                         [](const std::string& word) { return !is_credential(word); });
    add(other, words_in(d.office_manager));
    add(other, words_in(d.referral_coordinator));
    add(other, mail_words(d.email));
  }
  static void add(std::vector<std::string>& to, std::vector<std::string> more) {
    std::ranges::move(more, std::back_inserter(to));
  }
};

bool begins_one(std::string_view part, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const std::string& w) { return w.starts_with(part); });
}
bool begins_other(std::string_view part, const Words& words) {
  if (begins_one(part, words.other) || begins_one(without_country(part), words.other)) return true;
  return is_line(part) && std::ranges::find(words.lines, part) != words.lines.end();
}
bool is_one(const std::string& word, const std::vector<std::string>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (auto& word : words) out += ' ' + word;
  return out;
}

}  // namespace

std::string type_word(ProviderType type) {
  return {'=', static_cast<char>('a' + static_cast<int>(type))};
}

ProviderStanding standing_of(const ReferringProvider& p) {
  if (!p.active) return ProviderStanding::inactive;
  return p.details.relationship_strength == RelationshipStrength::vip ? ProviderStanding::vip
                                                                      : ProviderStanding::active;
}

std::string provider_key_start(ProviderStanding standing, KeyOf of, std::string_view word) {
  std::string out(1, static_cast<char>('1' + static_cast<int>(standing)));
  out += of == KeyOf::name ? 'n' : of == KeyOf::other ? 'o' : 't';
  return out.append(word);
}

std::string_view without_country(std::string_view word) {
  const bool has_one = word.size() > 1 && word.front() == '1' && is_number(word);
  return has_one ? word.substr(1) : word;
}
bool is_line(std::string_view word) { return word.size() == line_digits && is_number(word); }

bool is_whole_word(std::string_view key, std::string_view start) {
  return key.starts_with(start) && (key.size() == start.size() || key[start.size()] == ' ');
}

bool may_show(std::string_view key, std::string_view word) {
  if (key.ends_with(cut_mark)) return true;
  const auto ends_one = [&](std::size_t end) { return end == key.size() || key[end] == ' '; };
  for (auto at = key.find(word, 2); at != key.npos; at = key.find(word, at + 1)) {
    if (at == 2 || key[at - 1] == ' ') return true;
    if (is_line(word) && ends_one(at + word.size())) return true;
  }
  const auto local = without_country(word);
  return local != word && may_show(key, local);
}

std::vector<std::string> provider_keys(const ReferringProvider& p) {
  if (p.merged_into_id) return {};  // another one is found in their place
  const Words words(p.details);
  const auto standing = standing_of(p);
  const std::string others = joined(words.other) + ' ' + type_word(p.details.provider_type);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.name.size(); ++i) {
    std::vector<std::string> turned = words.name;
    std::ranges::rotate(turned, turned.begin() + static_cast<std::ptrdiff_t>(i));
    const std::string all = joined(turned) + others;
    const std::string_view text = std::string_view(all).substr(1);
    std::string key = provider_key_start(standing, KeyOf::name, text.substr(0, key_bytes_max));
    if (text.size() > key_bytes_max) key += cut_mark;
    out.push_back(std::move(key));
  }
  for (auto& word : words.other) out.push_back(provider_key_start(standing, KeyOf::other, word));
  for (auto& line : words.lines) out.push_back(provider_key_start(standing, KeyOf::line, line));
  sort_unique(out);
  return out;
}

std::string provider_name_start(ProviderStanding standing, const ReferringProviderDetails& d) {
  auto name = words_in(d.family_name);
  Words::add(name, words_in(d.given_name));
  const std::string text = joined(name);
  return provider_key_start(standing, KeyOf::name, text.empty() ? text : text.substr(1));
}

std::optional<ProviderFit> fit_of(const std::vector<std::string>& typed,
                                  const ReferringProvider& p) {
  const Words words(p.details);
  const bool tells = telling_words(typed).size() < typed.size();  // without titles and credentials
  auto fit = ProviderFit::name;
  for (auto& word : typed) {
    const bool begins_name = begins_one(word, words.name);
    if (!begins_name && !begins_other(word, words)) {
      if (!tells || !(is_title(word) || is_credential(word))) return std::nullopt;
      // Whoever has others is not the first to be thought of.
      const bool is_another =
          !is_title(word) && !words.credentials.empty() && !is_one(word, words.credentials);
      if (is_another) fit = ProviderFit::other;
      continue;
    }
    if (!begins_name)
      fit = ProviderFit::other;
    else if (fit == ProviderFit::name && !is_one(word, words.name))
      fit = ProviderFit::name_begins;
  }
  return fit;
}

ProviderRank rank_of(ProviderFit fit, const ReferringProvider& p) {
  return {.fit = fit,
          .standing = standing_of(p),
          .family_name = fold(p.details.family_name),
          .given_name = fold(p.details.given_name),
          .id = p.id};
}

std::vector<DuplicateEvidence> duplicate_evidence(const ReferringProviderDetails& a,
                                                  const ReferringProviderDetails& b) {
  std::vector<DuplicateEvidence> out;
  if (provider_name_start({}, a) != provider_name_start({}, b)) return out;
  const auto same = [&](const std::string& left, const std::string& right) {
    return !left.empty() && left == right;
  };
  const auto code = [](std::string_view text) { return joined(words_in(text)); };
  // NPPES has nine digits of a ZIP code where people write five.
  const auto zip = [&](const std::string& text) {
    const auto digits = digits_of(text);
    return is_number(text) && digits.size() == 9 ? ' ' + digits.substr(0, 5) : code(text);
  };
  if (same(zip(a.postal_code), zip(b.postal_code))) out.push_back(DuplicateEvidence::postal_code);
  if (same(digits_of(a.phone), digits_of(b.phone))) out.push_back(DuplicateEvidence::phone);
  if (same(digits_of(a.fax), digits_of(b.fax))) out.push_back(DuplicateEvidence::fax);
  return out;
}

}  // namespace onward
