// Numbers and codes that others give out: their normal form, or why a text is none.
#pragma once

#include "onward/result.hpp"

namespace onward {

enum class IdentifierFault : std::uint8_t {
  blank,
  wrong_character,
  wrong_length,
  wrong_pattern,
  wrong_check_digit,
  placeholder,
  not_given_out
};
template <>
inline constexpr auto names<IdentifierFault> = std::array{
    Name{IdentifierFault::blank, "blank", "Nothing is there."},
    Name{IdentifierFault::wrong_character, "wrong_character",
         "It holds a character that no such identifier has."},
    Name{IdentifierFault::wrong_length, "wrong_length", "It is too short or too long."},
    Name{IdentifierFault::wrong_pattern, "wrong_pattern",
         "Letters and digits do not stand where they must."},
    Name{IdentifierFault::wrong_check_digit, "wrong_check_digit",
         "The check digit does not fit: a digit is wrong."},
    Name{IdentifierFault::placeholder, "placeholder",
         "One digit ten times stands for a number that is not known."},
    Name{IdentifierFault::not_given_out, "not_given_out", "Nobody gives out such numbers."},
};

struct ReadIdentifier {
  std::string normal{};  // empty when there is a fault
  std::optional<IdentifierFault> fault{};
  explicit operator bool() const { return !fault; }
  friend bool operator==(const ReadIdentifier&, const ReadIdentifier&) = default;
};

// Ten digits, the last of them a check, of a range that is given out or kept for tests. Blanks and
// hyphens may stand anywhere and are left out. Whether it is anybody's is not said.
//   source   docs/decisions/0013; NHS Data Dictionary, NHS NUMBER: weights 10 to 2, modulo 11; a
//   check of 10 is no digit
ReadIdentifier read_nhs_number(std::string_view);

// Who gives out the range that a number lies in.
enum class NhsNumberRange : std::uint8_t {
  unassigned,
  scotland,
  northern_ireland,
  england_wales_man,
  ireland,
  test,
  synthetic
};
template <>
inline constexpr auto names<NhsNumberRange> = std::array{
    Name{NhsNumberRange::unassigned, "unassigned", "Given out by nobody."},
    Name{NhsNumberRange::scotland, "scotland", "Community Health Index number."},
    Name{NhsNumberRange::northern_ireland, "northern_ireland", "Health and Care number."},
    Name{NhsNumberRange::england_wales_man, "england_wales_man",
         "NHS number of England, Wales and the Isle of Man."},
    Name{NhsNumberRange::ireland, "ireland", "Within an Irish Individual Health Identifier."},
    Name{NhsNumberRange::test, "test", "Kept for test systems."},
    Name{NhsNumberRange::synthetic, "synthetic",
         "999 000 0000 and above, of test systems: never anybody's."},
};

// Of a number in its normal form.
//   source   uk-fci/nhs-number, docs/nhs-numbers.md: ranges of live and test numbers
NhsNumberRange range_of_nhs_number(std::string_view normal);

// "SW1A 2AA": upper case, one space before the last three characters, for a host to ask while
// somebody types: Onward keeps a postcode as typed. Says nothing of whether mail arrives there.
//   source   Royal Mail, Programmers' Guide to the Postcode Address File: A9, A99, AA9, AA99, A9A
//            and AA9A before 9AA; never Q, V, X first, I, J, Z second, or C, I, K, M, O, V in the
//            last two; GIR 0AA
ReadIdentifier read_uk_postcode(std::string_view);

// What may have been meant, to be asked and never taken: O and 0, I and 1 exchanged where the
// pattern of a postcode tells which it must be. The text itself when it looks like no postcode.
//   source   the cases of ideal-postcodes (tests/data/uk_ids)
std::string suggested_uk_postcode(std::string_view);

// Ten digits, the first 1 or 2, the last a check. Blanks and hyphens are left out.
//   source   45 CFR 162.406; CMS: Luhn's check (ISO/IEC 7812) over 80840 and the number
ReadIdentifier read_npi(std::string_view);

}  // namespace onward
