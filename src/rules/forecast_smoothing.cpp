#include "rules/forecast_smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "rules/forecast_season.hpp"

namespace onward {

namespace {

// What is fitted, in this order. beta = trend_share alpha and gamma = season_share (1 - alpha), so
// that every parameter has bounds of its own.
enum Place : std::size_t {
  alpha_at,
  trend_share_at,
  season_share_at,
  phi_at,
  level_at,
  trend_at,
  season_at
};

constexpr double share_min = 1e-4, share_max = 0.9999, phi_min = 0.8, phi_max = 0.98;  // as in R
constexpr std::size_t rows_before_states = 5;
constexpr double nowhere = std::numeric_limits<double>::infinity();
constexpr double exact_max = 1e-16;  // squares of errors by those of counts
constexpr double mean_min = 1e-9;    // where the error multiplies

struct Bounds {
  std::vector<double> low{}, high{};
  std::vector<std::size_t> movable() const;  // places with room between
};
std::vector<std::size_t> Bounds::movable() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] < high[i]) out.push_back(i);
  return out;
}

// The sum of squares as a parabola around a point, in the parameters that move.
struct Parabola {
  double height = nowhere;  // logarithm of what is made least
  std::vector<double> slope{}, curvature{};  // the latter square, its upper half
};

// Adds up slopes of errors, four at a time: that is most of the work of a fit.
class Products {
 public:
  Products(std::size_t size, Parabola& out) : size_(size), out_(out), rows_(4 * size, 0) {
    out.slope.assign(size, 0);
    out.curvature.assign(size * size, 0);
  }
  double* next_row() { return rows_.data() + filled_ * size_; }
  void add(double error) {
    const double* const row = next_row();
    for (std::size_t i = 0; i < size_; ++i) out_.slope[i] += row[i] * error;
    if (++filled_ == 4) flush();
  }
  void flush() {
    std::fill(rows_.begin() + static_cast<std::ptrdiff_t>(filled_ * size_), rows_.end(), 0.0);
    const double *const a = rows_.data(), *const b = a + size_, *const c = b + size_,
                        *const d = c + size_;
    for (std::size_t i = 0; i < size_; ++i) {
      double* const sums = out_.curvature.data() + i * size_;
      for (std::size_t j = i; j < size_; ++j)
        sums[j] += a[i] * a[j] + b[i] * b[j] + c[i] * c[j] + d[i] * d[j];
    }
    filled_ = 0;
  }

 private:
  std::size_t size_;
  Parabola& out_;
  std::vector<double> rows_;
  std::size_t filled_ = 0;
};

class Smoothing {
 public:
  Smoothing(std::span<const double> counts, std::size_t season, const EtsForm& form)
      : counts_(counts),
        form_(form),
        season_(form.season == EtsPart::none ? 0 : season),
        size_(season_at + (season_ > 0 ? season_ - 1 : 0)),
        states_(season_) {
    for (const double count : counts) squares_of_counts_ += count * count;
    slopes_.resize((season_ + rows_before_states) * size_);
  }

  std::vector<double> first_states() const;
  std::vector<std::vector<double>> starts();
  Bounds bounds() const;
  double height(const std::vector<double>& at);
  void describe(const std::vector<double>& at, const std::vector<std::size_t>& movable, Parabola&);
  Smoothed end(const std::vector<double>& at);

 private:
  bool multiplies() const { return form_.season == EtsPart::multiplicative; }
  bool error_multiplies() const { return form_.error == EtsPart::multiplicative; }
  bool is_seasonal() const { return season_ > 0; }
  double* slopes(std::size_t row) { return slopes_.data() + row * size_; }
  void begin(const std::vector<double>& at);
  void begin_slopes();
  bool step(double count);
  void step_slopes(double count, double* of_error, double* of_mean);
  double height_of(double squares, double logarithms) const;

  std::span<const double> counts_;
  EtsForm form_;
  std::size_t season_, size_, columns_ = 0;
  double squares_of_counts_ = 0;

  double alpha_ = 0, trend_share_ = 0, season_share_ = 0, phi_ = 1, beta_ = 0, gamma_ = 0;
  double level_ = 0, trend_ = 0;
  std::vector<double> states_;  // of the season, in a circle
  std::size_t place_ = 0;
  // Of the step just made.
  double carried_ = 0, mean_ = 0, error_ = 0, level_error_ = 0, season_error_ = 0;
  double trend_before_ = 0, state_before_ = 0;
  std::vector<double> slopes_;  // rows: level, trend, carried, error, mean, states
};

void Smoothing::begin(const std::vector<double>& at) {
  alpha_ = at[alpha_at], trend_share_ = at[trend_share_at], season_share_ = at[season_share_at];
  phi_ = at[phi_at], level_ = at[level_at], trend_ = at[trend_at];
  beta_ = trend_share_ * alpha_, gamma_ = season_share_ * (1 - alpha_);
  place_ = 0;
  if (!is_seasonal()) return;
  std::copy(at.begin() + season_at, at.end(), states_.begin());
  const double known = std::accumulate(at.begin() + season_at, at.end(), 0.0);
  states_.back() = (multiplies() ? static_cast<double>(season_) : 0) - known;
}

// False where the model has no sense.
bool Smoothing::step(double count) {
  trend_before_ = trend_;
  carried_ = level_ + phi_ * trend_;
  const double state = is_seasonal() ? states_[place_] : 0;
  state_before_ = state;
  if (multiplies()) {
    if (carried_ < mean_min || state < mean_min) return false;
    mean_ = carried_ * state;
    level_error_ = count / state - carried_;
    season_error_ = count / carried_ - state;
  } else {
    mean_ = carried_ + state;
    level_error_ = season_error_ = count - mean_;
  }
  if (error_multiplies() && mean_ < mean_min) return false;
  error_ = error_multiplies() ? count / mean_ - 1 : count - mean_;
  level_ = carried_ + alpha_ * level_error_;
  trend_ = phi_ * trend_ + beta_ * level_error_;
  if (is_seasonal()) {
    states_[place_] = state + gamma_ * season_error_;
    if (++place_ == season_) place_ = 0;
  }
  return true;
}

// With sum of squares S and mean m of the means' logarithms, the likelihood is greatest where
// log S + 2 m is least; errors that are added have no m.
double Smoothing::height_of(double squares, double logarithms) const {
  const auto n = static_cast<double>(counts_.size());
  const double least = exact_max * (error_multiplies() ? n : squares_of_counts_);
  return std::log(std::max(squares, least)) + 2 * logarithms / n;
}

double Smoothing::height(const std::vector<double>& at) {
  constexpr int factors_max = 16;
  begin(at);
  double squares = 0, logarithms = 0, product = 1;
  int factors = 0;
  for (const double count : counts_) {
    if (!step(count)) return nowhere;
    squares += error_ * error_;
    if (!error_multiplies()) continue;
    product *= mean_;
    if (++factors < factors_max) continue;
    logarithms += std::log(product);
    product = 1, factors = 0;
  }
  const double found = height_of(squares, logarithms + std::log(product));
  return std::isfinite(found) ? found : nowhere;
}

void Smoothing::begin_slopes() {
  std::ranges::fill(slopes_, 0.0);
  slopes(0)[level_at] = slopes(1)[trend_at] = 1;
  for (std::size_t i = 0; i + 1 < season_; ++i) {
    slopes(rows_before_states + i)[season_at + i] = 1;
    slopes(rows_before_states + season_ - 1)[season_at + i] = -1;
  }
}

// How states, mean and error move with each parameter; after step().
void Smoothing::step_slopes(double count, double* of_error, double* of_mean) {
  auto *const level = slopes(0), *const trend = slopes(1), *const carried = slopes(2);
  const std::size_t size = columns_;
  for (std::size_t i = 0; i < size; ++i) carried[i] = level[i] + phi_ * trend[i];
  carried[phi_at] += trend_before_;
  const double error_by_mean = error_multiplies() ? -count / (mean_ * mean_) : -1;
  double* const state =
      is_seasonal() ? slopes(rows_before_states + (place_ + season_ - 1) % season_) : nullptr;
  if (!state) {
    for (std::size_t i = 0; i < size; ++i) {
      of_mean[i] = carried[i];
      of_error[i] = error_by_mean * carried[i];
      level[i] = (1 - alpha_) * carried[i];
      trend[i] = phi_ * trend[i] - beta_ * carried[i];
    }
  } else {
    const double mean_by_carried = multiplies() ? state_before_ : 1;
    const double mean_by_state = multiplies() ? carried_ : 1;
    const double level_by_state = multiplies() ? -count / (state_before_ * state_before_) : -1;
    const double season_by_carried = multiplies() ? -count / (carried_ * carried_) : -1;
    for (std::size_t i = 0; i < size; ++i) {
      const double mean = mean_by_carried * carried[i] + mean_by_state * state[i];
      const double level_error = level_by_state * state[i] - carried[i];
      of_mean[i] = mean;
      of_error[i] = error_by_mean * mean;
      level[i] = carried[i] + alpha_ * level_error;
      trend[i] = phi_ * trend[i] + beta_ * level_error;
      state[i] = (1 - gamma_) * state[i] + gamma_ * season_by_carried * carried[i];
    }
    state[alpha_at] -= season_share_ * season_error_;
    state[season_share_at] += (1 - alpha_) * season_error_;
  }
  level[alpha_at] += level_error_;
  trend[alpha_at] += trend_share_ * level_error_;
  trend[trend_share_at] += alpha_ * level_error_;
  trend[phi_at] += trend_before_;
}

// With e the errors, m the means and g the mean of their logarithms, what is made least is the sum
// of (e exp g)^2; its slopes are those of e, and e times those of g.
void Smoothing::describe(const std::vector<double>& at, const std::vector<std::size_t>& movable,
                         Parabola& out) {
  begin(at);
  begin_slopes();
  const std::size_t size = movable.size();
  columns_ = movable.back() < level_at ? std::size_t{level_at} : size_;
  Products products(size, out);
  std::vector<double> of_log(size, 0);
  auto *const of_error = slopes(3), *const of_mean = slopes(4);
  double squares = 0, logarithms = 0;
  for (const double count : counts_) {
    if (!step(count)) return;
    step_slopes(count, of_error, of_mean);
    squares += error_ * error_;
    double* const row = products.next_row();
    for (std::size_t i = 0; i < size; ++i) row[i] = of_error[movable[i]];
    products.add(error_);
    if (!error_multiplies()) continue;
    logarithms += std::log(mean_);
    for (std::size_t i = 0; i < size; ++i) of_log[i] += of_mean[movable[i]] / mean_;
  }
  products.flush();
  out.height = height_of(squares, logarithms);
  if (!error_multiplies()) return;
  for (auto& of_one : of_log) of_one /= static_cast<double>(counts_.size());
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i; j < size; ++j)
      out.curvature[i * size + j] +=
          out.slope[i] * of_log[j] + of_log[i] * out.slope[j] + squares * of_log[i] * of_log[j];
  for (std::size_t i = 0; i < size; ++i) out.slope[i] += squares * of_log[i];
}

Bounds Smoothing::bounds() const {
  Bounds out{std::vector<double>(size_, -nowhere), std::vector<double>(size_, nowhere)};
  const auto between = [&](Place place, double low, double high) {
    out.low[place] = low, out.high[place] = high;
  };
  const bool has_trend = form_.trend != EtsPart::none;
  between(alpha_at, share_min, share_max);
  between(trend_share_at, has_trend ? share_min : 0, has_trend ? share_max : 0);
  between(season_share_at, is_seasonal() ? share_min : 0, is_seasonal() ? share_max : 0);
  between(phi_at, 1, 1);
  if (form_.trend == EtsPart::damped) between(phi_at, phi_min, phi_max);
  if (!has_trend) between(trend_at, 0, 0);
  return out;
}

// First states from the first counts without season; the parameters come from a grid.
std::vector<double> Smoothing::first_states() const {
  constexpr std::size_t first_seasons = 5, first_counts_min = 10;  // as in statsmodels, as in R
  std::vector<double> out(size_, 0), plain(counts_.begin(), counts_.end());
  if (is_seasonal()) {
    const auto known = std::min(counts_.size(), first_seasons * season_);
    const auto indices = season_indices(counts_.first(known), season_, multiplies());
    for (std::size_t i = 0; i < plain.size(); ++i)
      plain[i] = multiplies() ? plain[i] / indices[i % season_] : plain[i] - indices[i % season_];
    std::copy(indices.begin(), indices.end() - 1, out.begin() + season_at);
  }
  const auto first =
      std::span(plain).first(std::min(plain.size(), std::max(first_counts_min, 2 * season_)));
  const auto line = least_squares_line(first);
  const double mean =
      std::accumulate(first.begin(), first.end(), 0.0) / static_cast<double>(first.size());
  const bool has_trend = form_.trend != EtsPart::none;
  // A line that begins below what may be multiplied is no start.
  const bool is_low = (multiplies() || error_multiplies()) && line.at_zero + line.slope < mean_min;
  out[level_at] = has_trend && !is_low ? line.at_zero : mean;
  out[trend_at] = has_trend && !is_low ? line.slope : 0;
  return out;
}

// The sum of squares has several valleys: of a coarse grid the best start for each alpha.
std::vector<std::vector<double>> Smoothing::starts() {
  const auto shares = [](bool has_part) {
    return has_part ? std::vector{0.02, 0.3, 0.8} : std::vector{0.0};
  };
  const auto trend_shares = shares(form_.trend != EtsPart::none),
             season_shares = shares(is_seasonal());
  auto at = first_states();
  at[phi_at] = form_.trend == EtsPart::damped ? (phi_min + phi_max) / 2 : 1;
  std::vector<std::vector<double>> out;
  for (const double alpha : {0.05, 0.3, 0.7}) {
    double least = nowhere;
    std::vector<double> best;
    at[alpha_at] = alpha;
    for (const double trend_share : trend_shares)
      for (const double season_share : season_shares) {
        at[trend_share_at] = trend_share, at[season_share_at] = season_share;
        const double here = height(at);
        if (here < least) least = here, best = at;
      }
    if (least < nowhere) out.push_back(std::move(best));
  }
  return out;
}

Smoothed Smoothing::end(const std::vector<double>& at) {
  begin(at);
  Smoothed out;
  double squares = 0;
  for (const double count : counts_) {
    step(count);
    squares += error_ * error_;
  }
  const auto n = static_cast<double>(counts_.size());
  const auto parameters = static_cast<double>(parameters_of(form_, season_));
  const double with_sigma = parameters + 1;
  out.fit = {.form = form_,
             .alpha = alpha_,
             .beta = beta_,
             .gamma = gamma_,
             .phi = phi_,
             .squares = squares};
  out.fit.aicc =
      n * height(at) + 2 * with_sigma + 2 * with_sigma * (with_sigma + 1) / (n - with_sigma - 1);
  out.level = level_, out.trend = trend_;
  for (std::size_t i = 0; i < season_; ++i) out.season.push_back(states_[(place_ + i) % season_]);
  out.deviation = std::sqrt(squares / (n - parameters));
  out.fits_exactly = squares <= exact_max * (error_multiplies() ? n : squares_of_counts_);
  return out;
}

// Solves A x = b of those that are free, A symmetric with its diagonal raised; false: A is
// singular.
bool solve(const Parabola& around, const std::vector<std::size_t>& free, double raised,
           std::vector<double>& x) {
  const std::size_t n = free.size(), size = around.slope.size();
  std::vector<double> lower(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = around.curvature[free[j] * size + free[i]] * (i == j ? 1 + raised : 1);
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
      if (i == j && !(sum > 0)) return false;
      lower[i * n + j] = i == j ? std::sqrt(sum) : sum / lower[j * n + j];
    }
  x.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = -around.slope[free[i]];
    for (std::size_t k = 0; k < i; ++k) sum -= lower[i * n + k] * x[k];
    x[i] = sum / lower[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) x[i] -= lower[k * n + i] * x[k];
    x[i] /= lower[i * n + i];
  }
  return true;
}

// Parameters that do not press against a bound, and move the height at all.
void set_free(const Parabola& around, const Bounds& bounds, const std::vector<std::size_t>& movable,
              const std::vector<double>& at, std::vector<std::size_t>& out) {
  out.clear();
  for (std::size_t i = 0; i < movable.size(); ++i) {
    const auto place = movable[i];
    const bool is_pressed = (at[place] <= bounds.low[place] && around.slope[i] >= 0) ||
                            (at[place] >= bounds.high[place] && around.slope[i] <= 0);
    if (!is_pressed && around.curvature[i * movable.size() + i] > 0) out.push_back(i);
  }
}

// Downhill: a long step where the sum of squares is like a parabola, a short one where it is not.
//   source   K. Levenberg (1944); D. Marquardt, An Algorithm for Least-Squares Estimation (1963)
std::vector<double> lowest(Smoothing& smoothing, const Bounds& bounds, std::vector<double> at,
                           int rounds_max) {
  constexpr double raised_min = 1e-9, raised_max = 1e9, gain_min = 1e-8;
  const auto movable = bounds.movable();
  Parabola around;
  std::vector<std::size_t> free;
  std::vector<double> move, next;
  double raised = 1e-2;
  int small_gains = 0;
  for (int round = 0; round < rounds_max; ++round) {
    smoothing.describe(at, movable, around);
    set_free(around, bounds, movable, at, free);
    double gain = 0;
    while (raised < raised_max) {
      if (solve(around, free, raised, move)) {
        next = at;
        for (std::size_t i = 0; i < free.size(); ++i) {
          const auto place = movable[free[i]];
          next[place] = std::clamp(at[place] + move[i], bounds.low[place], bounds.high[place]);
        }
        gain = around.height - smoothing.height(next);
        if (gain > 0) break;
      }
      raised *= 5;
    }
    if (!(gain > 0)) break;
    at = next;
    raised = std::max(raised / 10, raised_min);
    small_gains = gain < gain_min ? small_gains + 1 : 0;
    if (small_gains == 2) break;  // one may be a step that had to be short
  }
  return at;
}

}  // namespace

std::size_t parameters_of(const EtsForm& form, std::size_t season) {
  const bool has_trend = form.trend != EtsPart::none;
  return 2 + (has_trend ? 2 : 0) + (form.trend == EtsPart::damped ? 1 : 0) +
         (form.season != EtsPart::none ? season : 0);
}

std::size_t counts_min_of(const EtsForm& form, std::size_t season) {
  return std::max(form.season != EtsPart::none ? 2 * season : 0, parameters_of(form, season) + 3);
}

std::optional<Smoothed> smooth(std::span<const double> counts, std::size_t season,
                               const EtsForm& form, const SmoothOptions& options) {
  constexpr int rounds_first = 4, rounds_max = 60;  // a fit takes about ten
  Smoothing smoothing(counts, season, form);
  const auto whole = smoothing.bounds();
  std::vector<double> best;
  double least = nowhere;
  for (auto& start : smoothing.starts()) {
    auto bounds = whole;
    if (options.states_as_found)
      for (std::size_t i = level_at; i < start.size(); ++i)
        bounds.low[i] = bounds.high[i] = start[i];
    auto at = lowest(smoothing, bounds, start, options.thoroughly ? rounds_max : rounds_first);
    const double here = smoothing.height(at);
    if (here < least) least = here, best = std::move(at);
  }
  if (best.empty()) return std::nullopt;
  if (!options.thoroughly) best = lowest(smoothing, whole, std::move(best), rounds_max);
  return smoothing.end(best);
}

}  // namespace onward
