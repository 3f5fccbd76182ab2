// Under which keys a record is found among many, although fields are wrong or missing.
//
// A store keeps every client's keys in one index of text, and a look-up reads the clients that
// share a key with what is looked for. Each key rests on a few fields, so that a slip in one of
// them leaves another key whole.
#pragma once

#include "onward/rules/matching.hpp"

namespace onward {

constexpr std::size_t match_keys_max = 13;
constexpr std::size_t match_key_bytes_max = 96;
constexpr std::size_t match_key_identifiers_max = 3;  // those that stand first
// A look-up reads no more rows of one key: who shares it with so many cannot be told by it.
constexpr std::size_t match_key_rows_max = 50;

// Of a record that is made comparable; each once, in the order of their bytes. A key begins with
// what it is made of, and is left out when one of its parts is unknown:
//   b  birth date and postcode          i  identifier
//   c  postcode and sound of one name   n  both names, or the only one
//   d  birth date and initial of one    p  phone
//   e  email                            t  day and month of birth, sounds of both names
//                                       y  year of birth, sounds of both names
// Two names, and day and month, stand in the order of their bytes, so that it does not matter which
// is which; a key of one name is kept for either. A sound is the name's Soundex, or the first four
// characters of a name without letters a to z.
//   source   docs/decisions/0010, with what each key is good for, measured
std::vector<std::string> match_keys(const MatchRecord&);

}  // namespace onward
