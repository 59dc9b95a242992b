#pragma once

#include <gmpxx.h>

#include <Eigen/Core>
#include <memory>
#include <span>
#include <vector>

#include "core/gordan/alternative.h"
#include "core/gordan/least_norm.h"
#include "core/gordan/row_space.h"
#include "core/gordan/sparse_rows.h"
#include "core/verdict.h"

namespace genericity {

// Its definition brings along software floating-point numbers, which would cost everybody who includes this.
template <class Real>
class InteriorPoint;

/// Who checks the solver's claims. The solver proposes; a verdict exists only once the judge has accepted a
/// proof, so an error of the solver can cost a verdict and never make a wrong one.
class GordanJudge {
 public:
  GordanJudge() = default;
  GordanJudge(const GordanJudge&) = delete;
  GordanJudge& operator=(const GordanJudge&) = delete;
  virtual ~GordanJudge() = default;

  /// Whether some rounding of x, of the judge's choice, provably solves A x < 0.
  virtual bool accepts_solution(const Eigen::VectorXd& x) = 0;
  /// Whether the integers x provably solve A x < 0.
  virtual bool accepts_solution(std::span<const mpz_class> x) = 0;
  /// Whether there provably is an exact alternative near c: one number ≥ 0 a row of A, with Aᵀc = 0 up
  /// to rounding. For judges that know the system's structure; asked only of those that say so.
  virtual bool accepts_multipliers(const Eigen::VectorXd& c) {
    (void)c;
    return false;
  }
  [[nodiscard]] virtual bool knows_structure() const { return false; }
  /// Whether c ≥ 0, c ≠ 0 and Aᵀc = 0, exactly.
  virtual bool accepts_alternative(const Alternative& c) = 0;
  /// The rows of A as integers (any common positive factor); asked for only when doubles do not settle the
  /// matter.
  virtual const SparseRows<mpz_class>& exact_rows() = 0;
};

/// The system to decide. The doubles may be roundings of the exact rows.
struct GordanSystem {
  const SparseRows<double>& rows;
  /// Positive factors, one a row, that bring the rows to comparable size (for CI: to posteriors).
  std::span<const double> scale;
  /// Linear forms bounded by 1 besides the unknowns themselves (for CI: ψ_n); may have no rows.
  const SparseRows<double>& forms;
};

/// Decides whether A x < 0 has a solution or Aᵀc = 0, c ≥ 0, c ≠ 0 has one (Gordan's theorem: exactly one of
/// them has), by a cascade from cheap to dear. Holds its memory from call to call; one object per thread.
class GordanSolver {
 public:
  GordanSolver();
  GordanSolver(GordanSolver&& other) noexcept;
  GordanSolver& operator=(GordanSolver&& other) noexcept;
  ~GordanSolver();

  /// holds = A x < 0 is solvable. Every verdict but undecided has been accepted by the judge.
  Decision decide(const GordanSystem& system, GordanJudge& judge);

  /// Bounds lower ≤ t* ≤ upper of the margin program (see MarginProgram), in floating point; mostly
  /// 1e-9 apart, a hundred times that where rows nearly depend on each other.
  struct Margin {
    double lower = 0;
    double upper = 0;

    /// The lower bound where it says t* to a hundredth and stands clear of rounding, else NaN.
    [[nodiscard]] double known() const;
  };
  Margin margin(const GordanSystem& system);

 private:
  /// The interior point method in every precision.
  struct Methods;

  void scale_rows(const GordanSystem& system);
  /// One run of the interior point method in this precision on the scaled rows; undecided when it proves
  /// nothing.
  template <class Real>
  Decision decide_by_interior_point(InteriorPoint<Real>& method, const SparseRows<Real>& rows,
                                    const SparseRows<Real>& forms, double tolerance,
                                    const GordanSystem& system, GordanJudge& judge);
  /// An exact alternative from the multipliers that the run left.
  template <class Real>
  bool try_alternative(const InteriorPoint<Real>& method, const GordanSystem& system, GordanJudge& judge);
  /// Puts the rows whose multipliers do not vanish into support_, and their multipliers, as those of the rows
  /// without scale, into multipliers_. False if the run ended in infinities.
  template <class Real>
  bool find_support(const InteriorPoint<Real>& method, const GordanSystem& system);
  /// An exact alternative from support_ and multipliers_, in 100 digits.
  bool try_fine_alternative(GordanJudge& judge);
  /// Goes on in 100 digits from where extended precision ended.
  Decision continue_in_high_precision(const GordanSystem& system, GordanJudge& judge);
  Decision decide_in_extended_precision(const GordanSystem& system, GordanJudge& judge);
  Decision decide_in_high_precision(const GordanSystem& system, GordanJudge& judge);

  SparseRows<double> scaled_;
  RowSpace row_space_;
  bool in_row_space_ = false;  // whether the interior point method works on row_space_
  LeastNorm least_norm_;
  Eigen::VectorXd candidate_;
  std::unique_ptr<Methods> methods_;
  std::vector<std::size_t> support_;
  Eigen::VectorXd multipliers_;
};

}  // namespace genericity
