// How much two names are alike, and how a name sounds.
//
// Texts are folded before (operations fold by ICU; see made_comparable in matching.hpp). Characters
// are code points of UTF-8; a byte that is none counts as a character of its own. Nothing here
// allocates, and only the first 64 characters of each text are looked at.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace onward {

constexpr std::size_t similarity_characters_max = 64;

// From 0, nothing in common, to 1, the same; 0 when one is empty. Winkler's form: up to 4 equal
// first characters each add a tenth of what is missing to 1, where Jaro's figure is above 0.7. What
// is below `at_least` may be answered as 0, which takes less time.
//   source   W. Winkler, String Comparator Metrics (1990), without the later adjustments for long
//            texts and similar characters; as jellyfish 1.3 computes it
double jaro_winkler_similarity(std::string_view, std::string_view, double at_least = 0);

// The fewest characters to insert, delete or replace that make one text the other.
//   source   V. Levenshtein (1966)
std::size_t levenshtein_distance(std::string_view, std::string_view);

// The same, with an exchange of two neighbours as one step; no character is changed twice. "ca" and
// "abc" are 3 apart.
//   source   optimal string alignment, after F. Damerau (1964)
std::size_t alignment_distance(std::string_view, std::string_view);

// Different, and at most one step of alignment_distance apart; in one pass, by bytes, so of ASCII.
bool is_one_slip(std::string_view, std::string_view);

// "r163" for robert and rupert: the first letter and the classes of the consonants that follow.
// Letters are a to z; all else is left out. Empty when there is no letter.
//   source   American Soundex as the National Archives describe it: h and w do not separate
std::string soundex(std::string_view folded);

}  // namespace onward
