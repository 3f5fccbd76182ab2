#include "onward/rules/attribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace onward {

namespace {

constexpr double position_end_share = 0.4;  // 40/20/40; lifecycles B.9

constexpr std::int64_t conversions_max =
    std::numeric_limits<std::int64_t>::max() / attribution_units_per_conversion;
constexpr double touches_times_numbers_max = 4.6e18;  // below 2^62

class Findings {
 public:
  void add(AttributionFault fault, std::size_t at) {
    auto& problem = problems_[static_cast<std::size_t>(fault)];
    if (!problem)
      problem = {fault, at, 1};
    else
      ++problem->count;
  }
  bool has(AttributionFault fault) const {
    return problems_[static_cast<std::size_t>(fault)].has_value();
  }
  std::vector<AttributionProblem> listed() const {
    std::vector<AttributionProblem> out;
    for (auto& problem : problems_)
      if (problem) out.push_back(*problem);
    return out;
  }

 private:
  std::array<std::optional<AttributionProblem>, names<AttributionFault>.size()> problems_{};
};

void check_lengths(const AttributionPaths& p, Findings& findings) {
  using enum AttributionFault;
  const auto optional_of = [](std::size_t size, std::size_t wanted) {
    return size == 0 || size == wanted;
  };
  if (p.offsets.empty() || p.offsets.front() != 0)
    findings.add(offsets_missing, 0);
  else if (p.offsets.back() != p.sources.size())
    findings.add(touches_missing, p.size());
  if (!optional_of(p.touched_at_seconds.size(), p.sources.size())) findings.add(times_missing, 0);
  if (p.conversions.size() != p.size()) findings.add(conversions_missing, 0);
  if (!optional_of(p.nulls.size(), p.size())) findings.add(nulls_missing, 0);
  if (!optional_of(p.value_minor_units.size(), p.size())) findings.add(values_missing, 0);
  if (!optional_of(p.is_direct.size(), p.sources_total)) findings.add(directness_missing, 0);
}

void check_offsets(const AttributionPaths& p, Findings& findings) {
  for (std::size_t i = 0; i < p.size(); ++i)
    if (p.offsets[i + 1] <= p.offsets[i])
      findings.add(p.offsets[i + 1] < p.offsets[i] ? AttributionFault::offsets_falling
                                                   : AttributionFault::path_empty,
                   i);
}

// Counting is quick; only where something is wrong is it looked for.
void check_sources(const AttributionPaths& p, Findings& findings) {
  std::size_t unknown = 0;
  for (const auto source : p.sources) unknown += source >= p.sources_total;
  for (std::size_t i = 0; i < p.sources.size() && unknown > 0; ++i)
    if (p.sources[i] >= p.sources_total) findings.add(AttributionFault::source_unknown, i);
}

// Between paths times may fall. So all falls are counted, and those between paths taken off.
void check_times(const AttributionPaths& p, Findings& findings) {
  const auto& at = p.touched_at_seconds;
  std::size_t falls = 0;
  for (std::size_t i = 1; i < at.size(); ++i) falls += at[i] < at[i - 1];
  for (std::size_t path = 1; path < p.size() && falls > 0; ++path)
    falls -= at[p.offsets[path]] < at[p.offsets[path] - 1];
  for (std::size_t path = 0; path < p.size() && falls > 0; ++path)
    for (std::size_t i = p.offsets[path] + 1; i < p.offsets[path + 1]; ++i)
      if (at[i] < at[i - 1]) findings.add(AttributionFault::times_falling, i);
}

struct Totals {
  double conversions = 0, value = 0;      // exact below 2^53, which is enough to refuse
  double touches = 0, touches_value = 0;  // numbers times touches
};

Totals check_numbers(const AttributionPaths& p, Findings& findings) {
  Totals out;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto null = p.nulls.empty() ? 0 : p.nulls[i];
    const auto value = p.value_minor_units.empty() ? 0 : p.value_minor_units[i];
    if ((p.conversions[i] | null | value) < 0) findings.add(AttributionFault::count_negative, i);
    if (value > 0 && p.conversions[i] == 0)
      findings.add(AttributionFault::value_without_conversion, i);
    const double touches = p.offsets[i + 1] - p.offsets[i];
    out.conversions += static_cast<double>(p.conversions[i]);
    out.value += static_cast<double>(value);
    out.touches += touches * (static_cast<double>(p.conversions[i]) + static_cast<double>(null));
    out.touches_value += touches * static_cast<double>(value);
  }
  return out;
}

std::int64_t sum_of(std::span<const std::int64_t> numbers) {
  std::int64_t sum = 0;
  for (const auto number : numbers) sum += number;
  return sum;
}

std::vector<double> decayed(std::span<const PathTouch> touches, std::int64_t half_life_seconds) {
  std::int64_t last = touches.front().at_seconds;
  for (auto& touch : touches) last = std::max(last, touch.at_seconds);
  const auto half_life = static_cast<double>(std::max<std::int64_t>(half_life_seconds, 1));
  std::vector<double> out;
  double sum = 0;
  for (auto& touch : touches) {
    const auto gap =
        static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(touch.at_seconds);
    out.push_back(std::exp2(-static_cast<double>(gap) / half_life));
    sum += out.back();
  }
  for (auto& weight : out) weight /= sum;
  return out;
}

std::vector<double> by_position(std::size_t touches) {
  if (touches == 1) return {1};
  if (touches == 2) return {0.5, 0.5};
  const double between = (1 - 2 * position_end_share) / static_cast<double>(touches - 2);
  std::vector<double> out(touches, between);
  out.front() = out.back() = position_end_share;
  return out;
}

}  // namespace

CheckedPaths check(const AttributionPaths& paths) {
  using enum AttributionFault;
  Findings findings;
  check_lengths(paths, findings);
  if (!findings.has(offsets_missing)) check_offsets(paths, findings);
  check_sources(paths, findings);
  const bool is_cut = findings.has(offsets_missing) || findings.has(touches_missing) ||
                      findings.has(offsets_falling) || findings.has(path_empty);
  if (!is_cut && !findings.has(times_missing)) check_times(paths, findings);
  if (!is_cut && !findings.has(conversions_missing) && !findings.has(nulls_missing) &&
      !findings.has(values_missing)) {
    const auto totals = check_numbers(paths, findings);
    if (totals.conversions > static_cast<double>(conversions_max) ||
        totals.touches > touches_times_numbers_max ||
        totals.touches_value > touches_times_numbers_max)
      findings.add(totals_too_large, 0);
  }
  CheckedPaths out{.problems = findings.listed()};
  if (out.problems.empty())
    out.paths = SoundPaths(paths, sum_of(paths.conversions), sum_of(paths.value_minor_units));
  return out;
}

std::vector<double> touch_weights(AttributionModel model, std::span<const PathTouch> touches,
                                  std::int64_t half_life_seconds) {
  if (touches.empty()) return {};
  std::vector<double> out(touches.size(), 0);
  switch (model) {
    case AttributionModel::first_touch: out.front() = 1; return out;
    case AttributionModel::last_touch: out.back() = 1; return out;
    case AttributionModel::last_non_direct_touch: {
      std::size_t chosen = touches.size() - 1;
      for (std::size_t i = 0; i < touches.size(); ++i)
        if (!touches[i].is_direct) chosen = i;
      out[chosen] = 1;
      return out;
    }
    case AttributionModel::linear:
      out.assign(touches.size(), 1 / static_cast<double>(touches.size()));
      return out;
    case AttributionModel::position_based: return by_position(touches.size());
    case AttributionModel::time_decay: return decayed(touches, half_life_seconds);
  }
  return out;
}

std::vector<std::int64_t> touch_shares(AttributionModel model, std::span<const PathTouch> touches,
                                       std::int64_t half_life_seconds) {
  return allot(attribution_units_per_conversion, touch_weights(model, touches, half_life_seconds));
}

}  // namespace onward
