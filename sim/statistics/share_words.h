#pragma once

#include <limits>
#include <string>

#include "sim/statistics/interval.h"
#include "sim/statistics/null_set_theory.h"
#include "sim/statistics/tail_exponent.h"

namespace genericity {

/// A share that a theorem proves, so that no count has to show it.
struct ProvedShare {
  /// 0, at every prior; 1, at almost every prior; NaN where nothing is proved.
  double share = std::numeric_limits<double>::quiet_NaN();
  /// Why, in a short phrase.
  std::string reason;
  /// The condition that the theorem is about, "CI", where it is another one that implies this or is implied.
  std::string other = {};
  /// Of what set of priors it is said: "prior", or "prior of this law".
  std::string prior = "prior";
};

/// What the counts say in plain words, with `limits` at `confidence`. None of n and all of n are evidence for
/// a bound on the probability of the other side, never for its being 0, and the text says so, unless that is
/// proved: then it says why.
std::string share_in_words(const ShareCounts& counts, const Interval& limits, double confidence,
                           const ProvedShare& proved = {});

/// What the margins of one cell are: how many are known, how many of them are exactly 0, and the fit to the
/// least positive ones.
struct TailEvidence {
  std::uint64_t margins = 0;
  std::uint64_t zeros = 0;
  TailFit fit;
  NullSetTheory theory;
};

/// What the margins say about failure being a null set, with the limits of what they say.
std::string tail_in_words(const TailEvidence& evidence, double confidence);

}  // namespace genericity
