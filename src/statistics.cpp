#include "statistics.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

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

}  // namespace onward
