#pragma once

#include <span>
#include <vector>

#include "sim/study/study.h"

namespace genericity {

/// What an ensemble costs one thread.
struct MeasuredCost {
  double seconds_a_sample = 0;
  /// Besides: to get ready for the first sample, and to infer from the counts at the beginning and the end.
  double seconds_once = 0;
  /// Whether a single prior took too long, and a proof under one of the patterns was cut in the end: few
  /// proofs of a minute may be most of what a sample takes, and the seconds above lack them.
  bool is_lower_bound = false;
};

/// How long measuring may take, in seconds.
struct MeasuringTime {
  double a_law = 0.2;  ///< about, but one sample at least
  double all = 13;     ///< at most, of all laws together
};

/// Draws and decides some samples of each law, the ensembles that are named. In a process of its own, which
/// is ended in the middle of what it does where that takes too long: a single proof may take a minute. A law
/// whose first sample takes too long is measured pattern by pattern, in its part of what is left of the time.
std::vector<MeasuredCost> measure_costs(std::span<const Ensemble* const> laws, const Study& study,
                                        MeasuringTime time);

}  // namespace genericity
