// How long something took, with those counted for whom it has not happened yet.
//
// The state is whole numbers that add up: merging is associative and commutative, nothing is lost,
// and an empty state changes nothing. So months, organisations and stores are merged in any order,
// and a rebuild gives the same. A state has at most one cell for each different duration in
// minutes. Curves are made of a state, and never stored; docs/decisions/0033 has the choices and
// why.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "onward/rules/figures.hpp"
#include "onward/schema.hpp"

namespace onward {

// How a wait ended. Stored: append, never renumber.
enum class WaitEnd : std::uint8_t {
  reached,
  declined,
  expired,
  withdrawn,
  other,
  open,
  called_off
};
template <>
inline constexpr auto names<WaitEnd> = std::array{
    Name{WaitEnd::reached, "reached", "What was waited for came."},
    Name{WaitEnd::declined, "declined", "The receiver said no."},
    Name{WaitEnd::expired, "expired", "Nobody answered in time."},
    Name{WaitEnd::withdrawn, "withdrawn", "The sender or the client took it back."},
    Name{WaitEnd::other, "other", "It ended in another way."},
    Name{WaitEnd::open, "open", "It has not ended; how long it will take is not known."},
    Name{WaitEnd::called_off, "called_off",
         "Taken back, or somebody else was quicker, before an answer: it was followed until then."},
};
constexpr std::size_t wait_ends = names<WaitEnd>.size();
// What is known of the wait is that it lasted so long.
constexpr bool is_censored(WaitEnd end) {
  return end == WaitEnd::open || end == WaitEnd::called_off;
}

struct WaitCell {
  std::int64_t minutes = 0;
  std::array<std::int64_t, wait_ends> counts{};  // of each end
  std::int64_t count(WaitEnd end) const { return counts[static_cast<std::size_t>(end)]; }
  std::int64_t total() const;
  friend bool operator==(const WaitCell&, const WaitCell&) = default;
};

struct Wait {
  std::int64_t minutes = 0;
  WaitEnd end = WaitEnd::open;
};

// Exact durations and how often each occurred. A count may be below 0 while something was taken
// back that another part has; sums of counts stay below 2^53.
class Waits {
 public:
  Waits() = default;
  explicit Waits(std::span<const Wait>);  // in one go: a million in milliseconds

  void add(std::int64_t minutes, WaitEnd end, std::int64_t count = 1);
  void add(const WaitCell&);  // quick in the order of durations, as when a state is read
  void merge(const Waits&);

  std::span<const WaitCell> cells() const { return cells_; }  // rising; none has only zeros
  WaitCell totals() const;                                    // its duration means nothing
  // False while a count or a duration is below 0: then it is a part, and no figure is made of it.
  bool is_whole() const;
  friend bool operator==(const Waits&, const Waits&) = default;

 private:
  std::vector<WaitCell> cells_{};
};

// For readers who may know how long somebody waited, and must not find them by it: rounded up to
// whole hours, and from two days on to whole days; and then moved on until as many as `least`, or
// none, came to what they waited for at each duration that is left.
Waits rounded_for_readers(const Waits&, std::int64_t least);

// A curve rises where somebody ended in the way that is asked for.
struct CurveStep {
  std::int64_t minutes = 0;  // holds from here on, until the next step
  std::int64_t at_risk = 0;  // waits that lasted at least so long
  std::int64_t ended = 0;  // of these, at this very minute and in that way
  double share = 0;  // who ended so by now, 0 to 1
  double variance = 0;  // of the share; of a share of 1 nothing is known, and it is 0
};
struct Curve {
  std::int64_t waits = 0;  // all of them
  std::vector<CurveStep> steps{};  // one or more, rising
  std::int64_t followed_minutes = 0;  // the longest wait
  bool is_complete = false;  // then nobody was left, so that the last step holds for ever
};

// Figures are made of cumulative_incidence. kaplan_meier, any_end, step_at and at_risk_table are
// for hosts that draw curves of their own, and what tests hold the incidence against.
//
// Absent when nobody ended so: there is no curve to draw, and no figure. Ends come before censored
// ones of the same minute.
//
// The share that would have ended so by then if nothing else ended waits: other ends are censored
// like open ones. Variance is Greenwood's.
//   source   E. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations (1958);
//            M. Greenwood (1926)
std::optional<Curve> kaplan_meier(const Waits&, WaitEnd end = WaitEnd::reached);
// The share that did end so by then, where others ended otherwise: shares of all ends and of those
// still waiting add up to 1. Variance by the delta method; without other ends it is Greenwood's.
//   source   O. Aalen, S. Johansen (1978); E. Marubini, M. Valsecchi, Analysing Survival Data from
//            Clinical Trials and Observational Studies (1995), 10.3
std::optional<Curve> cumulative_incidence(const Waits&, WaitEnd end = WaitEnd::reached);
// The share that ended in any way; less than 1 are those still waiting.
std::optional<Curve> any_end(const Waits&);

// Of the share at a step, pointwise, on the scale of log(-log(1 - share)), which stays within 0 and
// 1. Absent for a share of 0 or 1.
//   source   J. Kalbfleisch, R. Prentice, The Statistical Analysis of Failure Time Data (1980), 1.3
std::optional<Interval> interval_of(const CurveStep&);

// The step that holds at a time; before the first one its share is 0, and it has no interval.
// Absent beyond what was followed.
std::optional<CurveStep> step_at(const Curve&, std::int64_t minutes);

// The first minute by which this share has ended, above 0 and at most 1; absent when the curve does
// not get so far. An end of the interval is absent when the curve's interval does not.
//   source   R. Brookmeyer, J. Crowley, A Confidence Interval for the Median Survival Time (1982)
struct Quantile {
  std::int64_t minutes = 0;
  std::optional<std::int64_t> low{}, high{};
};
std::optional<Quantile> quantile_of(const Curve&, double share);

// The table below a curve: who was still waiting, and what had become of the others before. A row
// adds up to all waits. No waits, no rows.
struct AtRisk {
  std::int64_t minutes = 0;
  std::int64_t at_risk = 0;  // lasted at least so long
  std::array<std::int64_t, wait_ends> before{};
};
std::vector<AtRisk> at_risk_table(const Waits&, std::span<const std::int64_t> rising_minutes);

}  // namespace onward
