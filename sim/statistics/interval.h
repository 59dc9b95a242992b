#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity {

/// Limits for a share, low ≤ share ≤ high, both in [0, 1].
struct Interval {
  double low = 0;
  double high = 1;
};

/// What one cell says of one condition: `holds` + `fails` + `undecided` independent samples.
struct ShareCounts {
  std::uint64_t holds = 0;
  std::uint64_t fails = 0;
  std::uint64_t undecided = 0;
};

/// The exact interval of Clopper and Pearson (Biometrika 26, 1934) for the probability that the condition
/// holds: it covers with at least the given confidence, whatever that probability, when the number of samples
/// was fixed beforehand. An undecided sample may be either, so the lower limit counts it as a failure and the
/// upper one as a success. No samples: [0, 1]. `confidence` lies in (0, 1).
Interval clopper_pearson(const ShareCounts& counts, double confidence);

/// Wilson's interval (J. Am. Stat. Assoc. 22, 1927) for a number of samples fixed beforehand, with undecided
/// samples as above. It is narrower than the exact one and covers with about the confidence, on average over
/// shares, but not at each: beside the exact interval it shows what exactness costs.
Interval wilson(const ShareCounts& counts, double confidence);

/// The confidence to ask of each of `intervals` intervals so that all of them cover together with
/// `confidence`, however they depend on one another (Bonferroni). `intervals` ≥ 1.
double simultaneous_confidence(double confidence, std::size_t intervals);

}  // namespace genericity
