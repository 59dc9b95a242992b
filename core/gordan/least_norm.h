#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "core/gordan/sparse_rows.h"

namespace genericity {

/// The candidate x = −Âᵀ (ÂÂᵀ + εI)⁻¹ 1, Â = A with rows scaled to norm 1. Where the rows are independent it
/// makes every â_r·x equal to −1, the solution of least norm; where they nearly are, it is often still
/// strictly feasible. It proves nothing: whoever asks checks A x < 0. Cost: K³/3, for systems with at most
/// about as many rows as their rank.
class LeastNorm {
 public:
  /// Writes the candidate into x (columns of A). False when the factorisation breaks down.
  bool solve(const SparseRows<double>& rows, Eigen::VectorXd& x);

 private:
  Eigen::MatrixXd gram_;
  Eigen::VectorXd multipliers_, norms_, dense_row_;
};

}  // namespace genericity
