// Where a practice's leads come from, and who is credited with those that became patients.
#pragma once

#include "onward/operations/money.hpp"
#include "onward/rules/attribution_models.hpp"

namespace onward {

struct CountSources {
  Date from{};
  Date until{};
};
template <>
inline constexpr auto rows<CountSources> = std::array{
    row<&CountSources::from>(1, "from", "First day on which leads were heard of."),
    row<&CountSources::until>(2, "until", "First day that is not looked at any more."),
};
ONWARD_RECORD(CountSources);
struct SourceFigures {
  ReferrerType type = ReferrerType::unknown;
  std::int64_t leads = 0;
  std::int64_t open = 0;
  std::int64_t converted = 0;
  std::int64_t started = 0;
  std::int64_t completed = 0;
  std::vector<Money> value{};
  std::int64_t converted_millionths = 0;
  std::int64_t started_millionths = 0;
  std::vector<Money> credited_value{};
};
template <>
inline constexpr auto rows<SourceFigures> = std::array{
    row<&SourceFigures::type>(1, "type", "Who made them come."),
    row<&SourceFigures::leads>(2, "leads", "Leads whose first touch is of this type."),
    row<&SourceFigures::open>(3, "open", "Those of them that may still become patients."),
    row<&SourceFigures::converted>(4, "converted", "Those of them that are patients by now."),
    row<&SourceFigures::started>(5, "started", "Those of them whose treatment began."),
    row<&SourceFigures::completed>(6, "completed", "Those of them whose treatment ended."),
    row<&SourceFigures::value>(7, "value", "What the treatments are worth that began, as known."),
    row<&SourceFigures::converted_millionths>(
        8, "converted_millionths",
        "Conversions credited to this type, whatever came first; a million is one conversion."),
    row<&SourceFigures::started_millionths>(
        9, "started_millionths", "Of these, the credit for patients whose treatment began."),
    row<&SourceFigures::credited_value>(10, "credited_value",
                                        "Value of treatments that began, shared as the credit is."),
};
ONWARD_RECORDS(SourceFigures);
struct SourcesCounted {
  std::int64_t leads = 0;
  std::int64_t open = 0;
  std::int64_t converted = 0;
  std::int64_t unknown_leads_millionths = 0;
  std::int64_t unknown_credit_millionths = 0;
  std::vector<SourceFigures> sources{};
  std::int64_t clients_without_lead = 0;
};
template <>
inline constexpr auto rows<SourcesCounted> = std::array{
    row<&SourcesCounted::leads>(1, "leads", "Leads that were heard of in the period."),
    row<&SourcesCounted::open>(2, "open", "Of these, those that may still become patients."),
    row<&SourcesCounted::converted>(3, "converted", "Of these, those that are patients by now."),
    row<&SourcesCounted::unknown_leads_millionths>(
        4, "unknown_leads_millionths",
        "The share whose first touch is unknown, in millionths, of leads and of clients without "
        "one; "
        "0 of none."),
    row<&SourcesCounted::unknown_credit_millionths>(
        5, "unknown_credit_millionths",
        "The share of patients that nobody is known for, in millionths, clients without a lead "
        "among "
        "them; 0 of none."),
    row<&SourcesCounted::sources>(6, "sources", "A line for each type, in their order."),
    row<&SourcesCounted::clients_without_lead>(
        7, "clients_without_lead",
        "Clients whom the practice registered in the period and who are of none of its leads. They "
        "count in the shares of unknown, and in no figure of leads or conversions."),
};
ONWARD_RECORD(SourcesCounted);

enum class CompareBy : std::uint8_t { referrer, type };
template <>
inline constexpr auto names<CompareBy> = std::array{
    Name{CompareBy::referrer, "referrer", "Each provider, person and managed source by itself."},
    Name{CompareBy::type, "type", "All of one type together."},
};
struct CompareAttributions {
  Date from{};
  Date until{};
  std::vector<ComparedModel> models{};
  CompareBy compare_by = CompareBy::referrer;
  std::int64_t limit = page_limit_default;
};
template <>
inline constexpr auto rows<CompareAttributions> = std::array{
    row<&CompareAttributions::from>(1, "from", "First day of conversions."),
    row<&CompareAttributions::until>(2, "until", "First day that is not looked at any more."),
    row<&CompareAttributions::models>(3, "models", "Which models; empty is all."),
    row<&CompareAttributions::compare_by>(4, "compare_by", "Referrer when absent.", may_be_absent),
    row<&CompareAttributions::limit>(
        5, "limit", "Sources, and leads, to answer at most, 1 to 500; 50 when absent.",
        may_be_absent),
};
ONWARD_RECORD(CompareAttributions);
struct ModelCredit {
  ComparedModel model = ComparedModel::first_touch;
  std::int64_t credit_millionths = 0;
  std::int64_t rank = 0;
};
template <>
inline constexpr auto rows<ModelCredit> = std::array{
    row<&ModelCredit::model>(1, "model", "By which model."),
    row<&ModelCredit::credit_millionths>(2, "credit_millionths",
                                         "Conversions credited; a million is one."),
    row<&ModelCredit::rank>(3, "rank", "1 has the most; equals share the better one."),
};
ONWARD_RECORDS(ModelCredit);
struct SourceCompared {
  ReferrerType type = ReferrerType::unknown;
  ReferringProviderId referring_provider_id{};
  ClientId referring_client_id{};
  ReferralSourceId referral_source_id{};
  std::vector<ModelCredit> credit{};
  std::int64_t spread_millionths = 0;
  std::int64_t rank_spread = 0;
};
template <>
inline constexpr auto rows<SourceCompared> = std::array{
    row<&SourceCompared::type>(1, "type", "Of its touches; the first of them, if they differ."),
    row<&SourceCompared::referring_provider_id>(2, "referring_provider_id",
                                                "The provider; 0 for none."),
    row<&SourceCompared::referring_client_id>(3, "referring_client_id",
                                              "The patient or relative; 0 for none.", is_personal),
    row<&SourceCompared::referral_source_id>(4, "referral_source_id",
                                             "The managed source; 0 for none."),
    row<&SourceCompared::credit>(5, "credit", "By each model, in the order of models."),
    row<&SourceCompared::spread_millionths>(
        6, "spread_millionths", "Between the model that gives most and the one that gives least."),
    row<&SourceCompared::rank_spread>(7, "rank_spread", "The same between ranks."),
};
ONWARD_RECORDS(SourceCompared);
struct ModelOmitted {
  ComparedModel model = ComparedModel::first_touch;
  Omission because = Omission::too_many_sources;
};
template <>
inline constexpr auto rows<ModelOmitted> = std::array{
    row<&ModelOmitted::model>(1, "model", "The model that says nothing here."),
    row<&ModelOmitted::because>(2, "because", "Why."),
};
ONWARD_RECORDS(ModelOmitted);
struct AttributionsCompared {
  std::int64_t conversions = 0;
  std::int64_t lost = 0;
  std::int64_t sources_total = 0;
  std::vector<SourceCompared> sources{};
  std::vector<ModelOmitted> omitted{};
  std::int64_t leads_disagreed = 0;
  std::vector<LeadId> lead_ids{};
};
template <>
inline constexpr auto rows<AttributionsCompared> = std::array{
    row<&AttributionsCompared::conversions>(1, "conversions",
                                            "Leads that converted in the period."),
    row<&AttributionsCompared::lost>(
        2, "lost", "Leads of the period that were lost: paths that led to nothing."),
    row<&AttributionsCompared::sources_total>(3, "sources_total", "Sources that made leads come."),
    row<&AttributionsCompared::sources>(
        4, "sources", "Those about which models differ most come first.", is_personal),
    row<&AttributionsCompared::omitted>(5, "omitted", "Models that were left out, and why."),
    row<&AttributionsCompared::leads_disagreed>(
        6, "leads_disagreed",
        "Conversions of which the six plain models do not all credit the same source most."),
    row<&AttributionsCompared::lead_ids>(7, "lead_ids", "The first of these leads."),
};
ONWARD_RECORD(AttributionsCompared);

namespace lead {
using sources = Tag<"lead.sources", CountSources, SourcesCounted>;
}
namespace attribution {
using compare = Tag<"attribution.compare", CompareAttributions, AttributionsCompared>;
}

}  // namespace onward
