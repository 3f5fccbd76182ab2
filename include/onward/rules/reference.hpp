// References that people read aloud: they hide the id they stand for, and give it back.
#pragma once

#include "onward/schema.hpp"

namespace onward {

// A store's secret. With it an id and its reference are computed from each other, so no index is
// kept; without it references tell nothing about how many there are.
using ReferenceKey = std::array<std::byte, 16>;

constexpr std::int64_t reference_id_max = std::int64_t{1} << 40;

// "N-7K3Q9-XM2TT": the noun's letter, nine digits of Crockford's base 32, and his check character
// (modulo 37) over them. Only numbers whose check is a letter or a digit of the 32 are used, since
// nobody reads * ~ $ = aloud. Two nouns have unrelated references.
// Throws std::out_of_range unless 1 <= id <= reference_id_max and noun is A to Z.
//   source   crockford.com/base32.html; Feistel rounds as in NIST SP 800-38G (FF1)
std::string reference_of(const ReferenceKey&, char noun, std::int64_t id);

// Nothing for what reference_of never gave. Takes lower case, hyphens anywhere, I and L for 1, O
// for 0. Every single wrong character after the letter and every exchange of two neighbours is
// noticed; of any other error the check character lets 1 in 37 pass, and 1 in 28 of those names an
// id that may exist.
std::optional<std::int64_t> id_of_reference(const ReferenceKey&, char noun, std::string_view);

}  // namespace onward
