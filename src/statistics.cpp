#include "statistics.hpp"

#include <boost/math/special_functions/beta.hpp>

namespace onward {

double beta_cdf(double a, double b, double x) { return boost::math::ibeta(a, b, x); }

double beta_quantile(double a, double b, double p) { return boost::math::ibeta_inv(a, b, p); }

}  // namespace onward
