// The whole configuration of a network as one document, by names and codes instead of ids.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/policy.hpp"
#include "onward/operations/settings.hpp"

namespace onward {

struct IssueSetting {
  std::string code{};
  std::string name{};
  bool active = true;
};
template <>
inline constexpr auto rows<IssueSetting> = std::array{
    row<&IssueSetting::code>(1, "code", "Short and stable, unique."),
    row<&IssueSetting::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&IssueSetting::active>(3, "active", "True when absent.", may_be_absent),
};
ONWARD_RECORDS(IssueSetting);
struct ReasonCodeSetting {
  std::string code{};
  std::string text{};
  std::vector<std::string> actions{};
  Outcome outcome = Outcome::none;
  bool active = true;
};
template <>
inline constexpr auto rows<ReasonCodeSetting> = std::array{
    row<&ReasonCodeSetting::code>(1, "code", "Unique, and not of the standard list."),
    row<&ReasonCodeSetting::text>(2, "text", "The reason, as a caseworker says it."),
    row<&ReasonCodeSetting::actions>(3, "actions", "Actions it may explain."),
    row<&ReasonCodeSetting::outcome>(4, "outcome", "What it says of the client.", may_be_absent),
    row<&ReasonCodeSetting::active>(5, "active", "True when absent.", may_be_absent),
};
ONWARD_RECORDS(ReasonCodeSetting);
struct RoleSetting {
  std::string name{};
  std::vector<Permission> permissions{};
};
template <>
inline constexpr auto rows<RoleSetting> = std::array{
    row<&RoleSetting::name>(1, "name", "Unique."),
    row<&RoleSetting::permissions>(2, "permissions", "All that it allows."),
};
ONWARD_RECORDS(RoleSetting);
struct PolicySetting {
  std::string issue{};
  PolicyKnobs knobs{};
};
template <>
inline constexpr auto rows<PolicySetting> = std::array{
    row<&PolicySetting::issue>(1, "issue", "Code of the issue it is for; empty is the store."),
    row<&PolicySetting::knobs>(2, "knobs", "All that is tuned there."),
};
ONWARD_RECORDS(PolicySetting);
constexpr std::int64_t configuration_format = 1;
struct Configuration {
  std::int64_t format = configuration_format;
  std::vector<IssueSetting> issues{};
  std::vector<LocalityNamed> localities{};
  std::vector<SetCalendar> calendars{};
  std::vector<ReasonCodeSetting> reason_codes{};
  std::vector<RoleSetting> roles{};
  std::vector<PolicySetting> policies{};
};
template <>
inline constexpr auto rows<Configuration> = std::array{
    row<&Configuration::format>(1, "format", "Version of this document's shape: 1."),
    row<&Configuration::issues>(2, "issues", "Types of help, by code.", {.limit = 10'000}),
    row<&Configuration::localities>(3, "localities", "Areas, by code.", {.limit = localities_max}),
    row<&Configuration::calendars>(4, "calendars", "Shared days off, by name."),
    row<&Configuration::reason_codes>(5, "reason_codes", "The network's own, by code."),
    row<&Configuration::roles>(6, "roles", "By name."),
    row<&Configuration::policies>(7, "policies", "The store's, then each issue's by code.",
                                  {.limit = 10'000}),
};
ONWARD_RECORD(Configuration);

namespace configuration {
using export_ = Tag<"configuration.export", Empty, Configuration>;
using import = Tag<"configuration.import", Configuration, SettingsImported>;
}  // namespace configuration

}  // namespace onward
