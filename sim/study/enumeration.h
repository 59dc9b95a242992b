#pragma once

#include <cstdint>
#include <string>

#include "sim/statistics/interval.h"
#include "sim/study/result.h"

namespace genericity {

/// A share in lowest terms; 0 of 0 where it is not known: not all priors were looked at, or some are
/// undecided.
struct ExactShare {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  [[nodiscard]] std::string to_string() const;  ///< "5461/6435"; empty if it is not known
};

/// The share of all `population` priors of which the tally counts the verdicts.
ExactShare exact_share(const Tally& tally, std::uint64_t population);

/// What is certain of the share of all priors: undecided ones, and those that were not looked at, may be
/// either. Nothing is left to chance.
Interval certain_limits(const Tally& tally, std::uint64_t population);

}  // namespace genericity
