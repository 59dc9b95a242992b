#pragma once

#include "core/gordan/sparse_rows.h"

namespace genericity {

/// The linear program behind every decision of A x < 0, in the form whose optimum is the CI margin t*:
///
///   maximise t   subject to   a_r·x + t ≤ 0  (r = 1 … K),   |x_j| ≤ 1  (j = 1 … d),   |e_k·x| ≤ 1  (k = 1 …
///   E).
///
/// x = 0 is feasible, so t* ≥ 0, and t* > 0 exactly if A x < 0 has a solution. The dual is
///   minimise the 1-norm of the box multipliers   subject to   c ≥ 0, Σc = 1, Aᵀc + (box multipliers) = 0,
/// so every dual iterate bounds t* from above, and at t* = 0 the multipliers c are Gordan's alternative Aᵀc =
/// 0.
template <class Real>
struct MarginProgram {
  const SparseRows<Real>* rows = nullptr;  ///< K×d
  const SparseRows<Real>* forms =
      nullptr;  ///< E×d, may have no rows; the forms e_k that are bounded besides x
};

}  // namespace genericity
