#pragma once

#include <cstdint>
#include <limits>

namespace genericity {

/// What is proved about the margin of CBDP (or BDP) near 0 under a family of priors. NaN where nothing is.
/// Every family states its own (PriorFamily::null_set_theory).
struct NullSetTheory {
  /// Codimension of the failure set within the family. 0: the family lies in it, the margin is 0 at each of
  /// its priors.
  double codimension = std::numeric_limits<double>::quiet_NaN();
  /// k of P(margin < ε) ~ C ε^k. The codimension where the law has a bounded positive density; under
  /// Dirichlet(α), whose density is unbounded at the boundary of the simplex for α < 1, it is
  /// codimension · min(1, 2α) (at α = ½ up to a logarithm).
  double exponent = std::numeric_limits<double>::quiet_NaN();
  /// C, known for uniform priors, Dirichlet(1).
  double constant = std::numeric_limits<double>::quiet_NaN();

  /// Of laws with a bounded positive density on their part of the simplex: exponent and codimension agree.
  static NullSetTheory of_regular_law(std::uint64_t codimension) {
    NullSetTheory theory;
    theory.codimension = static_cast<double>(codimension);
    if (codimension > 0) theory.exponent = theory.codimension;
    return theory;
  }
};

}  // namespace genericity
