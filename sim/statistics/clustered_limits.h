#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sim/statistics/confidence_sequence.h"
#include "sim/statistics/interval.h"

namespace genericity {

/// Verdicts that come in clusters of one size. Clusters are independent and follow one law; verdicts of one
/// cluster may depend on each other in any way, as those on several environments of one prior do.
struct Clusters {
  /// [k][v]: how many clusters have k verdicts of kind v (holds, fails, undecided); one entry more than a
  /// cluster has verdicts.
  std::span<const std::array<std::uint64_t, 3>> counts;
  /// The first verdict of each cluster.
  ShareCounts first;
};

/// Limits for the probability that a verdict holds, for a number of clusters that was fixed beforehand; they
/// cover with at least the confidence, whatever the law. An undecided verdict may be either. No clusters: [0,
/// 1].
///
/// Two intervals stand together, each with half of the chance of missing: the exact one of the clusters'
/// first verdicts, which are independent; and that of Maurer and Pontil (COLT 2009, Theorem 4) for the mean
/// of the clusters' shares, x̄ ± √(2 V log(2/δ)/n) ± 7 log(2/δ)/(3(n−1)), with their variance V, which gains
/// by verdicts of a cluster that differ from each other. (Intervals with an effective number of verdicts, as
/// surveys use, are narrower and miss up to a fifth of the time where failures are rare and come together.)
Interval clustered_limits(const Clusters& clusters, double confidence);

/// The sums for mean_confidence_sequence: a cluster counts as one sample, which holds in part.
ShareSums cluster_sums(const Clusters& clusters);

}  // namespace genericity
