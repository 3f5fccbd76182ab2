// Distributions. statistics.cpp is the only file that includes Boost.Math.
#pragma once

#include <cstdint>

namespace onward {

// Of a Beta(a, b): the chance to lie below x, and the x below which it lies with probability p. a
// and b are above 0, x and p from 0 to 1.
double beta_cdf(double a, double b, double x);
double beta_quantile(double a, double b, double p);
// Of a Gamma with this shape, above 0, and rate 1.
double gamma_quantile(double shape, double p);
// The chance that so many of `drawn` are marked, or more, when `marked` of `all` are. None is below
// 0, neither part is above the whole, and `found` is above neither part.
double hypergeometric_at_least(std::int64_t found, std::int64_t drawn, std::int64_t marked,
                               std::int64_t all);

}  // namespace onward
