// Which source is credited with a conversion: the paths that led to it, and the plain models.
//
// A path is the touches before a conversion, in their order; each has one source. Arrays come in,
// whole numbers go out: credit is counted in units, and adds up to the total to the last of them.
// No store is needed. Chains are in attribution_markov.hpp, games in attribution_shapley.hpp, and
// where models differ in attribution_compare.hpp; docs/decisions/0023 has the choices and why.
#pragma once

#include "onward/rules/practice.hpp"

namespace onward {

constexpr std::size_t attribution_models = names<AttributionModel>.size();

// Conversions are shared in millionths; value in the minor units it comes in.
constexpr std::int64_t attribution_units_per_conversion = 1'000'000;

constexpr std::int64_t half_life_seconds_default =
    PracticeRules().attribution_half_life_days * 86'400;

// Of `total` units each gets its part by weight, rounded down; units that are left over go one each
// to the largest remainders, of equal ones to the lowest place. So parts add up to the total.
// Any input has an answer: a weight below 0 and NaN count for 0; if some are infinite, these alone
// share, alike; if all are 0, all share alike. Real weights count with 53 bits below the largest.
// A total below 0 is shared as the same above 0, with the sign. No weights: nobody gets anything.
//   source   largest remainder, A. Hamilton (1792)
std::vector<std::int64_t> allot(std::int64_t total, std::span<const double> weights);
std::vector<std::int64_t> allot(std::int64_t total, std::span<const std::int64_t> weights);

// Many paths, side by side; borrowed. Path i has the touches offsets[i] to offsets[i + 1] - 1.
struct AttributionPaths {
  std::span<const std::uint32_t> offsets{};  // one more than paths; the first is 0
  std::span<const std::uint32_t> sources{};  // of each touch, below sources_total
  std::span<const std::int64_t> touched_at_seconds{};  // from any origin; empty: all at once
  std::span<const std::int64_t> conversions{};  // of each path: how often it led to one
  std::span<const std::int64_t> nulls{};  // and how often to none; empty: never
  std::span<const std::int64_t> value_minor_units{};  // of all its conversions; empty: none
  std::uint32_t sources_total = 0;
  std::span<const std::uint8_t> is_direct{};  // of each source: came by itself; empty: none did

  std::size_t size() const { return offsets.empty() ? 0 : offsets.size() - 1; }
};

// Why paths cannot be used. Names are codes: append, never rename.
enum class AttributionFault : std::uint8_t {
  offsets_missing,
  offsets_falling,
  path_empty,
  touches_missing,
  source_unknown,
  times_missing,
  times_falling,
  conversions_missing,
  nulls_missing,
  values_missing,
  directness_missing,
  count_negative,
  totals_too_large,
  value_without_conversion,
};
template <>
inline constexpr auto names<AttributionFault> = std::array{
    Name{AttributionFault::offsets_missing, "offsets_missing", "The first offset must be 0."},
    Name{AttributionFault::offsets_falling, "offsets_falling", "A path ends before it begins."},
    Name{AttributionFault::path_empty, "path_empty",
         "A path has no touch; who came from nowhere known has the source unknown."},
    Name{AttributionFault::touches_missing, "touches_missing",
         "The last offset is not the number of touches."},
    Name{AttributionFault::source_unknown, "source_unknown",
         "A touch is of a source beyond the last."},
    Name{AttributionFault::times_missing, "times_missing", "Not every touch has one time."},
    Name{AttributionFault::times_falling, "times_falling",
         "A touch is older than the one before it."},
    Name{AttributionFault::conversions_missing, "conversions_missing",
         "Not every path has one number of conversions."},
    Name{AttributionFault::nulls_missing, "nulls_missing",
         "Not every path has one number of ends without conversion."},
    Name{AttributionFault::values_missing, "values_missing", "Not every path has one value."},
    Name{AttributionFault::directness_missing, "directness_missing",
         "Not every source is said to be direct or not."},
    Name{AttributionFault::count_negative, "count_negative", "A number or value is below 0."},
    Name{AttributionFault::totals_too_large, "totals_too_large",
         "Over 9 million million conversions, or a sum over all touches of 2^62 or more."},
    Name{AttributionFault::value_without_conversion, "value_without_conversion",
         "A path has a value and no conversion that it would be of."},
};

struct AttributionProblem {
  AttributionFault fault{};
  std::size_t at = 0;  // the first place: of a path or, of touches, of the touch
  std::size_t count = 1;  // how often
  friend bool operator==(const AttributionProblem&, const AttributionProblem&) = default;
};

struct CheckedPaths;

// Paths that were checked. All models take these, so that none meets a source that is not there.
// Borrowed: the arrays must neither change nor go while they are used.
class SoundPaths {
 public:
  const AttributionPaths& operator*() const { return paths_; }
  const AttributionPaths* operator->() const { return &paths_; }
  std::int64_t conversions_total() const { return conversions_total_; }
  std::int64_t value_total_minor_units() const { return value_total_minor_units_; }

 private:
  friend CheckedPaths check(const AttributionPaths&);
  SoundPaths(const AttributionPaths& paths, std::int64_t conversions, std::int64_t value)
      : paths_(paths), conversions_total_(conversions), value_total_minor_units_(value) {}

  AttributionPaths paths_;
  std::int64_t conversions_total_;
  std::int64_t value_total_minor_units_;
};

struct CheckedPaths {
  std::optional<SoundPaths> paths{};  // when there is no problem
  std::vector<AttributionProblem> problems{};  // one of each kind, in the order of the enumeration
  explicit operator bool() const { return paths.has_value(); }
};

// In one pass. What is not in order is not looked into: of falling offsets no touch is judged.
CheckedPaths check(const AttributionPaths&);

struct AttributionOptions {
  std::int64_t half_life_seconds = half_life_seconds_default;  // below 1 is taken for 1
  bool of_value = false;  // share the value of conversions instead of their number
};

// Units of each source, by each model.
struct PlainCredit {
  std::array<std::vector<std::int64_t>, attribution_models> units{};
  const std::vector<std::int64_t>& by(AttributionModel m) const {
    return units[static_cast<std::size_t>(m)];
  }
};

// All plain models in one pass over the paths. The order of paths does not matter, nor whether a
// path that occurs twice stands once, with the sum of its numbers.
PlainCredit plain_credit(const SoundPaths&, const AttributionOptions& = {});

struct PathTouch {
  std::int64_t at_seconds = 0;  // from any origin
  bool is_direct = false;
};

// The share of each touch in one path, in millionths that add up to a million: what is kept when a
// lead converts. No touches, no shares. Only gaps between touches count, not how long ago the last
// one was: 2^(-(T - t) / half-life) has the same shares for every time T of the conversion.
//   source   lifecycles B.9
std::vector<std::int64_t> touch_shares(AttributionModel, std::span<const PathTouch>,
                                       std::int64_t half_life_seconds = half_life_seconds_default);

// The same before rounding: what each touch weighs, together about 1.
std::vector<double> touch_weights(AttributionModel, std::span<const PathTouch>,
                                  std::int64_t half_life_seconds = half_life_seconds_default);

}  // namespace onward
