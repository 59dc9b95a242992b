#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace genericity::perf {

/// Wall-clock seconds of a call.
inline double seconds_of(const auto& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor seconds of a call, blind to others on the same core; for calls well beyond a microsecond.
inline double processor_seconds_of(const auto& action) {
  const std::clock_t start = std::clock();
  action();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace genericity::perf
