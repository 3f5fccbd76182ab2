#include "onward/rules/attribution_markov.hpp"

#include <algorithm>
#include <unordered_map>

#include "rules/attribution_chain.hpp"

namespace onward {

namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;
constexpr std::uint64_t table_cells_max = 1 << 22;  // 32 MB

// Sources that were met, by number; others are no part of the chain.
struct Met {
  std::vector<std::uint32_t> number_of{};  // of each source, or nowhere
  std::vector<std::uint32_t> sources{};
};

Met met_in(const AttributionPaths& paths) {
  Met out{.number_of = std::vector<std::uint32_t>(paths.sources_total, nowhere)};
  for (const auto source : paths.sources) out.number_of[source] = 0;
  for (std::uint32_t source = 0; source < paths.sources_total; ++source)
    if (out.number_of[source] != nowhere) {
      out.number_of[source] = static_cast<std::uint32_t>(out.sources.size());
      out.sources.push_back(source);
    }
  return out;
}

// Counts of steps. A state is a number whose digits, to the base of sources + 1, are the last
// touches, each plus 1; a walk starts in state 0. Its cell for a step to source s is
// state * (sources + 2) + s; after the sources come conversion and none. The next state follows
// from the cell.
class StepCounts {
 public:
  StepCounts(const SoundPaths& paths, const Met& met, int order)
      : sources_(met.sources.size()), base_(sources_ + 1), width_(sources_ + 2) {
    for (int i = 1; i < order; ++i) kept_ *= base_;
    if (kept_ * base_ * width_ <= table_cells_max) {
      std::vector<std::int64_t> table(kept_ * base_ * width_);
      auto* const cells = table.data();
      if (order == 1)
        count_first(paths, met, cells);
      else
        count(paths, met, [&](std::uint64_t cell, std::int64_t n) { cells[cell] += n; });
      for (std::uint64_t cell = 0; cell < table.size(); ++cell)
        if (table[cell] > 0) cells_.push_back({cell, table[cell]});
    } else {
      std::unordered_map<std::uint64_t, std::int64_t> table;
      count(paths, met, [&](std::uint64_t cell, std::int64_t n) { table[cell] += n; });
      for (auto& [cell, n] : table)
        if (n > 0) cells_.push_back({cell, n});
      std::ranges::sort(cells_, {}, &Cell::place);
    }
  }

  struct Cell {
    std::uint64_t place = 0;
    std::int64_t count = 0;
  };
  const std::vector<Cell>& cells() const { return cells_; }
  std::uint64_t sources() const { return sources_; }
  std::uint64_t state_of(std::uint64_t cell) const { return cell / width_; }
  std::uint64_t step_of(std::uint64_t cell) const { return cell % width_; }
  std::uint64_t state_after(std::uint64_t cell) const {
    return after(state_of(cell), step_of(cell));
  }
  std::uint64_t last_of(std::uint64_t state) const { return state % base_ - 1; }

 private:
  std::uint64_t after(std::uint64_t state, std::uint64_t source) const {
    return state % kept_ * base_ + source + 1;
  }
  void count(const SoundPaths& paths, const Met& met, auto add) {
    for (std::size_t path = 0; path < paths->size(); ++path) {
      const auto conversions = paths->conversions[path];
      const auto nulls = paths->nulls.empty() ? 0 : paths->nulls[path];
      std::uint64_t state = 0;
      for (std::size_t i = paths->offsets[path]; i < paths->offsets[path + 1]; ++i) {
        const std::uint64_t source = met.number_of[paths->sources[i]];
        add(state * width_ + source, conversions + nulls);
        state = after(state, source);
      }
      add(state * width_ + sources_, conversions);
      add(state * width_ + sources_ + 1, nulls);
    }
  }
  // The same for order 1, where what comes after depends on the touch alone.
  void count_first(const SoundPaths& paths, const Met& met, std::int64_t* cells) {
    std::vector<std::int64_t*> row_of(met.number_of.size(), nullptr);
    for (std::size_t i = 0; i < met.sources.size(); ++i)
      row_of[met.sources[i]] = cells + (i + 1) * width_;
    for (std::size_t path = 0; path < paths->size(); ++path) {
      const auto conversions = paths->conversions[path];
      const auto nulls = paths->nulls.empty() ? 0 : paths->nulls[path];
      std::int64_t* row = cells;
      for (std::size_t i = paths->offsets[path]; i < paths->offsets[path + 1]; ++i) {
        const auto source = paths->sources[i];
        row[met.number_of[source]] += conversions + nulls;
        row = row_of[source];
      }
      row[sources_] += conversions;
      row[sources_ + 1] += nulls;
    }
  }

  std::uint64_t sources_, base_, width_, kept_ = 1;
  std::vector<Cell> cells_{};  // those above 0, ordered
};

// States are numbered in the order of their cells. Every state that is met is left again.
Chain chain_of(const StepCounts& counts) {
  Chain out{.sources = counts.sources()};
  std::unordered_map<std::uint64_t, std::uint32_t> number_of;
  std::unordered_map<std::uint64_t, double> left;  // how often, of each state
  for (auto& cell : counts.cells()) {
    const auto state = counts.state_of(cell.place);
    if (state > 0 && number_of.try_emplace(state, out.states()).second)
      out.source_of.push_back(static_cast<std::uint32_t>(counts.last_of(state)));
    left[state] += static_cast<double>(cell.count);
  }
  out.start.resize(out.states());
  out.converts.resize(out.states());
  for (auto& cell : counts.cells()) {
    const auto state = counts.state_of(cell.place), step = counts.step_of(cell.place);
    const double probability = static_cast<double>(cell.count) / left[state];
    const bool converts = step == counts.sources(), ends = step > counts.sources();
    if (ends) continue;
    if (converts)
      out.converts[number_of[state]] = probability;
    else if (state == 0)
      out.start[number_of[counts.state_after(cell.place)]] = probability;
    else
      out.steps.push_back(
          {number_of[state], number_of[counts.state_after(cell.place)], probability});
  }
  return out;
}

}  // namespace

MarkovCredit markov_credit(const SoundPaths& paths, const MarkovOptions& options) {
  if (options.order < 1 || options.order > 3) return {.fault = MarkovFault::order_unknown};
  const Met met = met_in(*paths);
  const bool is_narrow = met.sources.size() <= markov_sources_max;
  if (!is_narrow && met.sources.size() > markov_states_max)
    return {.fault = MarkovFault::too_many_states};
  const Chain chain = chain_of(StepCounts(paths, met, options.order));
  if (!is_narrow && chain.states() > markov_states_max)
    return {.fault = MarkovFault::too_many_states};
  const bool at_once = !is_narrow || chain.states() <= options.at_once_max;
  const auto answer = at_once ? std::optional(solved_at_once(chain)) : solved_by_repetition(chain);
  if (!answer) return {.fault = MarkovFault::not_settled};

  MarkovCredit out{.removal_effects = std::vector<double>(paths->sources_total),
                   .conversion_probability = answer->conversion_probability,
                   .states = chain.states()};
  if (answer->conversion_probability > 0)
    for (std::size_t i = 0; i < met.sources.size(); ++i)
      out.removal_effects[met.sources[i]] =
          std::clamp(answer->lost[i] / answer->conversion_probability, 0.0, 1.0);
  const auto total = options.of_value
                         ? paths.value_total_minor_units()
                         : paths.conversions_total() * attribution_units_per_conversion;
  out.units = allot(total, out.removal_effects);
  return out;
}

}  // namespace onward
