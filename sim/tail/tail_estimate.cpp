#include "sim/tail/tail_estimate.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace genericity::tail {

namespace {

double student_quantile(std::uint64_t replications, double confidence) {
  const boost::math::students_t_distribution<> law(static_cast<double>(replications - 1));
  return boost::math::quantile(boost::math::complement(law, (1 - confidence) / 2));
}

}  // namespace

TailEstimate TailEstimate::none() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan, nan, 0};
}

TailSlope TailSlope::none() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan, nan};
}

TailEstimate estimate_tail(std::span<const double> replications, std::uint64_t draws, double confidence) {
  TailEstimate result = TailEstimate::none();
  double sum = 0;
  for (const double value : replications) {
    if (std::isnan(value)) continue;
    sum += value;
    ++result.replications;
  }
  if (result.replications == 0) return result;
  const auto count = static_cast<double>(result.replications);
  const double mean = sum / count;
  result.probability = mean;
  if (result.replications < 2) return result;
  double squares = 0;
  for (const double value : replications) {
    // Relative to the mean, whose square may be below the least double.
    if (!std::isnan(value) && mean > 0) squares += (value / mean - 1) * (value / mean - 1);
  }
  const double relative_error = std::sqrt(squares / (count - 1) / count);
  result.standard_error = mean * relative_error;
  const double unseen = std::log(2 / (1 - confidence)) / (count * static_cast<double>(draws));
  const double reach = mean * (student_quantile(result.replications, confidence) * relative_error + unseen);
  result.low = std::clamp(mean - reach, 0.0, 1.0);
  result.high = std::clamp(mean + reach, 0.0, 1.0);
  return result;
}

TailSlope tail_slope(std::span<const double> first, std::span<const double> second, double first_epsilon,
                     double second_epsilon, double confidence) {
  const double steps = std::log(first_epsilon / second_epsilon);
  double first_sum = 0;
  double second_sum = 0;
  std::uint64_t common = 0;
  const auto both = [&](std::size_t i) { return !std::isnan(first[i]) && !std::isnan(second[i]); };
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!both(i)) continue;
    first_sum += first[i];
    second_sum += second[i];
    ++common;
  }
  TailSlope result = TailSlope::none();
  if (common < 2 || !(first_sum > 0) || !(second_sum > 0)) return result;
  result.slope = std::log(first_sum / second_sum) / steps;
  double squares = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!both(i)) continue;
    const double without = std::log((first_sum - first[i]) / (second_sum - second[i])) / steps;
    squares += (without - result.slope) * (without - result.slope);
  }
  const auto count = static_cast<double>(common);
  result.standard_error = std::sqrt(squares * (count - 1) / count);
  const double reach = student_quantile(common, confidence) * result.standard_error;
  result.low = result.slope - reach;
  result.high = result.slope + reach;
  return result;
}

}  // namespace genericity::tail
