// Figures of several stores: what each has counted, as whole numbers, and what they come to.
#pragma once

#include "onward/operations/metrics.hpp"

namespace onward {

struct AskState {
  std::vector<Metric> metrics{};
  std::vector<Dimension> group_by{};
  std::vector<FilterFigures> filters{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  std::optional<Instant> as_of{};
  bool whole_store = false;
};
template <>
inline constexpr auto rows<AskState> = std::array{
    row<&AskState::metrics>(1, "metrics", "What to measure, 1 to 12."),
    row<&AskState::group_by>(2, "group_by", "Dimensions to tell apart, at most 3.", may_be_absent),
    row<&AskState::filters>(3, "filters", "What alone counts; all of them at once.", may_be_absent),
    row<&AskState::from>(4, "from", "First day of the period; absent: from the beginning."),
    row<&AskState::until>(5, "until", "First day after the period; absent: until now."),
    row<&AskState::as_of>(6, "as_of", "As was known then; absent: as is known now."),
    row<&AskState::whole_store>(7, "whole_store", "Of all organisations.", may_be_absent),
};
ONWARD_RECORD(AskState);

struct StateAmount {
  std::string currency{};
  std::int64_t minor_units = 0;
  std::int64_t count = 0;
};
template <>
inline constexpr auto rows<StateAmount> = std::array{
    row<&StateAmount::currency>(1, "currency", "ISO 4217 code."),
    row<&StateAmount::minor_units>(2, "minor_units", "Their sum, in the currency's smallest unit."),
    row<&StateAmount::count>(
        3, "count", "How many have one; of a ratio the other amount, in the smallest unit.",
        may_be_absent),
};
ONWARD_RECORDS(StateAmount);

struct StateWait {
  std::int64_t minutes = 0;
  std::int64_t reached = 0;
  std::int64_t declined = 0;
  std::int64_t expired = 0;
  std::int64_t withdrawn = 0;
  std::int64_t other = 0;
  std::int64_t open = 0;
  std::int64_t called_off = 0;
};
template <>
inline constexpr auto rows<StateWait> = std::array{
    row<&StateWait::minutes>(1, "minutes", "Waits that lasted so many minutes."),
    row<&StateWait::reached>(2, "reached", "How many came to what they waited for.", may_be_absent),
    row<&StateWait::declined>(3, "declined", "How many ended by a decline.", may_be_absent),
    row<&StateWait::expired>(4, "expired", "How many ended without an answer.", may_be_absent),
    row<&StateWait::withdrawn>(5, "withdrawn", "How many were taken back.", may_be_absent),
    row<&StateWait::other>(6, "other", "How many ended in another way.", may_be_absent),
    row<&StateWait::open>(7, "open", "How many went on.", may_be_absent),
    row<&StateWait::called_off>(
        8, "called_off",
        "How many referrals were taken back, or taken by another receiver, without an answer.",
        may_be_absent),
};
ONWARD_RECORDS(StateWait);

struct StateTally {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  std::int64_t pending = 0;
  std::int64_t different = 0;
  std::vector<StateAmount> amounts{};
  std::vector<StateWait> waits{};
};
template <>
inline constexpr auto rows<StateTally> = std::array{
    row<&StateTally::numerator>(1, "numerator", "How many.", may_be_absent),
    row<&StateTally::denominator>(2, "denominator", "Of how many.", may_be_absent),
    row<&StateTally::pending>(3, "pending", "How many may yet be counted.", may_be_absent),
    row<&StateTally::different>(4, "different", "How many different ones.", may_be_absent),
    row<&StateTally::amounts>(5, "amounts", "Money, a line for each currency.", may_be_absent),
    row<&StateTally::waits>(6, "waits", "Durations, rising.", may_be_absent),
};
ONWARD_RECORDS(StateTally);

struct StateGroup {
  std::vector<FigureKey> places{};
  std::vector<StateTally> tallies{};
};
template <>
inline constexpr auto rows<StateGroup> = std::array{
    row<&StateGroup::places>(1, "places", "Where it stands, in the order of group_by.",
                             may_be_absent),
    row<&StateGroup::tallies>(2, "tallies", "In the order of the metrics."),
};
ONWARD_RECORDS(StateGroup);

struct MetricState {
  std::string store{};
  std::vector<Metric> metrics{};
  std::vector<Dimension> group_by{};
  std::optional<Date> since{};
  std::optional<Date> until{};
  std::string time_zone{};
  std::int64_t entries = 0;
  std::optional<Instant> known_at{};
  std::vector<StateGroup> groups{};
};
template <>
inline constexpr auto rows<MetricState> = std::array{
    row<&MetricState::store>(1, "store", "The UUID of the store it was counted in."),
    row<&MetricState::metrics>(2, "metrics", "What was measured."),
    row<&MetricState::group_by>(3, "group_by", "Dimensions that are told apart.", may_be_absent),
    row<&MetricState::since>(4, "since", "First day of the period; absent: from the beginning."),
    row<&MetricState::until>(5, "until", "First day after the period; absent: until then."),
    row<&MetricState::time_zone>(6, "time_zone", "Whose days the periods have.", may_be_absent),
    row<&MetricState::entries>(7, "entries", "Entries of the journal that were counted.",
                               may_be_absent),
    row<&MetricState::known_at>(8, "known_at", "Time of the last of them."),
    row<&MetricState::groups>(9, "groups",
                              "By their keys. An issue stands with its code; any other row of the "
                              "store with the store's UUID, a colon and its identifier.",
                              may_be_absent),
};
ONWARD_RECORDS(MetricState);

struct MergeStates {
  std::vector<MetricState> states{};
  bool curves = false;
  std::optional<std::int64_t> suppress_below{};
};
template <>
inline constexpr auto rows<MergeStates> = std::array{
    row<&MergeStates::states>(
        1, "states",
        "1 to 100 answers of metric.state, of the same metrics and dimensions; those of one store "
        "with one as_of."),
    row<&MergeStates::curves>(2, "curves", "Answer the curves of waits too.", may_be_absent),
    row<&MergeStates::suppress_below>(
        3, "suppress_below",
        "Hide counts of people below this, and what would give them away; 0 hides nothing. Absent: "
        "5 about clients, and in whatever leaves as columns or as a file, else 0."),
};
ONWARD_RECORD(MergeStates);

namespace metric {
using state = Tag<"metric.state", AskState, MetricState>;
using merge = Tag<"metric.merge", MergeStates, Figures>;
}  // namespace metric

}  // namespace onward
