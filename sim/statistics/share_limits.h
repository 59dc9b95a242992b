#pragma once

#include <cstdint>

#include "sim/statistics/interval.h"

namespace genericity {

/// What a stop rule means for the intervals.
struct LimitsRule {
  /// Level of the intervals, in (0, 1).
  double confidence = 0.95;
  /// Whether a rule looks at the verdicts to decide when to stop (half_width, relative_half_width).
  bool looks_at_data = false;
  /// The number of samples at which the rule would stop whatever the verdicts are, if it knows one
  /// beforehand; 0 otherwise.
  std::uint64_t planned_samples = 0;
};

/// The limits of a share under a stop rule.
///
/// A rule that does not look at the verdicts: the exact interval of Clopper and Pearson. Where its quantiles
/// cannot be computed (from some 5·10^11 samples on, for some counts), the confidence sequence stands in for
/// it: wider, and valid.
///
/// A rule that looks: the confidence sequence, which is valid at whatever look the rule stops. If the rule
/// has a planned number of samples, nine tenths of the chance of missing are kept for the exact interval at
/// that number, which then is nearly as narrow as if the number had been fixed from the start; one tenth is
/// left to the confidence sequence, which serves every other number. At the planned number the limits are
/// those of both intervals together. The chance that any interval of any look misses is at most 1 −
/// confidence (Ville's and Boole's inequalities).
Interval share_limits(const ShareCounts& counts, const LimitsRule& rule);

/// The number of samples at which the half-width of limits under LimitsRule{confidence, true, that number} is
/// at most `half_width` whatever the verdicts are, as long as no more than `half_width`/50 of them are
/// undecided: the least such number, up to a multiple of 16; 2^62, which no study reaches, if it is beyond
/// 2^56. `half_width` in (0, 0.5).
std::uint64_t planned_samples(double half_width, double confidence);

/// Half the limits' distance over the share of the rarer side, min(holds, fails) / (holds + fails); infinity
/// when that side was never seen, however narrow the limits are.
double relative_half_width(const ShareCounts& counts, const Interval& limits);

}  // namespace genericity
