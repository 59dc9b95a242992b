#include "sim/statistics/share_limits.h"

#include <algorithm>
#include <limits>

#include "sim/statistics/confidence_sequence.h"

namespace genericity {
namespace {

/// The part of the chance of missing that a planned number of samples takes.
constexpr double planned_part = 0.9;

double planned_confidence(double confidence) {
  return 1 - planned_part * (1 - confidence);
}

/// Half the width of the exact interval at the planned number, where it is widest: half of the samples hold.
double widest(std::uint64_t samples, double confidence) {
  const Interval interval =
      clopper_pearson({samples / 2, samples - samples / 2, 0}, planned_confidence(confidence));
  return (interval.high - interval.low) / 2;
}

}  // namespace

Interval share_limits(const ShareCounts& counts, const LimitsRule& rule) {
  if (!rule.looks_at_data) return clopper_pearson(counts, rule.confidence);
  if (rule.planned_samples == 0) return confidence_sequence(counts, rule.confidence);
  Interval limits = confidence_sequence(counts, 1 - (1 - planned_part) * (1 - rule.confidence));
  if (counts.holds + counts.fails + counts.undecided == rule.planned_samples) {
    const Interval exact = clopper_pearson(counts, planned_confidence(rule.confidence));
    limits = {std::max(limits.low, exact.low), std::min(limits.high, exact.high)};
  }
  return limits;
}

std::uint64_t planned_samples(double half_width, double confidence) {
  constexpr std::uint64_t step = 16;
  constexpr std::uint64_t most = std::uint64_t{1} << 56U;
  std::uint64_t enough = 1;
  while (enough < most && widest(enough * step, confidence) > half_width) enough *= 2;
  std::uint64_t too_few = enough / 2;
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (widest(middle * step, confidence) > half_width ? too_few : enough) = middle;
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
