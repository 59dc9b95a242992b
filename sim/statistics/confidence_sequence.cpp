#include "sim/statistics/confidence_sequence.h"

#include <algorithm>
#include <array>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

namespace genericity {
namespace {

struct Component {
  double precision;  ///< r, in samples
  double weight;     ///< w_r
};

/// The precisions grow by 16, over which a component's width changes by a few percent only. The weights sum
/// to 1 and favour the numbers of samples that studies have.
constexpr std::array<Component, 8> components{{{1, 0.2},
                                               {16, 0.15},
                                               {256, 0.2},
                                               {4096, 0.2},
                                               {65536, 0.12},
                                               {0x1p20, 0.06},
                                               {0x1p24, 0.04},
                                               {0x1p28, 0.03}}};

using WithoutPromotion = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// What Stirling's formula leaves of log Γ(z): its error is below 1e-16 for z ≥ 64.
double stirling_remainder(double z) {
  const double inverse = 1 / z;
  const double square = inverse * inverse;
  return inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
}

/// Σ_{i<count} log(1 + i/a): without cancellation, however large a is against the count.
double log_growth(double a, double count) {
  if (count == 0) return 0;
  if (a < 64) {
    const WithoutPromotion policy;
    return boost::math::lgamma(a + count, policy) - boost::math::lgamma(a, policy) - count * std::log(a);
  }
  return (a + count - 0.5) * std::log1p(count / a) - count + stirling_remainder(a + count) -
         stirling_remainder(a);
}

/// More than what rounding can take from log M_n: a few units in the last place of the largest logarithms of
/// factorials, which are below n log n.
double rounding_allowance(double n) {
  return 1e-9 + 4e-15 * n * std::log(n + 2);
}

/// log M_n(p) where x = `holds` is any number up to n = `total`.
double log_ratio(double holds, double total, double p) {
  const double x = holds;
  const double y = total - holds;
  std::array<double, components.size()> logs{};
  for (std::size_t k = 0; k < components.size(); ++k) {
    const double r = components[k].precision;
    logs[k] = std::log(components[k].weight) + log_growth(r * p, x) + log_growth(r * (1 - p), y) -
              log_growth(r, x + y);
  }
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double log : logs) sum += std::exp(log - largest);
  return largest + std::log(sum);
}

/// The lower limit, from `holds` of `total` samples; the upper one mirrors it.
double lower_limit(double holds, double total, double confidence) {
  if (holds == 0) return 0;
  const double n = total;
  const double threshold = -std::log1p(-confidence) + rounding_allowance(n);
  const auto excess = [&](double p) { return log_ratio(holds, total, p) - threshold; };
  // A single success refuses no p, however small, unless n is large.
  if (excess(std::numeric_limits<double>::min()) <= 0) return 0;
  // M_n decreases from 0 to beyond the estimate. A bracket: down from the estimate until p is refused.
  const double estimate = std::min(1.0, holds / n);
  double inside = estimate == 1 ? std::nextafter(1.0, 0.0) : estimate;
  double step = std::min(estimate / 2, 2 * std::sqrt(estimate * (1 - estimate) / n) + 1 / n);
  double outside = inside - step;
  double excess_outside = excess(outside);
  while (excess_outside <= 0) {
    inside = outside;
    step *= 2;
    outside = step < outside / 2 ? outside - step : outside / 2;
    excess_outside = excess(outside);
  }
  std::uintmax_t evaluations = 100;
  const auto bracket =
      boost::math::tools::toms748_solve(excess, outside, inside, excess_outside, excess(inside),
                                        boost::math::tools::eps_tolerance<double>(40), evaluations);
  return bracket.first;  // the refused side
}

}  // namespace

double log_mixture_ratio(std::uint64_t holds, std::uint64_t total, double p) {
  return log_ratio(static_cast<double>(holds), static_cast<double>(total), p);
}

Interval confidence_sequence(const ShareCounts& counts, double confidence) {
  return mean_confidence_sequence(
      ShareSums{static_cast<double>(counts.holds), static_cast<double>(counts.fails),
                static_cast<double>(counts.undecided)},
      confidence);
}

Interval mean_confidence_sequence(const ShareSums& sums, double confidence) {
  const double total = sums.holds + sums.fails + sums.undecided;
  if (total == 0) return {};
  return {lower_limit(sums.holds, total, confidence), 1 - lower_limit(sums.fails, total, confidence)};
}

}  // namespace genericity
