// Words and numbers of what people type and what they are found by, in one form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onward {

constexpr std::size_t local_digits = 7;  // of a number in North America, without its area

// Of text that stands: folded letters and digits. An apostrophe parts nothing.
std::vector<std::string> words_in(std::string_view text);
// How else a name is typed: "Mary Ann" as one word, "O'Neil" as two, "Müller" as "Mueller".
std::vector<std::string> other_spellings(std::string_view name);
// Of "D.D.S., M.S." the two that are meant, and not five letters.
std::vector<std::string> with_credentials_whole(std::vector<std::string> words);
bool is_title(std::string_view word);       // "dr"
bool is_credential(std::string_view word);  // "dds"
bool is_number(std::string_view word);

// Of the number alone, without the 1 of North America: what stands behind a letter or a mark is an
// extension, or another number.
std::string digits_of(std::string_view number);
// Under which a telephone or fax is found: its last seven digits, and all of them.
std::vector<std::string> numbers_of(std::string_view number);
// The last four of them, as people say a number to each other; empty without a whole number.
std::string line_of(std::string_view number);
// Under which an address for mail is found: the words before the @, and all of it.
std::vector<std::string> mail_words(std::string_view address);

}  // namespace onward
