#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace genericity {

/// What follows from the tally of a unit (a cell and a condition), besides the limits of its share under the
/// stop rule. NaN where nothing can be said.
struct UnitInference {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  /// Limits of the share that hold for all units of the study together, with the study's confidence.
  double simultaneous_low = 0;
  double simultaneous_high = 1;
  /// The confidence sequence: limits that hold whatever ended the sampling, also a change of mind.
  double sequence_low = 0;
  double sequence_high = 1;
  /// P(0 < margin < ε) ~ C ε^k as fitted to the least positive margins: k, its limits, and C (see TailFit).
  double tail_exponent = unknown;
  double tail_exponent_low = unknown;
  double tail_exponent_high = unknown;
  double tail_constant = unknown;
  /// The theory of the margin (see NullSetTheory); known for cbdp and bdp under most families.
  double codimension = unknown;
  double theory_exponent = unknown;
  double theory_constant = unknown;
  /// C as estimated with the theory's exponent, and its limits.
  double constant_at_theory = unknown;
  double constant_at_theory_low = unknown;
  double constant_at_theory_high = unknown;
  /// How many of the least margins the fit rests on, 0 for no fit; and whether they follow a power.
  std::uint64_t tail_size = 0;
  bool tail_straight = false;
  /// Why something that counts should give could not be worked out (see inferred_or): "tail_exponent: …".
  /// What the reasons name is NaN above. Not stored.
  std::vector<std::string> missing;
};

}  // namespace genericity
