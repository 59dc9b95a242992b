#pragma once

#include <string>

#include "sim/statistics/interval.h"
#include "sim/statistics/null_set_theory.h"
#include "sim/statistics/tail_exponent.h"

namespace genericity {

/// What the counts say in plain words, with `limits` at `confidence`. None of n and all of n are evidence for
/// a bound on the probability of the other side, never for its being 0, and the text says so.
std::string share_in_words(const ShareCounts& counts, const Interval& limits, double confidence);

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
