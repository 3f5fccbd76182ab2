// Distributions. statistics.cpp is the only file that includes Boost.Math.
#pragma once

namespace onward {

// Of a Beta(a, b): the chance to lie below x, and the x below which it lies with probability p. a
// and b are above 0, x and p from 0 to 1.
double beta_cdf(double a, double b, double x);
double beta_quantile(double a, double b, double p);
// Of a Gamma with this shape, above 0, and rate 1.
double gamma_quantile(double shape, double p);

}  // namespace onward
