#include "statistics.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace onward {

namespace {

// Computing in longer numbers than it answers with takes several times as long, for digits that no
// figure shows.
using Quick = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double beta_cdf(double a, double b, double x) { return boost::math::ibeta(a, b, x, Quick()); }

double beta_quantile(double a, double b, double p) {
  return boost::math::ibeta_inv(a, b, p, Quick());
}

double gamma_quantile(double shape, double p) {
  return boost::math::gamma_p_inv(shape, p, Quick());
}

double hypergeometric_at_least(std::int64_t found, std::int64_t drawn, std::int64_t marked,
                               std::int64_t all) {
  const auto ln_choose = [](std::int64_t n, std::int64_t k) {
    const auto ln_factorial = [](std::int64_t i) {
      return boost::math::lgamma(static_cast<double>(i) + 1, Quick());
    };
    return ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
  };
  const auto least = std::max<std::int64_t>(0, drawn + marked - all);
  double out = 0;
  for (auto i = std::max(found, least); i <= std::min(drawn, marked); ++i)
    out +=
        std::exp(ln_choose(marked, i) + ln_choose(all - marked, drawn - i) - ln_choose(all, drawn));
  return std::min(out, 1.0);
}

}  // namespace onward
