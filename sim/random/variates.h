#pragma once

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <cstdint>

#include "sim/random/stream.h"

namespace genericity {

// Each function makes its distribution object anew, so that no spare number of a distribution can pass from
// one sample to the next. Boost's normal and exponential are ziggurats whose construction costs nothing.

/// The least value of the positive variates below. Smaller ones come up with a chance below 2^-58 and are
/// redrawn, so that products of many variates stay inside the range of doubles.
inline constexpr double least_variate = 0x1p-60;

/// The midpoint (k + 1/2)·2^-52 that a word's upper 52 bits k name: never 0 and never 1, so that its
/// logarithm is finite and not zero.
constexpr double open_unit(std::uint64_t word) {
  return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52;
}

/// Uniform on the 2^52 midpoints of open_unit.
inline double open_uniform(Stream& stream) {
  return open_unit(stream());
}

/// Exponential with mean 1, at least least_variate.
inline double exponential_variate(Stream& stream) {
  for (;;) {
    const double x = boost::random::exponential_distribution<double>(1.0)(stream);
    if (x >= least_variate) return x;
  }
}

/// Standard normal.
inline double normal_variate(Stream& stream) {
  return boost::random::normal_distribution<double>(0.0, 1.0)(stream);
}

/// Gamma variates with a shape of at least 1 and scale 1, at least least_variate.
///
/// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000: d·(1 + c·x)³
/// for a normal x, accepted against a uniform. Boost's gamma_distribution needs a tangent, a logarithm and an
/// exponential per trial and was measured to take six times as long.
class GammaVariate {
 public:
  explicit GammaVariate(double shape) : d_(shape - 1.0 / 3), c_(1 / std::sqrt(9 * d_)) {}

  double operator()(Stream& stream) const {
    for (;;) {
      const double x = normal_variate(stream);
      const double root = 1 + c_ * x;
      if (root <= 0) continue;
      const double v = root * root * root;
      const double u = open_uniform(stream);
      // The squeeze spares most of the logarithms.
      const bool accepted =
          u < 1 - 0.0331 * (x * x) * (x * x) || std::log(u) < x * x / 2 + d_ * (1 - v + std::log(v));
      if (accepted && d_ * v >= least_variate) return d_ * v;
    }
  }

 private:
  double d_;
  double c_;
};

/// Uniform on first … last, exactly (by rejection, not by remainder).
inline std::uint64_t uniform_integer(Stream& stream, std::uint64_t first, std::uint64_t last) {
  return boost::random::uniform_int_distribution<std::uint64_t>(first, last)(stream);
}

}  // namespace genericity
