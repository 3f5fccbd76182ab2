#include "onward/rules/provider_merging.hpp"

#include <algorithm>
#include <array>

#include "rules/member_values.hpp"

namespace onward {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> not_taken_over{"provider_type", "portal_enabled",
                                                         "portal_email"};
constexpr std::array<std::string_view, 5> address{"address_line1", "address_line2", "city", "state",
                                                  "postal_code"};

bool is_among(Names names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_said(const Row& member, const ReferringProviderDetails& details) {
  static const ReferringProviderDetails nothing;
  return text_of(member, &details) != text_of(member, &nothing);
}

bool has_address(const ReferringProviderDetails& details) {
  return std::ranges::any_of(rows<ReferringProviderDetails>, [&](const Row& member) {
    return is_among(address, member.name) && is_said(member, details);
  });
}

}  // namespace

std::vector<std::string> take_over_details(ReferringProviderDetails& stays,
                                           const ReferringProviderDetails& goes) {
  std::vector<std::string> out;
  const bool keeps_address = has_address(stays);
  for (auto& member : rows<ReferringProviderDetails>) {
    if (is_among(not_taken_over, member.name) || is_said(member, stays) || !is_said(member, goes))
      continue;
    if (keeps_address && is_among(address, member.name)) continue;
    set(member, text_of(member, &goes), &stays);
    out.emplace_back(member.name);
  }
  return out;
}

void give_back_details(ReferringProviderDetails& stays, const ReferringProviderDetails& goes,
                       std::span<const std::string> taken_over) {
  static const ReferringProviderDetails nothing;
  for (auto& member : rows<ReferringProviderDetails>)
    if (std::ranges::find(taken_over, member.name) != taken_over.end() &&
        text_of(member, &stays) == text_of(member, &goes))
      set(member, text_of(member, &nothing), &stays);
}

}  // namespace onward
