#include "onward/rules/survival.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace onward {

namespace {

void add_cell(WaitCell& to, const WaitCell& cell) {
  for (std::size_t i = 0; i < wait_ends; ++i) to.counts[i] += cell.counts[i];
}
bool is_empty_cell(const WaitCell& cell) {
  return std::ranges::all_of(cell.counts, [](std::int64_t count) { return count == 0; });
}

// Two rising sequences as one.
std::vector<WaitCell> merged(const std::vector<WaitCell>& first,
                             const std::vector<WaitCell>& second) {
  std::vector<WaitCell> out;
  out.reserve(first.size() + second.size());
  auto a = first.begin(), b = second.begin();
  while (a != first.end() || b != second.end()) {
    if (b == second.end() || (a != first.end() && a->minutes < b->minutes)) {
      out.push_back(*a++);
    } else if (a == first.end() || b->minutes < a->minutes) {
      out.push_back(*b++);
    } else {
      out.push_back(*a++);
      add_cell(out.back(), *b++);
      if (is_empty_cell(out.back())) out.pop_back();
    }
  }
  return out;
}

// By digits, lowest first, of which only those are looked at that the largest key has.
void sort_keys(std::vector<std::uint64_t>& keys) {
  constexpr std::size_t few = 2'048;
  constexpr unsigned digit_bits = 11, digits = 1U << digit_bits;
  if (keys.size() < few) {
    std::ranges::sort(keys);
    return;
  }
  const std::uint64_t largest = *std::ranges::max_element(keys);
  std::vector<std::uint64_t> sorted(keys.size());
  for (unsigned shift = 0; shift < 64 && largest >> shift != 0; shift += digit_bits) {
    const auto digit_of = [&](std::uint64_t key) { return key >> shift & (digits - 1); };
    std::array<std::size_t, digits> places{};
    for (const auto key : keys) ++places[digit_of(key)];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (const auto key : keys) sorted[places[digit_of(key)]++] = key;
    keys.swap(sorted);
  }
}

// Which ends make the curve rise, and which others keep it from rising; all else is censored.
using Ends = std::array<bool, wait_ends>;
constexpr Ends only(WaitEnd end) {
  Ends out{};
  out[static_cast<std::size_t>(end)] = true;
  return out;
}
constexpr Ends all_but_censored_and(std::optional<WaitEnd> end) {
  Ends out{};
  for (std::size_t i = 0; i < wait_ends; ++i) out[i] = !is_censored(static_cast<WaitEnd>(i));
  if (end) out[static_cast<std::size_t>(*end)] = false;
  return out;
}

std::int64_t sum_of(const WaitCell& cell, const Ends& ends) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < wait_ends; ++i) sum += ends[i] ? cell.counts[i] : 0;
  return sum;
}

// The delta method's sum over steps s up to t, F(t) taken out of it so that each step is visited
// once: g (F(t) - F(s))^2 + own - 2 (F(t) - F(s)) cross, with g Greenwood's term.
struct VarianceSums {
  double g = 0, g_share = 0, g_share2 = 0, own = 0, cross = 0, cross_share = 0;

  void add(double at_risk, double rising, double ended, double remaining_before, double share) {
    if (ended < at_risk) {  // else nothing comes after, and the term is of 0
      const double greenwood = ended / (at_risk * (at_risk - ended));
      g += greenwood;
      g_share += greenwood * share;
      g_share2 += greenwood * share * share;
    }
    const double per_head = remaining_before / at_risk;
    own += per_head * per_head * rising * (at_risk - rising) / at_risk;
    cross += per_head * rising / at_risk;
    cross_share += per_head * rising / at_risk * share;
  }
  double variance(double share) const {
    return std::max(0.0, share * share * g - 2 * share * g_share + g_share2 + own -
                             2 * (share * cross - cross_share));
  }
};

// Between two censored minutes shares are counts by those at risk at the first: kept so, they have
// no error that grows with the steps, and a half is a half.
class Estimate {
 public:
  explicit Estimate(std::int64_t waits) : at_risk_(waits), base_(waits) {}

  std::int64_t at_risk() const { return at_risk_; }
  double remaining() const { return remaining_base_ * ratio(at_risk_, base_); }
  double share() const {
    if (!has_competing_) return 1 - remaining();
    return share_base_ + remaining_base_ * ratio(risen_, base_);
  }
  void end(std::int64_t rising, std::int64_t competing) {
    has_competing_ |= competing > 0;
    risen_ += rising;
    at_risk_ -= rising + competing;
  }
  void censor(std::int64_t count) {
    if (count == 0) return;
    const double now = share();
    remaining_base_ = remaining();
    share_base_ = now;
    at_risk_ -= count;
    base_ = at_risk_;
    risen_ = 0;
  }
  bool has_competing() const { return has_competing_; }

 private:
  static double ratio(std::int64_t part, std::int64_t of) {
    return of == 0 ? 1 : static_cast<double>(part) / static_cast<double>(of);
  }
  std::int64_t at_risk_, base_, risen_ = 0;
  double remaining_base_ = 1, share_base_ = 0;
  bool has_competing_ = false;
};

std::optional<Curve> curve_of(const Waits& waits, const Ends& rising, const Ends& competing) {
  if (!waits.is_whole()) return std::nullopt;
  Curve out{.waits = waits.totals().total()};
  Estimate estimate(out.waits);
  VarianceSums sums;
  out.steps.reserve(waits.cells().size());
  for (auto& cell : waits.cells()) {
    const auto rises = sum_of(cell, rising), competes = sum_of(cell, competing);
    const auto at_risk = estimate.at_risk();
    const auto before = estimate.remaining();
    estimate.end(rises, competes);
    if (rises + competes > 0) {
      const double share = estimate.share(), remaining = estimate.remaining();
      sums.add(static_cast<double>(at_risk), static_cast<double>(rises),
               static_cast<double>(rises + competes), before, share);
      const double variance =
          estimate.has_competing() ? sums.variance(share) : remaining * remaining * sums.g;
      if (rises > 0) out.steps.push_back({cell.minutes, at_risk, rises, share, variance});
    }
    estimate.censor(cell.total() - rises - competes);
    out.followed_minutes = cell.minutes;
  }
  if (out.steps.empty()) return std::nullopt;
  out.is_complete = estimate.remaining() == 0;
  return out;
}

bool reaches(double share, double wanted) {
  constexpr double rounding = 1e-12;
  return share >= wanted - rounding;
}

}  // namespace

std::int64_t WaitCell::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

Waits::Waits(std::span<const Wait> waits) {
  constexpr unsigned end_bits = 3;
  static_assert(wait_ends <= 1U << end_bits);
  std::vector<std::uint64_t> keys;
  keys.reserve(waits.size());
  for (auto& wait : waits)
    if (wait.minutes >= 0)
      keys.push_back(static_cast<std::uint64_t>(wait.minutes) << end_bits |
                     static_cast<std::uint64_t>(wait.end));
  sort_keys(keys);
  for (const auto key : keys) {
    const auto minutes = static_cast<std::int64_t>(key >> end_bits);
    if (cells_.empty() || cells_.back().minutes != minutes) cells_.push_back({minutes, {}});
    ++cells_.back().counts[key & ((1U << end_bits) - 1)];
  }
  for (auto& wait : waits)
    if (wait.minutes < 0) add(wait.minutes, wait.end);
}

void Waits::add(std::int64_t minutes, WaitEnd end, std::int64_t count) {
  WaitCell cell{.minutes = minutes};
  cell.counts[static_cast<std::size_t>(end)] = count;
  add(cell);
}

void Waits::add(const WaitCell& cell) {
  if (is_empty_cell(cell)) return;
  if (cells_.empty() || cells_.back().minutes < cell.minutes) return cells_.push_back(cell);
  const auto at = std::ranges::lower_bound(cells_, cell.minutes, {}, &WaitCell::minutes);
  if (at->minutes != cell.minutes) {
    cells_.insert(at, cell);
    return;
  }
  add_cell(*at, cell);
  if (is_empty_cell(*at)) cells_.erase(at);
}

void Waits::merge(const Waits& other) { cells_ = merged(cells_, other.cells_); }

WaitCell Waits::totals() const {
  WaitCell out;
  for (auto& cell : cells_) add_cell(out, cell);
  return out;
}

bool Waits::is_whole() const {
  const auto is_sound = [](const WaitCell& cell) {
    return cell.minutes >= 0 && std::ranges::all_of(cell.counts, [](auto n) { return n >= 0; });
  };
  return std::ranges::all_of(cells_, is_sound);
}

Waits rounded_for_readers(const Waits& waits, std::int64_t least) {
  constexpr std::int64_t hour = 60, day = 24 * hour;
  const auto is_told = [&](const WaitCell& cell) {
    const auto reached = cell.count(WaitEnd::reached);
    return reached == 0 || reached >= least;
  };
  std::vector<WaitCell> told;
  for (WaitCell next; auto& cell : waits.cells()) {
    const std::int64_t unit = cell.minutes > 2 * day ? day : hour;
    next = cell;
    next.minutes = (cell.minutes + unit - 1) / unit * unit;
    if (!told.empty() && (told.back().minutes == next.minutes || !is_told(told.back()))) {
      add_cell(next, told.back());
      told.pop_back();
    }
    told.push_back(next);
  }
  while (told.size() > 1 && !is_told(told.back())) {  // too few are left over
    const WaitCell last = told.back();
    told.pop_back();
    add_cell(told.back(), last);
    told.back().minutes = last.minutes;
  }
  Waits out;
  for (auto& cell : told) out.add(cell);
  return out;
}

std::optional<Curve> kaplan_meier(const Waits& waits, WaitEnd end) {
  return is_censored(end) ? std::nullopt : curve_of(waits, only(end), {});
}

std::optional<Curve> cumulative_incidence(const Waits& waits, WaitEnd end) {
  return is_censored(end) ? std::nullopt : curve_of(waits, only(end), all_but_censored_and(end));
}

std::optional<Curve> any_end(const Waits& waits) {
  return curve_of(waits, all_but_censored_and(std::nullopt), {});
}

std::optional<Interval> interval_of(const CurveStep& step) {
  if (step.share <= 0 || step.share >= 1 || step.variance <= 0) return std::nullopt;
  const double log_remaining = std::log1p(-step.share);
  const double error = std::sqrt(step.variance) / ((1 - step.share) * -log_remaining);
  const double half = confidence_normal_quantile * error;
  return Interval{-std::expm1(log_remaining * std::exp(-half)),
                  -std::expm1(log_remaining * std::exp(half))};
}

std::optional<CurveStep> step_at(const Curve& curve, std::int64_t minutes) {
  if (minutes < 0 || (minutes > curve.followed_minutes && !curve.is_complete)) return std::nullopt;
  const auto after = std::ranges::upper_bound(curve.steps, minutes, {}, &CurveStep::minutes);
  if (after == curve.steps.begin()) return CurveStep{.at_risk = curve.waits};
  return *std::prev(after);
}

std::optional<Quantile> quantile_of(const Curve& curve, double share) {
  if (!(share > 0 && share <= 1)) return std::nullopt;
  std::optional<std::int64_t> found, low, high;
  for (auto& step : curve.steps) {
    if (!found && reaches(step.share, share)) found = step.minutes;
    const auto interval = interval_of(step);
    if (interval && !low && reaches(interval->high, share)) low = step.minutes;
    if (interval && !high && reaches(interval->low, share)) high = step.minutes;
    if (high) break;
  }
  if (!found) return std::nullopt;
  return Quantile{*found, low, high};
}

std::vector<AtRisk> at_risk_table(const Waits& waits,
                                  std::span<const std::int64_t> rising_minutes) {
  if (!waits.is_whole() || waits.cells().empty()) return {};
  std::vector<AtRisk> out;
  WaitCell before;
  const auto all = waits.totals().total();
  auto cell = waits.cells().begin();
  for (const auto minutes : rising_minutes) {
    for (; cell != waits.cells().end() && cell->minutes < minutes; ++cell) add_cell(before, *cell);
    out.push_back({minutes, all - before.total(), before.counts});
  }
  return out;
}

}  // namespace onward
