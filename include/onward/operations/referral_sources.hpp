// The sources that a practice keeps a list of: campaigns, events, walking in.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct AddReferralSource {
  std::string code{};
  std::string name{};
  ReferrerType type = ReferrerType::marketing;
};
template <>
inline constexpr auto rows<AddReferralSource> = std::array{
    row<&AddReferralSource::code>(1, "code", "Unique in the practice; never changes."),
    row<&AddReferralSource::name>(2, "name", "The name people know it by."),
    row<&AddReferralSource::type>(3, "type", "marketing, self or unknown; marketing when absent.",
                                  may_be_absent),
};
ONWARD_RECORD(AddReferralSource);
struct UpdateReferralSource {
  ReferralSourceId referral_source_id{};
  std::optional<std::int64_t> revision{};
  std::optional<std::string> name{};
  std::optional<bool> active{};
};
template <>
inline constexpr auto rows<UpdateReferralSource> = std::array{
    row<&UpdateReferralSource::referral_source_id>(1, "referral_source_id", "The source meant."),
    row<&UpdateReferralSource::revision>(2, "revision",
                                         "The revision that was seen; absent for any."),
    row<&UpdateReferralSource::name>(3, "name", "The new name; absent to keep it."),
    row<&UpdateReferralSource::active>(4, "active",
                                       "True to take it back into use, false to retire it."),
};
ONWARD_RECORD(UpdateReferralSource);
struct ReferralSourceRef {
  ReferralSourceId referral_source_id{};
};
template <>
inline constexpr auto rows<ReferralSourceRef> = std::array{
    row<&ReferralSourceRef::referral_source_id>(1, "referral_source_id", "The source meant."),
};
ONWARD_RECORD(ReferralSourceRef);
struct ListReferralSources {
  bool active_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListReferralSources> = std::array{
    row<&ListReferralSources::active_only>(1, "active_only", "Only those that are in use.",
                                           may_be_absent),
    row<&ListReferralSources::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                     may_be_absent),
    row<&ListReferralSources::cursor>(3, "cursor", "From the page before; absent for the first.",
                                      may_be_absent),
};
ONWARD_RECORD(ListReferralSources);
struct ReferralSourcePage {
  std::vector<ReferralSource> referral_sources{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ReferralSourcePage> = std::array{
    row<&ReferralSourcePage::referral_sources>(1, "referral_sources", "By code."),
    row<&ReferralSourcePage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ReferralSourcePage);
struct ReferralSourcesAdded {
  std::vector<ReferralSource> referral_sources{};
};
template <>
inline constexpr auto rows<ReferralSourcesAdded> = std::array{
    row<&ReferralSourcesAdded::referral_sources>(
        1, "referral_sources",
        "The standard ones as they stand now: those that were there stay as they are."),
};
ONWARD_RECORD(ReferralSourcesAdded);

namespace referral_source {
using add = Tag<"referral_source.add", AddReferralSource, ReferralSource>;
using add_standard = Tag<"referral_source.add_standard", Empty, ReferralSourcesAdded>;
using update = Tag<"referral_source.update", UpdateReferralSource, ReferralSource>;
using retire = Tag<"referral_source.retire", ReferralSourceRef, ReferralSource>;
using list = Tag<"referral_source.list", ListReferralSources, ReferralSourcePage>;
}  // namespace referral_source

}  // namespace onward
