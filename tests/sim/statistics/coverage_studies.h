#pragma once

#include <cstdint>
#include <vector>

#include "sim/study/stop_rule.h"

namespace genericity::test {

/// Simulated studies whose truth is known, and in how many of them the limits contained it.
struct Coverage {
  int studies = 0;
  int covered = 0;

  [[nodiscard]] double rate() const { return static_cast<double>(covered) / studies; }
  /// Whether so few covered would have a chance of at most 1e-6 if each covered with this probability: an
  /// exact binomial test.
  [[nodiscard]] bool falls_short_of(double nominal) const;
};

enum class FixedInterval { clopper_pearson, wilson };

/// Studies of `samples` samples of a condition that holds with probability p.
Coverage fixed_number(FixedInterval interval, double p, std::uint64_t samples, double confidence, int studies,
                      std::uint64_t seed);

/// Studies that are watched at each number of samples from 1 to 1000 and then at each point of the grid up to
/// `samples`. Covered are those in which the confidence sequence contains p every single time.
Coverage sequence_over_time(double p, std::uint64_t samples, double confidence, int studies,
                            std::uint64_t seed);

/// Studies of one cell that stop by the rule, where a sample stays undecided with probability `undecided`,
/// whatever it is. Covered: the limits at the stop contain p. `mean_samples` receives the mean number of
/// samples.
Coverage stopped(const StopRule& rule, double p, double undecided, int studies, std::uint64_t seed,
                 double& mean_samples);

/// Studies of `cells` cells with the probabilities of `shares`, one after another, at a fixed number of
/// samples, with simultaneous limits. Covered: all limits contain their share.
Coverage simultaneous(const std::vector<double>& shares, std::size_t cells, std::uint64_t samples,
                      double confidence, int studies, std::uint64_t seed);

/// Studies of the margin of one pair of posteriors over k points under uniform priors, Beta(k−1, k). Covered:
/// the limits of the tail exponent contain k − 1.
Coverage tail_exponents(int k, std::uint64_t samples, double confidence, int studies, std::uint64_t seed);

}  // namespace genericity::test
