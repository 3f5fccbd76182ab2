// Sections about a network.
#include "operations/report_sections.hpp"

namespace onward {

namespace {

constexpr auto network = ReportProfile::network;
constexpr std::size_t top = 10;     // a page of a ranking
constexpr std::size_t places = 15;  // bars that a phone shows at once
constexpr std::size_t listed = 50;  // lines of a table that is read to its end
constexpr int window = 30;          // days of a dashboard

using enum Metric;
using Chart = ReportChart;
using Question = ReportQuestion;

// Two sections are about localities. Both ask the same, so that the same places are hidden in both
// and none is told by what the other leaves out.
constexpr std::array by_locality{needs,           unmet_rate,      needs_unmet,
                                 nobody_eligible, resolution_rate, time_to_help};

}  // namespace

std::span<const ReportSectionRow> network_sections() {
  static const ReportSectionRow table[] = {
      {.profile = network,
       .name = "period",
       .title = "The period at a glance",
       .says = "What was asked for, and what became of it.",
       .metrics = {needs, resolution_rate, time_to_help, needs_unmet, referrals, acceptance_rate,
                   time_to_accept, success_rate}},
      {.profile = network,
       .name = "now",
       .title = "Where work stands now",
       .says = "Counts of this moment, whatever the period. Each is the number of lines of a list.",
       .question = Question::dashboard},
      {.profile = network,
       .name = "last-30-days",
       .title = "The last 30 days",
       .says =
           "Of referrals and needs that were sent in the last 30 days, whatever the period: how "
           "many were acknowledged, have closed, and are unresolved.",
       .chart = Chart::funnel,
       .metrics = {referrals, time_to_acknowledge, referrals_open, needs, resolution_rate,
                   needs_unmet},
       .last_days = window},
      {.profile = network,
       .name = "trend",
       .title = "Needs, month by month",
       .says = "Needs by the month in which they were sent, and those met by the month in which "
               "they were met. A month that is not over is provisional.",
       .chart = Chart::trend,
       .metrics = {needs, needs_resolved},
       .group_by = {Dimension::month}},
      {.profile = network,
       .name = "funnel",
       .title = "From need to outcome",
       .says = "How far needs and their referrals came, as shares of the needs that were sent. One "
               "need may be sent to several receivers, of whom one helps.",
       .chart = Chart::funnel,
       .metrics = {needs, resolution_rate, referrals, time_to_acknowledge, time_to_accept,
                   time_to_start, success_rate}},
      {.profile = network,
       .name = "waits",
       .title = "How long people wait",
       .says =
           "The share of all that has reached it by each day. Those who still wait count as "
           "waiting, and those withdrawn, or taken by another receiver, before an answer as "
           "waiting "
           "until then; those who were declined, or ended otherwise, never reach it. Where a curve "
           "crosses 50% is the median.",
       .chart = Chart::curves,
       .metrics = {time_to_acknowledge, time_to_accept, time_to_help}},
      {.profile = network,
       .name = "outcomes",
       .title = "How referrals ended",
       .says = "Referrals that ended in the period, by how they ended and with which outcome.",
       .chart = Chart::stack,
       .metrics = {referrals_finished},
       .group_by = {Dimension::referral_phase, Dimension::outcome}},
      {.profile = network,
       .name = "gaps",
       .title = "Gaps in service, by type of help",
       .says = "The share of needs that came to an end without being met.",
       .chart = Chart::intervals,
       .metrics = {needs, unmet_rate, needs_unmet, nobody_eligible},
       .group_by = {Dimension::issue},
       .drawn = {unmet_rate},
       .largest = places},
      {.profile = network,
       .name = "gaps-by-locality",
       .title = "Gaps in service, by locality",
       .says = "The same by where clients live.",
       .chart = Chart::intervals,
       .metrics = {by_locality.begin(), by_locality.end()},
       .group_by = {Dimension::locality},
       .drawn = {unmet_rate},
       .largest = places},
      {.profile = network,
       .name = "receivers",
       .title = "Receivers who were asked most",
       .says = "Of referrals decided, those accepted; and of services tried, those that helped. "
               "Where ranges overlap, the difference may be chance.",
       .chart = Chart::intervals,
       .metrics = {referrals, acceptance_rate, success_rate, time_to_accept, expiry_rate},
       .group_by = {Dimension::receiver},
       .drawn = {acceptance_rate, success_rate},
       .largest = places},
      {.profile = network,
       .name = "receivers-ranked",
       .title = "Receivers ranked by acceptance",
       .says = "The best guess of each one's true rate: those of whom little is known are drawn "
               "towards what is common to all, so that nobody leads by luck.",
       .question = Question::ranking,
       .chart = Chart::intervals,
       .metrics = {acceptance_rate},
       .group_by = {Dimension::receiver},
       .largest = top},
      {.profile = network,
       .name = "overdue",
       .title = "Overdue",
       .says = "Open referrals of which a due time has passed: of one organisation those asked "
               "first on top, of the network by phase. Clients are not named; a reference opens "
               "the referral.",
       .question = Question::overdue},
      {.profile = network,
       .name = "overdue-sent",
       .title = "Overdue, of those sent",
       .says = "The same of referrals that this organisation sent.",
       .question = Question::overdue_sent},
      {.profile = network,
       .name = "equity-age",
       .title = "Equity: age",
       .says = "Needs met, of those that came to an end, by the client's age when it was sent. The "
               "difference is to all other ages together.",
       .chart = Chart::intervals,
       .metrics = {needs, resolution_rate, time_to_help},
       .group_by = {Dimension::age_band},
       .drawn = {resolution_rate},
       .compared = resolution_rate},
      {.profile = network,
       .name = "equity-gender",
       .title = "Equity: gender",
       .says = "The same by gender.",
       .chart = Chart::intervals,
       .metrics = {needs, resolution_rate, time_to_help},
       .group_by = {Dimension::gender},
       .drawn = {resolution_rate},
       .compared = resolution_rate},
      {.profile = network,
       .name = "equity-locality",
       .title = "Equity: locality",
       .says = "The same by where clients live.",
       .chart = Chart::intervals,
       .metrics = {by_locality.begin(), by_locality.end()},
       .group_by = {Dimension::locality},
       .drawn = {resolution_rate},
       .largest = places,
       .compared = resolution_rate},
      {.profile = network,
       .name = "equity-language",
       .title = "Equity: language",
       .says = "The same by the client's language.",
       .chart = Chart::intervals,
       .metrics = {needs, resolution_rate, time_to_help},
       .group_by = {Dimension::language},
       .drawn = {resolution_rate},
       .largest = places,
       .compared = resolution_rate},

      // Of reports that have a name.
      {.profile = network,
       .name = "summary",
       .title = "By phase, reason and outcome",
       .says = "Needs, and referrals that were sent and received, as they stand now.",
       .question = Question::summary,
       .in_named_only = true},
      {.profile = network,
       .name = "by-issue",
       .title = "By type of help",
       .says = "Needs by what they are for, and the share that was met of those that came to an "
               "end.",
       .chart = Chart::intervals,
       .metrics = {needs, resolution_rate, needs_unmet, time_to_help},
       .group_by = {Dimension::issue},
       .drawn = {resolution_rate},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "by-service",
       .title = "By service",
       .says = "Referrals by the service that is asked.",
       .chart = Chart::intervals,
       .metrics = {referrals, acceptance_rate, success_rate, time_to_start, expiry_rate},
       .group_by = {Dimension::service},
       .drawn = {acceptance_rate, success_rate},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "senders",
       .title = "Who refers",
       .says = "Referrals by the organisation that sends them, and how they fare.",
       .metrics = {referrals, acceptance_rate, success_rate},
       .group_by = {Dimension::sender},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "success-by-issue",
       .title = "What helps, by type of help",
       .says = "Of services tried, those that helped.",
       .chart = Chart::intervals,
       .metrics = {referrals, success_rate},
       .group_by = {Dimension::issue},
       .drawn = {success_rate},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "reasons",
       .title = "Why referrals ended",
       .says = "Referrals that ended in the period, by how, and by the reason that was given.",
       .metrics = {referrals_finished},
       .group_by = {Dimension::referral_phase, Dimension::reason_code},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "needs-standing",
       .title = "How needs stand",
       .says = "Needs that were sent in the period, by where they stand now, and why.",
       .chart = Chart::stack,
       .metrics = {needs},
       .group_by = {Dimension::need_phase, Dimension::need_reason},
       .in_named_only = true},
      {.profile = network,
       .name = "waits-by-month",
       .title = "Processing times, month by month",
       .says = "By when half have reached it, of referrals that were asked in each month. Of "
               "recent months many still wait.",
       .metrics = {time_to_acknowledge, time_to_accept, time_to_start, time_to_finish},
       .group_by = {Dimension::month},
       .in_named_only = true},
      {.profile = network,
       .name = "waits-by-receiver",
       .title = "Processing times, by receiver",
       .says = "By when half have reached it.",
       .metrics = {referrals, time_to_acknowledge, time_to_accept, time_to_start, time_to_finish},
       .group_by = {Dimension::receiver},
       .largest = listed,
       .in_named_only = true},
      {.profile = network,
       .name = "unmet-by-month",
       .title = "Unmet need, month by month",
       .says = "Of needs of each month that came to an end, those that were not met.",
       .chart = Chart::rates,
       .metrics = {needs, unmet_rate, needs_unmet},
       .group_by = {Dimension::month},
       .drawn = {unmet_rate},
       .in_named_only = true},
  };
  return table;
}

std::span<const ReportSectionRow> report_sections() {
  static const auto all = [] {
    std::vector<ReportSectionRow> out;
    for (const auto rows : {network_sections(), practice_sections()})
      out.insert(out.end(), rows.begin(), rows.end());
    return out;
  }();
  return all;
}

}  // namespace onward
