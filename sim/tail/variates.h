#pragma once

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "sim/random/stream.h"

namespace genericity::tail {

// Random numbers that take no fixed number of words: rare events are drawn by a few steps of different kinds.

/// Uniform on the midpoints (k + 1/2)·2^-53: never 0 and never 1.
inline double uniform(Stream& stream) {
  return (static_cast<double>(stream() >> 11U) + 0.5) * 0x1p-53;
}

/// Exponential with mean 1; positive.
inline double exponential(Stream& stream) {
  return -std::log(uniform(stream));
}

/// Standard normal.
inline double normal(Stream& stream) {
  return boost::random::normal_distribution<double>(0.0, 1.0)(stream);
}

/// The logarithm of a gamma variate with this shape > 0 and scale 1: G(a) = G(a+1)·U^(1/a), in logarithms
/// because for small a most variates lie below the least double.
inline double log_gamma_variate(Stream& stream, double shape) {
  const double larger = boost::random::gamma_distribution<double>(shape + 1, 1.0)(stream);
  return std::log(larger) + std::log(uniform(stream)) / shape;
}

}  // namespace genericity::tail
