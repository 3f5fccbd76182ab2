#include "text.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace onward {

namespace {

bool is_ascii(std::string_view in) {
  std::size_t at = 0;
  std::uint64_t seen = 0;
  for (; at + 8 <= in.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, in.data() + at, 8);
    seen |= word;
  }
  for (; at < in.size(); ++at) seen |= static_cast<unsigned char>(in[at]);
  return (seen & 0x8080808080808080u) == 0;
}

// The next code point, or a negative number when the bytes are not UTF-8. Advances `at`.
UChar32 next(std::string_view in, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(in.data());
  UChar32 c = 0;
  U8_NEXT(bytes, at, in.size(), c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro
  return c;
}

// Rules for every script are slow to load and to run, so the letters of European names are looked
// up in tables that the rules themselves filled.
class Folder {
 public:
  Folder() {
    UErrorCode status = U_ZERO_ERROR;
    // Compatibility forms first, so that equal texts are equal before any rule looks at them.
    rules_.reset(icu::Transliterator::createInstance(
        "NFKC; Any-Latin; Latin-ASCII; NFKD; [:Mark:] Remove", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || !rules_)
      throw std::runtime_error(std::string("ICU cannot fold text: ") + u_errorName(status));
    fill(latin_, latin_first);
    fill(additional_, additional_first);
    fill(quotes_, quotes_first);
  }

  std::string fold(std::string_view in) const {
    std::string out;
    out.reserve(in.size());
    for (std::size_t at = 0; at < in.size();) {
      const auto c = next(in, at);
      if (c >= 0 && c < 0x80)
        out += lower(static_cast<char>(c));
      else if (const auto* letter = find(c))
        out += *letter;
      else if (!is_combining_mark(c))
        return by_rules(in);
    }
    return out;
  }

  std::string by_rules(std::string_view in) const {
    auto text = icu::UnicodeString::fromUTF8({in.data(), static_cast<std::int32_t>(in.size())});
    text.foldCase();  // some rules know a letter only in lower case
    {
      // ICU locks inside as well, but does not promise it.
      const std::lock_guard lock(mutex_);
      rules_->transliterate(text);
    }
    std::string out;
    return text.foldCase().toUTF8String(out);
  }

 private:
  static constexpr UChar32 latin_first = 0x80;         // Latin-1 Supplement, Extended-A and -B
  static constexpr UChar32 additional_first = 0x1E00;  // Latin Extended Additional
  static constexpr UChar32 quotes_first = 0x2010;      // dashes and quotation marks

  // U+0345 is the Greek iota below a letter, and folds to that letter.
  static bool is_combining_mark(UChar32 c) { return c >= 0x300 && c < 0x370 && c != 0x345; }

  template <class Table> void fill(Table& table, UChar32 first) {
    for (auto& letter : table) {
      std::string text;
      letter = by_rules(icu::UnicodeString(first++).toUTF8String(text));
    }
  }
  const std::string* find(UChar32 c) const {
    const auto in = [c](auto& table, UChar32 first) -> const std::string* {
      const auto at = static_cast<std::uint32_t>(c - first);
      return c >= first && at < table.size() ? &table[at] : nullptr;
    };
    if (auto* letter = in(latin_, latin_first)) return letter;
    if (auto* letter = in(additional_, additional_first)) return letter;
    return in(quotes_, quotes_first);
  }

  std::unique_ptr<icu::Transliterator> rules_;
  mutable std::mutex mutex_;
  std::array<std::string, 0x250 - latin_first> latin_;
  std::array<std::string, 0x1F00 - additional_first> additional_;
  std::array<std::string, 0x2028 - quotes_first> quotes_;
};

}  // namespace

bool is_utf8(std::string_view in) {
  if (is_ascii(in)) return true;
  for (std::size_t at = 0; at < in.size();)
    if (next(in, at) < 0) return false;
  return true;
}

bool is_text(std::string_view in) { return in.find('\0') == in.npos && is_utf8(in); }

std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (!is_text(text)) return {};
  if (text.size() <= bytes_max) return text;
  while ((static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

bool shows_nothing(std::string_view in) {
  for (std::size_t at = 0; at < in.size();) {
    const UChar32 c = next(in, at);
    const bool is_unseen = u_isUWhiteSpace(c) || u_iscntrl(c) ||
                           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    if (!is_unseen) return false;
  }
  return true;
}

bool has_control(std::string_view in) {
  constexpr UChar32 line_separator = 0x2028, paragraph_separator = 0x2029;
  for (std::size_t at = 0; at < in.size();) {
    const UChar32 c = next(in, at);
    const bool is_override = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    if (u_charType(c) == U_CONTROL_CHAR || is_override || c == line_separator ||
        c == paragraph_separator)
      return true;
  }
  return false;
}

std::string login_key(std::string_view in) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status))
    throw std::runtime_error(std::string("ICU cannot fold text: ") + u_errorName(status));
  const auto text = icu::UnicodeString::fromUTF8({in.data(), static_cast<std::int32_t>(in.size())});
  auto folded = folding->normalize(text, status);
  if (U_FAILURE(status))
    throw std::runtime_error(std::string("ICU cannot fold text: ") + u_errorName(status));
  std::string out;
  return folded.trim().toUTF8String(out);
}

std::string fold(std::string_view in) {
  if (is_ascii(in)) {
    std::string out(in);
    for (auto& c : out) c = lower(c);
    return out;
  }
  static const Folder folder;  // one thread loads the rules, others wait
  return folder.fold(in);
}

}  // namespace onward
