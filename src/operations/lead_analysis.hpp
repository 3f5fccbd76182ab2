// Figures about leads: where they come from, and how models of attribution differ.
//
// Both look at all they count, so what one call looks at is bounded; longer periods are asked for
// in parts. Who asked is journalled.
#pragma once

#include "onward/operations/lead_analysis.hpp"
#include "operations/row.hpp"

namespace onward {

constexpr std::int64_t analysed_leads_max = 20'000;   // in one period
constexpr std::int64_t looked_at_leads_max = 100'000;  // to find those that belong to it
constexpr Instant earliest =
    std::chrono::sys_days{std::chrono::year{1} / 1 / 1};  // that is written

// Of leads that were heard of in a period, the practice's days: what became of them by now, by the
// type of the first touch and by the credit that was given. The share of unknown stands beside it.
// Clients who were registered in the period and are of no lead count as of unknown source.
//   refused  period_reversed, period_too_large (20,000 leads, or clients; 100,000 to look at in the
//            period)
//   source   lifecycles A.8: every patient has a source, conversion rate, value;
//   docs/decisions/0041
Result<SourcesCounted> count_sources(Context&, const CountSources&);

// What each model would give to whom, for the leads that converted in a period; with the practice's
// half-life, and of each lead the touches that its newest attribution counted. Models that learn
// from failure see the leads of the period that were lost, too: of each the touches in the
// practice's window before the last of them, since a path that led nowhere has no other end.
//   refused  malformed_request (models twice, limit), period_reversed, period_too_large (20,000
//            leads; or 100,000 that converted at any time before its end); in this order
Result<AttributionsCompared> compare_attributions(Context&, const CompareAttributions&);

// The leads of one phase that were heard of from one time until another, earliest first; `each`
// answers whether to go on.
void each_lead(Context&, LeadPhase, Instant from, Instant until, Columns,
               FunctionRef<bool(const Lead&)> each);
// From the beginning of one day where the practice is to that of another.
//   refused  period_reversed
struct Period {
  Instant from{}, until{};
};
Result<Period> period_of(Context&, Date from, Date until);
Refusal period_too_large(std::int64_t limit);

}  // namespace onward
