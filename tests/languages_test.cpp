// Codes of languages: as many as the standards have, and none besides.
#include "onward/rules/languages.hpp"
#include "catch.hpp"

using namespace onward;

TEST_CASE("as many codes are known as ISO 639-1 and ISO 639-3 have, less those of no language") {
  int two = 0, three = 0;
  for (char a = 'a'; a <= 'z'; ++a)
    for (char b = 'a'; b <= 'z'; ++b) {
      two += is_language_code(std::string{a, b});
      for (char c = 'a'; c <= 'z'; ++c) three += is_language_code(std::string{a, b, c});
    }
  CHECK(two == 184);     // of which sh is out of use
  CHECK(three == 7'906);  // 7,910 in 2023
}

TEST_CASE("a code is one of the standards, in lower case") {
  for (const char* code :
       {"en", "es", "aa", "zu", "eng", "spa", "aaa", "zzj", "haw", "quc", "bfi"}) {
    INFO(code);
    CHECK(is_language_code(code));
  }
  for (const char* code : {"", "e", "xx", "EN", "e n", "qaa", "und", "mul", "mis", "zxx", "fre",
                           "english", "en-GB", "{aa", "\xc3\xa9n"}) {
    INFO(code);
    CHECK_FALSE(is_language_code(code));
  }
}

TEST_CASE("every language that a directory may name has a code that is known") {
  for (const char* name : {"Albanian", "Cantonese", "Farsi", "Haitian Creole", "Hmong", "Mandarin",
                           "Tagalog", "Welsh", "Yoruba"}) {
    INFO(name);
    CHECK(is_language_code(language_code(name)));
  }
  CHECK(language_code("Klingon").empty());
}
