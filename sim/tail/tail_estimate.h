#pragma once

#include <cstdint>
#include <span>

namespace genericity::tail {

/// A probability from independent replications of an unbiased estimate.
struct TailEstimate {
  double probability = 0;     ///< the mean; NaN if no replication is finished
  double standard_error = 0;  ///< of the mean; NaN for fewer than two replications
  /// Student's limits, in [0, 1]; NaN for fewer than two replications.
  double low = 0;
  double high = 1;
  std::uint64_t replications = 0;  ///< finished ones

  static TailEstimate none();  ///< of nothing
};

/// `replications` holds one estimate each, NaN for those that are not finished; each is the mean of `draws`
/// draws. The limits are at least so far from the mean as what N draws cannot see: an event of which a share
/// s of the draws would have told shows with probability 1 − (1−s)^N, so that all draws may agree and still
/// be off by a share of ln(2/(1−confidence))/N.
TailEstimate estimate_tail(std::span<const double> replications, std::uint64_t draws, double confidence);

/// The exponent of ε between two values of ε: ln(P_1/P_2) / ln(ε_1/ε_2), with limits by the jackknife over
/// replications (which share their draws, so that much of their errors cancels). NaN for fewer than two
/// common replications or an estimate that is not positive.
struct TailSlope {
  double slope = 0;
  double standard_error = 0;
  double low = 0;
  double high = 0;

  static TailSlope none();  ///< of nothing
};
TailSlope tail_slope(std::span<const double> first, std::span<const double> second, double first_epsilon,
                     double second_epsilon, double confidence);

}  // namespace genericity::tail
