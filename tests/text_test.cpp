#include "text.hpp"

#include <random>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "legible.hpp"

using namespace onward;

namespace {

std::string utf8(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace

TEST_CASE("every code point but the surrogates is UTF-8") {
  CHECK(is_utf8(""));
  for (char32_t c = 0; c < 0x110000; ++c)
    if (is_utf8(utf8(c)) != (c < 0xD800 || c > 0xDFFF)) FAIL("code point " << std::uint32_t{c});
}

TEST_CASE("what is not UTF-8 is found wherever it stands") {
  const char* broken[] = {"\x80",
                          "\xBF",
                          "\xC0\xAF",
                          "\xC1\xBF",
                          "\xE0\x80\xAF",
                          "\xED\xA0\x80",
                          "\xF0\x80\x80\xAF",
                          "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80\x80",
                          "\xFE",
                          "\xFF",
                          "\xC3",
                          "\xE2\x82",
                          "\xF0\x9F\x98",
                          "\xC3\x28",
                          "\xE2\x28\xA1"};
  for (const char* bytes : broken)
    for (std::size_t before = 0; before < 20; ++before)
      for (const char* after : {"", "a", "abcdefghijklmnop"}) {
        const auto text = std::string(before, 'x') + bytes + after;
        CAPTURE(text);
        CHECK_FALSE(is_utf8(text));
        CHECK_FALSE(is_text(text));
      }
}

TEST_CASE("text has no U+0000") {
  using namespace std::string_literals;
  CHECK(is_text("Zoë"));
  CHECK(is_utf8("a\0b"s));
  CHECK_FALSE(is_text("a\0b"s));
  CHECK_FALSE(is_text("\0"s));
  CHECK_FALSE(is_text("Zoë\0"s));
}

TEST_CASE("names that people write in several ways fold to one") {
  const std::pair<const char*, const char*> names[] = {{"O'Brien", "o'brien"},
                                                       {"O’Brien", "o'brien"},
                                                       {"ZOË", "zoe"},
                                                       {"Zoe\u0308", "zoe"},
                                                       {"Łukasz", "lukasz"},
                                                       {"Søren", "soren"},
                                                       {"Đorđević", "dordevic"},
                                                       {"Straße", "strasse"},
                                                       {"STRAẞE", "strasse"},
                                                       {"Ægir", "aegir"},
                                                       {"Þór", "thor"},
                                                       {"Işık", "isik"},
                                                       {"İnci", "inci"},
                                                       {"Nguyễn", "nguyen"},
                                                       {"Şahin", "sahin"},
                                                       {"Ħal", "hal"},
                                                       {"Œuvre", "oeuvre"},
                                                       {"ﬁnn", "finn"},
                                                       {"Ｊｏｅ", "joe"},
                                                       {"Пётр", "petr"},
                                                       {"Иванов", "ivanov"},
                                                       {"Αθήνα", "athena"},
                                                       {"ΟΔΥΣΣΕΥΣ", "odysseus"},
                                                       {"Jean–Luc", "jean-luc"},
                                                       {"Anne\u00A0Marie", "anne marie"}};
  for (auto& [name, folded] : names) {
    CAPTURE(name);
    CHECK(fold(name) == folded);
  }
}

TEST_CASE("spaces and punctuation stay") {
  CHECK(fold("").empty());
  CHECK(fold("  A, b-C/d  ") == "  a, b-c/d  ");
}

TEST_CASE("scripts that are not alphabets fold to something that can be compared") {
  CHECK(fold("李") == fold("李"));
  CHECK(fold("李") != fold("王"));
  CHECK(fold("राम") != fold("रीमा"));  // vowel signs are not marks to be stripped
  CHECK(fold("محمد") != fold("أحمد"));
}

TEST_CASE("composed and decomposed texts fold alike, and folding twice changes nothing") {
  // Pairs of one text in two normal forms.
  CHECK(fold("\u1EC7") == fold("e\u0323\u0302"));
  CHECK(fold("\u1EC7") == fold("e\u0302\u0323"));
  CHECK(fold("Й") == fold("И\u0306"));
  for (char32_t c = 0x20; c < 0x2100; ++c) {
    const auto once = fold(utf8(c));
    if (fold(once) != once) FAIL("code point " << std::uint32_t{c} << " gives " << once);
  }
}

TEST_CASE("letters looked up in tables fold as the rules fold whole texts") {
  // A Cyrillic letter at the end sends the whole text through the rules.
  std::mt19937 random(1);
  const auto below = [&](std::uint32_t n) { return static_cast<char32_t>(random() % n); };
  const auto letter = [&]() -> char32_t {
    switch (random() % 6) {
      case 0: return U'\u00A0' + below(0x1B0);
      case 1: return U'\u1E00' + below(0x100);
      case 2: return U'\u0300' + below(0x70);
      case 3: return U'\u2010' + below(0x18);
      default: return U' ' + below(0x5F);
    }
  };
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (auto size = random() % 12; size > 0; --size) text += utf8(letter());
    CAPTURE(text);
    CHECK(fold(text) + " z" == fold(text + " \u0437"));
  }
}

TEST_CASE("one login is one person, however it is typed") {
  const std::pair<const char*, const char*> same[] = {{"bob", "Bob"},
                                                      {"bob", " bob "},
                                                      {"j\u00f6rg", "jo\u0308rg"},
                                                      {"stra\u00dfe", "STRASSE"},
                                                      {"bob", "b\u200bob"},
                                                      {"bob", "\uff42\uff4f\uff42"}};
  for (auto& [a, b] : same) CHECK(login_key(a) == login_key(b));
  CHECK(login_key("j\u00f6rg") != login_key("jorg"));
  CHECK(login_key("a b") != login_key("ab"));
  CHECK(login_key("").empty());
}

TEST_CASE("what shows nothing is blank, and what steers a line is no part of a name") {
  for (const auto* blank : {"", " \t\n", "\u2003", "\u00a0\u200b", "\u202e", "\x1b\x07", "\u3164"})
    CHECK(shows_nothing(blank));
  for (const auto* seen : {"a", "\u200ba", "\u4f60", "-", "\xff"}) CHECK_FALSE(shows_nothing(seen));
  for (const auto* steers : {"a\nb", "\x1b[1m", "\x7f", "\u0085", "\u202e", "\u2067", "\u2028"})
    CHECK(has_control(steers));
  for (const auto* name : {"Zo\u00eb", "\u05d3\u05d5\u05d3 \u200fA", "a\u200db", "\xff", ""})
    CHECK_FALSE(has_control(name));
}

TEST_CASE("broken bytes fold without harm") {
  std::mt19937 random(2);
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes;
    for (auto size = random() % 16; size > 0; --size) bytes += static_cast<char>(random());
    CHECK(is_utf8(fold(bytes)));
  }
}

TEST_CASE("text may be folded on several threads at once") {
  std::vector<std::thread> threads;
  std::array<bool, 4> right{};
  threads.reserve(right.size());
  for (auto& r : right)
    threads.emplace_back([&r] {
      r = true;
      for (int i = 0; i < 300; ++i)
        if (fold("Łukasz") != "lukasz" || fold("Пётр") != "petr") r = false;
    });
  for (auto& thread : threads) thread.join();
  for (const bool r : right) CHECK(r);
}

TEST_CASE("a message is legible whatever was put into it") {
  const std::string odd = "\xef\xbf\xbd";  // U+FFFD
  CHECK(legible("Zoë") == "Zoë");
  CHECK(legible("") == "");
  CHECK(legible("row \xff of Zo\xc3") == "row " + odd + " of Zo" + odd);
  CHECK(legible(std::string_view("a\0b", 3)) == "a" + odd + "b");
  CHECK(legible("\xed\xa0\x80").starts_with(odd));
  CHECK(is_text(legible("\xf0\x80\x80\xaf and \xc0\xaf")));
}
