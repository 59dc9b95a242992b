#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace genericity {

/// The tail of every statistical test of the samplers.
inline constexpr double test_tail = 1e-6;

/// √N · sup |F_N − F|, the supremum over x < `below` only (doubles near 1 may be too coarse to tell).
template <class Cdf>
double ks_statistic(std::vector<double> sample, Cdf&& cdf, double below = HUGE_VAL) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size() && sample[i] < below; ++i) {
    const double f = cdf(sample[i]);
    distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return std::sqrt(n) * distance;
}

/// P(√N sup |F_N − F| > x) ≤ 2 exp(−2x²) for every N and every F (Massart 1990); this is the x of that bound.
inline double ks_limit(double tail = test_tail) {
  return std::sqrt(std::log(2 / tail) / 2);
}

}  // namespace genericity
