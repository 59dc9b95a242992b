#include "sim/statistics/share_limits.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "sim/statistics/confidence_sequence.h"
#include "sim/statistics/inferred.h"

namespace genericity {
namespace {

/// The part of the chance of missing that a planned number of samples takes.
constexpr double planned_part = 0.9;

double planned_confidence(double confidence) {
  return 1 - planned_part * (1 - confidence);
}

/// The exact interval or, where its quantiles cannot be computed, the sequence's at the same level.
Interval exact_limits(const ShareCounts& counts, double confidence) {
  const Interval none{1, 0};
  std::vector<std::string> reasons;
  const Interval exact = inferred_or(none, "", reasons, [&] { return clopper_pearson(counts, confidence); });
  return exact.low <= exact.high ? exact : confidence_sequence(counts, confidence);
}

/// What is left of a half-width for undecided samples: with a few of them the plan still holds.
constexpr double room = 0.01;

/// Half the width of the exact interval at the planned number, where it is widest: half of the samples hold.
double widest(std::uint64_t samples, double confidence) {
  const Interval interval =
      exact_limits({samples / 2, samples - samples / 2, 0}, planned_confidence(confidence));
  return (interval.high - interval.low) / 2;
}

}  // namespace

Interval share_limits(const ShareCounts& counts, const LimitsRule& rule) {
  if (!rule.looks_at_data) return exact_limits(counts, rule.confidence);
  if (rule.planned_samples == 0) return confidence_sequence(counts, rule.confidence);
  Interval limits = confidence_sequence(counts, 1 - (1 - planned_part) * (1 - rule.confidence));
  if (counts.holds + counts.fails + counts.undecided == rule.planned_samples) {
    const Interval exact = exact_limits(counts, planned_confidence(rule.confidence));
    limits = {std::max(limits.low, exact.low), std::min(limits.high, exact.high)};
  }
  return limits;
}

std::uint64_t planned_samples(double half_width, double confidence) {
  const double wanted = (1 - room) * half_width;
  constexpr std::uint64_t step = 16;
  const auto suffices = [&](std::uint64_t steps) { return widest(steps * step, confidence) <= wanted; };
  // By the normal law, from where the exact number is a few steps away.
  const double z =
      quantile(complement(boost::math::normal_distribution<>(), (1 - planned_confidence(confidence)) / 2));
  const double by_normal_law = z * z / (4 * wanted * wanted);
  if (!(by_normal_law <= 0x1p56)) return std::uint64_t{1} << 62U;
  std::uint64_t enough = 1 + static_cast<std::uint64_t>(by_normal_law) / step;
  std::uint64_t stride = 1;
  while (!suffices(enough)) enough += std::exchange(stride, 2 * stride);
  std::uint64_t too_few = enough;
  for (stride = 1; too_few > 0 && (too_few == enough || suffices(too_few)); stride *= 2) {
    enough = too_few;
    too_few -= std::min(too_few, stride);
  }
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (suffices(middle) ? enough : too_few) = middle;
  }
  return enough * step;
}

double relative_half_width(const ShareCounts& counts, const Interval& limits) {
  const auto rarer = static_cast<double>(std::min(counts.holds, counts.fails));
  if (rarer == 0) return std::numeric_limits<double>::infinity();
  const auto decided = static_cast<double>(counts.holds + counts.fails);
  return (limits.high - limits.low) / 2 * decided / rarer;
}

}  // namespace genericity
