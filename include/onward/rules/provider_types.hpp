// What the types of referring providers stand for: taxonomy codes, and what one refers to them for.
#pragma once

#include "onward/model/referring_provider.hpp"

namespace onward {

struct Taxonomy {
  std::string_view code{};
  std::string_view name{};
};

struct ProviderTypeInfo {
  ProviderType type = ProviderType::other_specialist;
  std::span<const Taxonomy> taxonomies{};
  std::span<const std::string_view> reasons{};  // for which patients are usually referred
};

// One of each type, in order.
//   source   reasons: the mission's practice document, common specialist types; codes: NUCC Health
//            Care Provider Taxonomy; which types they make is decided in docs/decisions/0025
std::span<const ProviderTypeInfo> provider_types();

// Any other code is another specialist's. Empty is not known.
std::optional<ProviderType> type_of_taxonomy(std::string_view code);
// The field in words; empty for a code that stands in no list of ours.
std::string_view name_of_taxonomy(std::string_view code);
// Ten letters and digits, the last an X.
bool is_taxonomy(std::string_view code);

}  // namespace onward
