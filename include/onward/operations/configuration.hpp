// The whole configuration of a network as one document, by names and codes instead of ids.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/policy.hpp"
#include "onward/model/questionnaire.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/settings.hpp"

namespace onward {

// A version of a form, as it is known outside of one store.
struct QuestionnaireNamed {
  std::string code{};
  std::string version{};
};
template <>
inline constexpr auto rows<QuestionnaireNamed> = std::array{
    row<&QuestionnaireNamed::code>(1, "code", "Stable over versions."),
    row<&QuestionnaireNamed::version>(2, "version", "The version; empty is the first.",
                                      may_be_absent),
};
ONWARD_RECORD(QuestionnaireNamed);
struct IssueSetting {
  std::string code{};
  std::string name{};
  bool active = true;
  std::string category{};
  std::optional<QuestionnaireNamed> questionnaire{};
  bool questionnaire_required = false;
};
template <>
inline constexpr auto rows<IssueSetting> = std::array{
    row<&IssueSetting::code>(1, "code", "Short and stable, unique."),
    row<&IssueSetting::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&IssueSetting::active>(3, "active", "True when absent.", may_be_absent),
    row<&IssueSetting::category>(4, "category", "Code of its category; empty is none.",
                                 may_be_absent),
    row<&IssueSetting::questionnaire>(5, "questionnaire", "The form that is asked, if any."),
    row<&IssueSetting::questionnaire_required>(
        6, "questionnaire_required", "True when nobody is asked for help before it is answered.",
        may_be_absent),
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
// An organisation that has policies of its own, and what a store needs to begin one.
struct OrganizationSetting {
  std::string name{};
  std::string time_zone = "UTC";
  std::vector<Weekday> working_days{};
  std::vector<Date> holidays{};
  std::string calendar{};
};
template <>
inline constexpr auto rows<OrganizationSetting> = std::array{
    row<&OrganizationSetting::name>(1, "name", "Its name, which no other one has."),
    row<&OrganizationSetting::time_zone>(2, "time_zone", "IANA name; UTC when absent.",
                                         may_be_absent),
    row<&OrganizationSetting::working_days>(3, "working_days", "Monday to Friday when empty."),
    row<&OrganizationSetting::holidays>(4, "holidays", "Dates on which it does not work."),
    row<&OrganizationSetting::calendar>(5, "calendar", "Name of the calendar it shares, or empty.",
                                        may_be_absent),
};
ONWARD_RECORDS(OrganizationSetting);
struct PolicySetting {
  std::string issue{};
  PolicyKnobs knobs{};
  std::string organization{};
};
template <>
inline constexpr auto rows<PolicySetting> = std::array{
    row<&PolicySetting::issue>(1, "issue", "Code of the issue it is for; empty is all."),
    row<&PolicySetting::knobs>(2, "knobs", "All that is tuned there."),
    row<&PolicySetting::organization>(3, "organization",
                                      "Name of the sender it is for; empty is all.", may_be_absent),
};
ONWARD_RECORDS(PolicySetting);
struct QuestionnaireSetting {
  std::string code{};
  std::string version{};
  std::string url{};
  std::string title{};
  QuestionnaireStatus status = QuestionnaireStatus::active;
  std::string issue{};
  std::string description{};
  std::string publisher{};
  std::string copyright{};
  std::vector<Coding> codes{};
  std::vector<QuestionnaireItem> items{};
  std::vector<ScoreScale> scales{};
  std::vector<ScoreRule> score_rules{};
  std::string triage_scale{};
  std::vector<IssueSuggestion> suggestions{};
};
template <>
inline constexpr auto rows<QuestionnaireSetting> = std::array{
    row<&QuestionnaireSetting::code>(1, "code", "Stable over versions."),
    row<&QuestionnaireSetting::version>(2, "version", "The version; empty is the first.",
                                        may_be_absent),
    row<&QuestionnaireSetting::url>(3, "url", "The form's address in the world, or empty.",
                                    may_be_absent),
    row<&QuestionnaireSetting::title>(4, "title", "The name people know it by.", may_be_absent),
    row<&QuestionnaireSetting::status>(5, "status", "Active when absent.", may_be_absent),
    row<&QuestionnaireSetting::issue>(6, "issue", "Code of the issue it is about; empty is none.",
                                      may_be_absent),
    row<&QuestionnaireSetting::description>(7, "description", "What it is for.",
                                            {.limit = text_limit_long, .may_be_absent = true}),
    row<&QuestionnaireSetting::publisher>(8, "publisher", "Who publishes it.", may_be_absent),
    row<&QuestionnaireSetting::copyright>(9, "copyright", "The notice that must go with it.",
                                          {.limit = text_limit_long, .may_be_absent = true}),
    row<&QuestionnaireSetting::codes>(10, "codes", "The same form in code systems, as LOINC."),
    row<&QuestionnaireSetting::items>(11, "items", "Groups, questions and texts, in their order.",
                                      {.limit = questionnaire_items_max}),
    row<&QuestionnaireSetting::scales>(12, "scales", "What is scored."),
    row<&QuestionnaireSetting::score_rules>(13, "score_rules",
                                            "Points for answers that are no options."),
    row<&QuestionnaireSetting::triage_scale>(
        14, "triage_scale", "Code of the scale that says how pressing it is.", may_be_absent),
    row<&QuestionnaireSetting::suggestions>(15, "suggestions",
                                            "Types of help that answers speak for."),
};
ONWARD_RECORDS(QuestionnaireSetting);
constexpr std::int64_t configuration_format = 1;
// Every version of a form is kept, so documents grow; nothing else is asked at such length.
constexpr std::int64_t configuration_bytes_max = std::int64_t{64} << 20;
// No list is full before its document is: a row takes 16 bytes at least.
constexpr RowOptions rows_of_configuration{.limit = configuration_bytes_max / 16};
struct Configuration {
  std::int64_t format = configuration_format;
  std::vector<IssueSetting> issues{};
  std::vector<LocalityNamed> localities{};
  std::vector<SetCalendar> calendars{};
  std::vector<ReasonCodeSetting> reason_codes{};
  std::vector<RoleSetting> roles{};
  std::vector<PolicySetting> policies{};
  std::vector<SetCode> codes{};
  std::vector<QuestionnaireSetting> questionnaires{};
  std::vector<OrganizationSetting> organizations{};
};
template <>
inline constexpr auto rows<Configuration> = std::array{
    row<&Configuration::format>(1, "format", "Version of this document's shape: 1."),
    row<&Configuration::issues>(2, "issues", "Types of help, by code.", rows_of_configuration),
    row<&Configuration::localities>(3, "localities", "Areas, by code.", rows_of_configuration),
    row<&Configuration::calendars>(4, "calendars", "Shared days off, by name.",
                                   rows_of_configuration),
    row<&Configuration::reason_codes>(5, "reason_codes", "The network's own, by code.",
                                      rows_of_configuration),
    row<&Configuration::roles>(6, "roles", "By name.", rows_of_configuration),
    row<&Configuration::policies>(
        7, "policies", "The store's, then each issue's by code, then each organisation's by name.",
        rows_of_configuration),
    row<&Configuration::codes>(8, "codes", "Categories, populations and attributes, by code.",
                               rows_of_configuration),
    row<&Configuration::questionnaires>(9, "questionnaires", "Every version, by code and version.",
                                        rows_of_configuration),
    row<&Configuration::organizations>(
        10, "organizations", "Those with policies of their own, by name.", rows_of_configuration),
};
ONWARD_RECORD(Configuration);

namespace configuration {
using export_ = Tag<"configuration.export", Empty, Configuration>;
using import = Tag<"configuration.import", Configuration, SettingsImported>;
}  // namespace configuration

}  // namespace onward
