#pragma once

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/random/stream.h"

namespace genericity::perf {

// The samplers that the vectorised ones are measured against: one number after the other, Boost.Random's
// ziggurats for exponentials and normals, libm for logarithms and exponentials. Draws of a study must not
// come from these: libm's results may differ from processor to processor.

inline double scalar_exponential(Stream& stream) {
  return boost::random::exponential_distribution<double>(1.0)(stream);
}

inline double scalar_normal(Stream& stream) {
  return boost::random::normal_distribution<double>(0.0, 1.0)(stream);
}

inline double scalar_uniform(Stream& stream) {
  return (static_cast<double>(stream() >> 12U) + 0.5) * 0x1p-52;
}

/// Shapes of at least 1 (Marsaglia and Tsang, with their squeeze).
inline double scalar_gamma(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = scalar_normal(stream);
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = scalar_uniform(stream);
    if (u < 1 - 0.0331 * (x * x) * (x * x) || std::log(u) < x * x / 2 + d * (1 - v + std::log(v)))
      return d * v;
  }
}

inline void scalar_weights(std::span<double> logs) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  for (double& value : logs) value = std::exp(value - largest);
}

/// Samples first, first+1, … of Dirichlet(alpha), as many rows of `profiles` weights as there are.
inline void scalar_dirichlet(double alpha, std::size_t profiles, std::uint64_t first, std::span<double> out) {
  for (std::size_t k = 0; k * profiles < out.size(); ++k) {
    Stream stream(StreamKey{1}, first + k);
    const auto row = out.subspan(k * profiles, profiles);
    if (alpha == 1) {
      for (double& weight : row) weight = scalar_exponential(stream);
    } else if (alpha > 1) {
      for (double& weight : row) weight = scalar_gamma(stream, alpha);
    } else {
      for (double& weight : row) {
        const double log_gamma = std::log(scalar_gamma(stream, alpha + 1));
        weight = log_gamma + std::log(scalar_uniform(stream)) / alpha;
      }
      scalar_weights(row);
    }
  }
}

/// The same of logistic_normal(sigma).
inline void scalar_logistic_normal(double sigma, std::size_t profiles, std::uint64_t first,
                                   std::span<double> out) {
  for (std::size_t k = 0; k * profiles < out.size(); ++k) {
    Stream stream(StreamKey{1}, first + k);
    const auto row = out.subspan(k * profiles, profiles);
    for (double& log : row) log = sigma * scalar_normal(stream);
    scalar_weights(row);
  }
}

}  // namespace genericity::perf
