#pragma once

#include <cstdint>

#include "sim/statistics/interval.h"

namespace genericity {

/// Limits that cover the share at *all* numbers of samples at once: with at least the given confidence the
/// share lies in every interval of the sequence n = 1, 2, 3, …, so that any rule may stop the sampling,
/// whatever it looks at, and the last interval is still valid.
///
/// The sequence. Let x of the first n samples hold, and for a candidate p let q be drawn from Beta(r p, r
/// (1−p)), where r itself is drawn from a fixed list. The likelihood of the samples averaged over q, divided
/// by their likelihood under p, is
///
///     M_n(p) = Σ_r w_r Π_{i<x} (1 + i/(r p)) Π_{i<n−x} (1 + i/(r (1−p))) / Π_{i<n} (1 + i/r).
///
/// If p is true it is a martingale that begins at 1, so it ever reaches 1/α with a probability of at most α
/// (Ville, 1939). The interval is {p : M_n(p) < 1/α}. Every factor is log-convex in p, hence so is M_n: the
/// set is an interval. It contains x/n, where M_n ≤ 1. The law of q has the variance p(1−p)/(r+1), so
/// component r serves numbers of samples of about 10 r, whatever p is; r = 1 serves shares near 0 and 1. The
/// list reaches from n = 64 to beyond 10^9 with intervals at most about twice as wide as those for a fixed n.
///
/// An undecided sample may be either: the lower limit counts it as a failure, the upper one as a success. No
/// samples: [0, 1]. `confidence` lies in (0, 1).
Interval confidence_sequence(const ShareCounts& counts, double confidence);

/// The same for a mean of n independent numbers between 0 and 1, `holds` their sum: samples that hold in
/// part. Let X be one, with the mean p. (q/p)^X ((1−q)/(1−p))^(1−X) is convex in X, so it is at most the line
/// through its ends, whose expectation is 1: M_n(p) is a supermartingale, and Ville's inequality holds as
/// before. The sums of what holds, fails and is undecided add up to n.
struct ShareSums {
  double holds = 0;
  double fails = 0;
  double undecided = 0;
};
Interval mean_confidence_sequence(const ShareSums& sums, double confidence);

/// log M_n(p) for 0 < p < 1 and x = `holds` of n = `total` samples, for tests.
double log_mixture_ratio(std::uint64_t holds, std::uint64_t total, double p);

}  // namespace genericity
