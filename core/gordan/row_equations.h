#pragma once

#include <Eigen/Core>

#include "core/gordan/margin_program.h"

namespace genericity {

/// The equations of a step of the interior point method on a MarginProgram,
///   (Bᵀ W B) (dx, dt) = r,   B the constraints' matrix, W > 0 their weights,
/// solved for the rows' part v = W_A (A dx + dt): with D ∈ R^{d×d} what box and forms put on x,
///   (W_A⁻¹ + A D⁻¹ Aᵀ) v = A D⁻¹ r_x + dt,   Σ v = r_t,   D dx = r_x − Aᵀ v.
/// One dense Cholesky factorisation of order K. Where rows are fewer than unknowns this costs less than the
/// system of order d+1, and where they nearly depend on each other it loses less to rounding. Every column
/// must be in exactly one form, so that D falls into small blocks. Memory is reused from call to call.
template <class Real>
class RowEquations {
 public:
  using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

  /// `weight`: one number > 0 a constraint: K rows, then x_j ≤ 1 and −x_j ≤ 1 for all j, then the forms
  /// likewise. False if rounding leaves the matrix not positive definite.
  bool factorise(const MarginProgram<Real>& program, const Vector& weight);
  /// `step` (d+1): r, replaced by (dx, dt). Returns v (K), valid until the next call.
  const Vector& solve(Vector& step);

 private:
  /// D = L Lᵀ, one small block a form.
  void factorise_box(const Vector& weight);
  /// v ← D⁻¹ v.
  void divide_by_box(Vector& v) const;

  MarginProgram<Real> program_;
  Vector inverse_, factor_;  // 1 / L_jj, and f_j: L_ij = e_i f_j
  Vector column_, row_step_, unit_solution_;
  Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic> matrix_;
};

}  // namespace genericity
