// How a provider is found while somebody types: under which keys, and which one comes first.
//
// A store keeps the keys of all providers in one index of text. A key begins with who comes first,
// so that the beginning of a range of keys is the beginning of the answer:
//   1  a VIP, 2  any other, 3  an inactive one
//   n  a word of their name, o  of practice, city or office, or a number, t  what a number ends
//   with
// and then the word. Behind a word of the name stand the other words, as a typed text may name
// several: those can be looked for in the key, and no row is read for it.
#pragma once

#include "onward/model/referring_provider.hpp"

namespace onward {

constexpr std::size_t search_words_max = 8;        // more do not make it clearer who is meant
constexpr std::size_t search_word_bytes_max = 40;

enum class ProviderStanding : std::uint8_t { vip, active, inactive };
template <>
inline constexpr auto names<ProviderStanding> = std::array{
    Name{ProviderStanding::vip, "vip", "Active, and served first."},
    Name{ProviderStanding::active, "active", "Active."},
    Name{ProviderStanding::inactive, "inactive", "Deactivated."},
};
ProviderStanding standing_of(const ReferringProvider&);

// What was typed, folded: words of letters and digits; groups of digits that follow each other are
// one number, as "(555) 010-2000", without the extension behind it; an address for mail is one
// word. Longer words are cut, and words beyond the eighth left out.
std::vector<std::string> search_words(std::string_view typed);
// Those that tell people apart: neither titles ("Dr") nor usual credentials ("DDS"); all of them
// when nothing else was typed, as "dr" may become Drake.
std::vector<std::string> telling_words(const std::vector<std::string>& typed);

// Ordered, each once; none of whoever was merged into another. Telephone and fax are found by all
// their digits, without the 1 of North America, by the last seven, and by exactly the last four; an
// extension is none of the number. Mail is found by the whole address and by what stands before the
// @.
std::vector<std::string> provider_keys(const ReferringProvider&);

// What every key of such providers for such a word begins with.
enum class KeyOf : std::uint8_t { name, other, line };
std::string provider_key_start(ProviderStanding, KeyOf, std::string_view word);
// A number that is being typed without the 1 of North America, which no area begins with; the word
// itself when there is none.
std::string_view without_country(std::string_view word);
bool is_line(std::string_view word);  // four digits, that may be the last of a number
// Whether the key is of the whole word, or of one that only begins like it.
bool is_whole_word(std::string_view key, std::string_view start);
// Whether one of the provider's words may begin like this, as far as the key of a name tells.
bool may_show(std::string_view key, std::string_view word);
// Stands among the words of a name's key; nobody types it.
std::string type_word(ProviderType);

// The text that a name's key begins with: of providers with the same name, but for marks and case.
std::string provider_name_start(ProviderStanding, const ReferringProviderDetails&);

// How well a provider fits: name for name, as the name begins, or by something else.
enum class ProviderFit : std::uint8_t { name, name_begins, other };
template <>
inline constexpr auto names<ProviderFit> = std::array{
    Name{ProviderFit::name, "name", "Each word that was typed is one of their name."},
    Name{ProviderFit::name_begins, "name_begins", "Words of their name begin as was typed."},
    Name{ProviderFit::other, "other", "By practice, city, number or who works there."},
};
// Nothing when a word that was typed begins no word or number of theirs. A title fits everybody,
// and so do usual credentials, but whoever has others fits less well.
std::optional<ProviderFit> fit_of(const std::vector<std::string>& typed, const ReferringProvider&);

// Best first: fit, then VIPs, then family and given name, then who was there first.
struct ProviderRank {
  ProviderFit fit = ProviderFit::other;
  ProviderStanding standing = ProviderStanding::active;
  std::string family_name{};
  std::string given_name{};
  ReferringProviderId id{};
  friend auto operator<=>(const ProviderRank&, const ProviderRank&) = default;
};
ProviderRank rank_of(ProviderFit, const ReferringProvider&);

// Why two may be one provider. Both have the same name.
enum class DuplicateEvidence : std::uint8_t { postal_code, phone, fax };
template <>
inline constexpr auto names<DuplicateEvidence> = std::array{
    Name{DuplicateEvidence::postal_code, "postal_code", "The same name and postal code."},
    Name{DuplicateEvidence::phone, "phone", "The same name and telephone."},
    Name{DuplicateEvidence::fax, "fax", "The same name and fax."},
};
std::vector<DuplicateEvidence> duplicate_evidence(const ReferringProviderDetails&,
                                                  const ReferringProviderDetails&);

}  // namespace onward
