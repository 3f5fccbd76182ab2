// What text is, and when two texts mean the same. text.cpp is the only file that includes ICU.
#pragma once

#include <string>
#include <string_view>

namespace onward {

// Strict UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF.
bool is_utf8(std::string_view);
// The same, and without U+0000, which C callers and some stores would take for the end.
bool is_text(std::string_view);

// As much of it as so many bytes hold, cut between characters; nothing of what is no text.
std::string_view shortened(std::string_view, std::size_t bytes_max);

// Of ASCII; every other character is neither blank nor changed.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Whether nothing of it would be read: only spaces of any script, controls, and what has no shape.
bool shows_nothing(std::string_view);
// Whether it has a control character, a line break or an override of the writing direction.
bool has_control(std::string_view);
// One spelling of a name by which somebody signs in: without case, invisible characters and spaces
// around it; NFC and NFD are one. Marks stay: "jörg" is not "jorg".
std::string login_key(std::string_view);

// One spelling for search and matching: Latin letters without marks, in lower case. "Łukasz",
// "LUKASZ" and "lukasz" are one, as are "Пётр" and "petr". Spaces and punctuation stay. What is not
// UTF-8 becomes U+FFFD. The result is for comparing, never for showing; it may change with ICU.
std::string fold(std::string_view);

}  // namespace onward
