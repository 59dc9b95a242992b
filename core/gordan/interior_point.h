#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "core/gordan/margin_program.h"
#include "core/gordan/row_equations.h"

namespace genericity {

/// When a run has come close enough: upper − lower < gap and upper − lower ≤ relative · upper.
template <class Real>
struct Closeness {
  Real gap;
  Real relative = std::numeric_limits<Real>::max();
};

/// How a step is worked out: by_columns, from a symmetric system of order d+1; by_rows, from RowEquations.
enum class StepEquations { by_columns, by_rows };

/// How a run ended.
enum class InteriorPointEnd {
  accepted,   ///< the caller accepted an iterate x with A x < 0
  refuted,    ///< the caller accepted multipliers c > 0 with Aᵀc = 0
  converged,  ///< primal and dual values agree to the tolerance
  stalled     ///< no progress is possible in this precision
};

/// Primal–dual interior point method (Mehrotra's predictor and corrector) started from a point that is
/// strictly feasible on both sides. A dense Cholesky factorisation a step; all memory is allocated on the
/// first run and reused.
template <class Real>
class InteriorPoint {
 public:
  using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
  /// Called with x whenever all a_r·x < 0 in floating point; true ends the run.
  using Accept = std::function<bool(const Vector& x)>;

  /// Called with c ≥ 0, c ≠ 0 (K) such that Aᵀc = 0 up to rounding, once the iterates look as if t* were 0;
  /// true ends the run.
  using Refute = std::function<bool(const Vector& c)>;

  /// Runs until `accept` or `refute` says so or the gap is below `tolerance` (relative to 1). An empty
  /// `refute` is not called.
  InteriorPointEnd run(const MarginProgram<Real>& program, Real tolerance, const Accept& accept,
                       const Refute& refute = {});
  /// Solves the program: runs until its bounds are as close as asked.
  InteriorPointEnd solve(const MarginProgram<Real>& program, const Closeness<Real>& closeness,
                         StepEquations equations);
  /// The same from where a run in less precision has ended, on rows that are roundings of these. What
  /// rounding left of its equations is charged to t and to the box, so that the start is strictly feasible in
  /// this precision.
  template <class Coarse>
  InteriorPointEnd continue_run(const InteriorPoint<Coarse>& run, const MarginProgram<Real>& program,
                                Real tolerance, const Accept& accept);

  /// The last x (d).
  [[nodiscard]] const Vector& x() const { return x_; }
  /// min_r −a_r·x ≤ t*: the value that the last x proves.
  [[nodiscard]] Real lower() const { return lower_; }
  /// The least dual value so far, with what rounding left of the dual's equations added: ≥ t*.
  [[nodiscard]] Real upper() const { return upper_; }
  /// Multipliers c of the rows (K), summing to 1, and the rows' slacks −a_r·x − t.
  [[nodiscard]] auto multipliers() const { return dual_.head(static_cast<Eigen::Index>(row_count_)); }
  [[nodiscard]] auto slacks() const { return slack_.head(static_cast<Eigen::Index>(row_count_)); }
  [[nodiscard]] int iterations() const { return iterations_; }
  /// The last point in full: (x, t) and the multipliers of all constraints.
  [[nodiscard]] const Vector& point() const { return y_; }
  [[nodiscard]] const Vector& dual_point() const { return dual_; }

 private:
  void allocate(const MarginProgram<Real>& program);
  void start(const MarginProgram<Real>& program);
  /// From the point and multipliers in y_ and dual_.
  void start_near();
  InteriorPointEnd iterate(const Closeness<Real>& closeness, const Accept& accept, const Refute& refute);
  /// Prepares the equations of a step; false if that breaks down.
  bool factorise();
  /// Those of order d+1.
  bool factorise_columns();
  /// Solves for the step whose complementarity target is `target_` (one number a constraint).
  void solve_step();
  /// Whether the bounds suggest t* = 0.
  [[nodiscard]] bool looks_infeasible() const;
  /// Moves the multipliers, each in proportion to itself, onto Aᵀc = 0; false unless all stay well above
  /// zero.
  bool balance_multipliers();
  [[nodiscard]] Real step_length(const Vector& value, const Vector& change) const;
  void multiply(const Vector& y, Vector& out) const;             // B y
  void multiply_transposed(const Vector& z, Vector& out) const;  // Bᵀ z

  MarginProgram<Real> program_;
  std::size_t row_count_ = 0, form_count_ = 0;
  Eigen::Index d_ = 0, constraints_ = 0;
  int iterations_ = 0;
  Real lower_ = 0, upper_ = 0;
  Vector x_, y_, slack_, dual_, weight_, target_;
  Vector balanced_;
  Vector dy_, dslack_, ddual_, residual_, scratch_, dual_scratch_;
  StepEquations equations_ = StepEquations::by_columns;
  RowEquations<Real> row_equations_;
  Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic> normal_;
};

}  // namespace genericity
