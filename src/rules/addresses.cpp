#include "onward/rules/addresses.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace onward {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_plain(char c) { return is_digit(c) || is_letter(c); }
constexpr bool is_beyond_ascii(char c) { return (c & 0x80) != 0; }
constexpr bool is_hex(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }
bool has(std::string_view any_of, char c) { return any_of.find(c) != any_of.npos; }

// Every part between dots, of which none is empty.
template <class Fits> bool is_dotted(std::string_view text, Fits fits) {
  for (;;) {
    const auto end = std::min(text.find('.'), text.size());
    const auto part = text.substr(0, end);
    if (part.empty() || !fits(part)) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

bool is_atom(std::string_view part) {
  return std::ranges::all_of(part, [](char c) {
    return is_plain(c) || is_beyond_ascii(c) || has("!#$%&'*+-/=?^_`{|}~", c);
  });
}

bool is_label(std::string_view part) {
  return part.front() != '-' && part.back() != '-' &&
         std::ranges::all_of(part, [](char c) { return is_plain(c) || c == '-' || c == '_'; });
}

bool is_label_of_mail(std::string_view part) {
  std::string plain(part);
  std::ranges::replace_if(plain, is_beyond_ascii, 'x');
  return is_label(plain);
}

// Of a name without a scheme, which might be any two words with a dot between them.
bool has_top_level(std::string_view host) {
  const auto dot = host.rfind('.');
  if (dot == host.npos) return false;
  const auto last = host.substr(dot + 1);
  return last.size() > 1 && std::ranges::all_of(last, is_letter);
}

// Path, query and fragment.
bool is_behind_host(std::string_view text) {
  bool is_fragment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
    } else if (c == '#') {
      if (is_fragment) return false;
      is_fragment = true;
    } else if (!is_plain(c) && !has("-._~!$&'()*+,;=:@/?", c)) {
      return false;
    }
  }
  return true;
}

std::string_view scheme_of(std::string_view text) {
  constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
  for (const auto scheme : schemes)
    if (std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, lower))
      return text.substr(0, scheme.size());
  return {};
}

}  // namespace

bool is_mail(std::string_view text) {
  const auto at = std::min(text.find('@'), text.size());
  return at < text.size() && is_dotted(text.substr(0, at), is_atom) &&
         is_dotted(text.substr(at + 1), is_label_of_mail);
}

std::string page_uri(std::string_view text) {
  const auto scheme = scheme_of(text);
  const auto rest = text.substr(scheme.size());
  const auto authority = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
  const auto host = authority.substr(0, std::min(authority.find(':'), authority.size()));
  const auto port = authority.substr(std::min(host.size() + 1, authority.size()));
  if (!is_dotted(host, is_label) || !std::ranges::all_of(port, is_digit) ||
      !is_behind_host(rest.substr(authority.size())))
    return {};
  if (!scheme.empty()) return std::string(text);
  return has_top_level(host) ? "http://" + std::string(text) : std::string();
}

bool is_same_page(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto page = page_uri(a);
  return !page.empty() && page == page_uri(b);
}

}  // namespace onward
