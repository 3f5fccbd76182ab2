// The providers of a practice's own directory.
#pragma once

#include "onward/model/referring_provider.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct CreateReferringProvider {
  ReferringProviderDetails details{};
};
template <>
inline constexpr auto rows<CreateReferringProvider> = std::array{
    row<&CreateReferringProvider::details>(1, "details", "Who they are.", is_personal),
};
ONWARD_RECORD(CreateReferringProvider);
struct ReferringProviderSeen {
  ReferringProviderId referring_provider_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<ReferringProviderSeen> = std::array{
    row<&ReferringProviderSeen::referring_provider_id>(1, "referring_provider_id",
                                                       "The provider meant."),
    row<&ReferringProviderSeen::revision>(2, "revision",
                                          "The revision that was seen; absent for any."),
};
ONWARD_RECORD(ReferringProviderSeen);
struct ReferringProviderRecord {
  ReferringProvider provider{};
};
template <>
inline constexpr auto rows<ReferringProviderRecord> = std::array{
    row<&ReferringProviderRecord::provider>(1, "provider", "The provider.", is_personal),
};
ONWARD_RECORD(ReferringProviderRecord);

namespace referring_provider {
using create = Tag<"referring_provider.create", CreateReferringProvider, ReferringProviderRecord>;
using deactivate = Tag<"referring_provider.deactivate", ReferringProviderSeen, ReferringProvider>;
}  // namespace referring_provider

}  // namespace onward
