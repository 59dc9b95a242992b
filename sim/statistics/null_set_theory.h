#pragma once

#include <limits>
#include <span>
#include <string>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// What is proved about the margin of CBDP (or BDP) near 0 under a family of priors. NaN where nothing is.
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
};

/// The theory of the priors with this canonical name ("dirichlet(alpha=1)", "near(base=…,epsilon=0.1)") and
/// of the coalitions whose posteriors matter: those of the pattern for CBDP, the singletons for BDP; none is
/// grand. Families without theory (lattice, perturbed, file, and names that are not known) get NaN.
/// Latent classes get a codimension but no exponent: there the law has logarithms.
NullSetTheory null_set_theory(const TypeSpace& space, std::span<const Coalition> coalitions,
                              const std::string& prior);

}  // namespace genericity
