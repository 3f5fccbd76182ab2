// The words of every metric. What they say is counted in metric_measures.cpp.
#include <algorithm>

#include "onward/rules/metrics.hpp"

namespace onward {

namespace {

constexpr std::string_view no_drafts = "drafts and what was entered in error";
constexpr std::string_view undecided =
    "drafts, errors, and referrals still open, withdrawn or superseded without an answer";
constexpr std::string_view unjudged =
    "drafts, errors, needs still open or claimed, and those cancelled since the sender took them "
    "back";
constexpr std::string_view called_off =
    "drafts and what was entered in error; what was withdrawn or superseded without an answer "
    "counts "
    "as waiting until then, and no longer";
constexpr std::string_view need_sent = "the instant at which the need was sent";
constexpr std::string_view asked_first = "the instant at which its receiver was first asked";
constexpr std::string_view asked = "the instant at which its receiver was asked last";
constexpr std::string_view created = "the instant at which the practice heard of them";
constexpr std::string_view converted = "the instant at which they became a patient";
constexpr std::string_view occurred = "the instant at which it happened";
constexpr std::string_view joined = "leads that were joined to another";
constexpr std::string_view voided = "touches found wrong";
constexpr std::string_view spent = "the day on which it was spent";
constexpr std::string_view referred =
    "leads that were joined to another, and those whose first touch that stands is of no doctor, "
    "specialist, patient or family member";

using enum MetricKind;
using enum MetricBasis;

constexpr MetricDefinition definitions[] = {
    {Metric::needs, count, event, FactKind::need, "needs", "needs sent", "", need_sent, no_drafts},
    {Metric::needs_resolved, count, event, FactKind::need, "needs",
     "needs resolved, and those that were opened again since", "",
     "the instant at which the need was first resolved", no_drafts},
    {Metric::resolution_rate, rate, cohort, FactKind::need, "share", "needs resolved",
     "needs resolved, unresolved, or closed as unmet", need_sent, unjudged},
    {Metric::needs_unmet, count, cohort, FactKind::need, "needs",
     "needs unresolved or closed as unmet", "", need_sent, no_drafts},
    {Metric::unmet_rate, rate, cohort, FactKind::need, "share",
     "needs unresolved or closed as unmet", "needs resolved, unresolved, or closed as unmet",
     need_sent, unjudged},
    {Metric::nobody_eligible, count, standing, FactKind::need, "needs",
     "needs that stand there because no "
     "service met every criterion",
     "", need_sent, no_drafts},
    {Metric::time_to_help, time, cohort, FactKind::need, "minutes",
     "minutes from sending until the need is resolved; a cancelled need is another end, one that "
     "is not closed waits",
     "", need_sent, no_drafts},

    {Metric::referrals, count, event, FactKind::referral, "referrals", "referrals sent", "",
     asked_first, no_drafts},
    {Metric::referrals_open, count, standing, FactKind::referral, "referrals",
     "referrals that have not ended", "", asked, no_drafts},
    {Metric::referrals_overdue, count, standing, FactKind::referral, "referrals",
     "referrals that have not ended, and whose due time had passed at the last tick", "", asked,
     no_drafts},
    {Metric::acceptance_rate, rate, cohort, FactKind::referral, "share", "referrals ever accepted",
     "referrals accepted, declined or expired", asked, undecided},
    {Metric::decline_rate, rate, cohort, FactKind::referral, "share",
     "referrals that ended as declined", "referrals accepted, declined or expired", asked,
     undecided},
    {Metric::expiry_rate, rate, cohort, FactKind::referral, "share",
     "referrals that ended without answer", "referrals accepted, declined or expired", asked,
     undecided},
    {Metric::success_rate, rate, cohort, FactKind::referral, "share",
     "referrals with the outcome successful or partial", "referrals completed or failed", asked,
     "all that were not completed and did not fail"},
    {Metric::referrals_finished, count, event, FactKind::referral, "referrals",
     "referrals that ended, and those that were asked again since", "",
     "the instant at which it first ended", no_drafts},
    {Metric::time_to_acknowledge, time, cohort, FactKind::referral, "minutes",
     "minutes from asking until the receiver acknowledges; a decline or no answer in time is "
     "another "
     "end, what is open waits",
     "", asked, called_off},
    {Metric::time_to_accept, time, cohort, FactKind::referral, "minutes",
     "minutes from asking until the receiver accepts; a decline or no answer in time is another "
     "end, "
     "what is open waits",
     "", asked, called_off},
    {Metric::time_to_start, time, cohort, FactKind::referral, "minutes",
     "minutes from asking until service begins; a decline, no answer in time or an end after "
     "acceptance is another end, what is open waits",
     "", asked, called_off},
    {Metric::time_to_finish, time, cohort, FactKind::referral, "minutes",
     "minutes from acceptance until it is completed; any other end is another end, what is open "
     "waits",
     "", asked, "drafts, errors, and referrals never accepted"},

    {Metric::leads, count, event, FactKind::lead, "leads", "leads", "", created, joined},
    {Metric::conversions, count, event, FactKind::lead, "leads", "leads who became patients", "",
     converted, "leads who did not"},
    {Metric::conversion_rate, rate, cohort, FactKind::lead, "share", "leads who became patients",
     "all leads", created, "leads that were joined to another; recent ones may yet convert", true},
    {Metric::treatment_start_rate, rate, cohort, FactKind::lead, "share",
     "leads whose treatment began", "all leads", created,
     "leads that were joined to another; recent ones may yet begin", true},
    {Metric::treatment_value, amount, cohort, FactKind::lead, "minor units",
     "the value of treatments that began", "", converted,
     "treatments that did not begin, or whose value is not known"},
    {Metric::average_treatment_value, mean_amount, cohort, FactKind::lead, "minor units",
     "the value of treatments that began", "treatments that began and whose value is known",
     converted, "treatments that did not begin, or whose value is not known"},

    {Metric::touches, count, event, FactKind::touch, "touches", "touches", "", occurred, voided},
    {Metric::credited_conversions, count, event, FactKind::touch, "millionths of a conversion",
     "each touch's share in its lead's conversion", "", converted, voided},
    {Metric::credited_value, amount, cohort, FactKind::touch, "minor units",
     "each touch's share in what its lead's treatment is worth", "", converted,
     "touches found wrong, treatments that did not begin or whose value is not known"},
    {Metric::referring_providers, distinct, event, FactKind::touch, "providers",
     "referring providers with a touch", "", occurred, "touches found wrong, and other sources"},
    {Metric::new_referring_providers, distinct, event, FactKind::touch, "providers",
     "referring providers whose first touch it is", "", occurred,
     "touches found wrong, and other sources"},

    {Metric::relationship_cost, amount, event, FactKind::cost, "minor units",
     "what was spent on providers and sources", "", spent, "costs taken back"},
    {Metric::relationship_return, amount_ratio, cohort, FactKind::cost,
     "minor units of minor units",
     "value credited to providers and sources, less what was spent on them in the same currency",
     "what was spent on providers and sources",
     "value by the instant at which they became a patient, costs by the day on which they were "
     "spent",
     "costs taken back, touches found wrong or of nobody whom money is spent on, treatments that "
     "did "
     "not begin or whose value is not known; a currency in which nothing was spent has no return"},

    {Metric::referred_leads, count, event, FactKind::lead, "leads",
     "leads whose first touch that stands is of a doctor, a specialist, a patient or a family "
     "member",
     "", created, referred},
    {Metric::referred_conversion_rate, rate, cohort, FactKind::lead, "share",
     "referred leads who became patients", "referred leads", created, referred, true},
    {Metric::referred_start_rate, rate, cohort, FactKind::lead, "share",
     "referred leads whose treatment began", "referred leads", created, referred, true},
    {Metric::average_referred_value, mean_amount, cohort, FactKind::lead, "minor units",
     "the value of treatments of referred leads that began",
     "treatments of referred leads that began and whose value is known", converted,
     "treatments that did not begin, whose value is not known, or of leads whose first touch that "
     "stands is of no doctor, specialist, patient or family member"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(definitions); ++i)
    if (static_cast<std::size_t>(definitions[i].metric) != i) return false;
  return std::size(definitions) == names<Metric>.size();
}
static_assert(in_order(), "a metric has no definition, or stands out of order");

}  // namespace

const MetricDefinition& definition_of(Metric m) { return definitions[static_cast<std::size_t>(m)]; }

}  // namespace onward
