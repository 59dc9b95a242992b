#pragma once

#include <gmpxx.h>

#include <Eigen/Core>
#include <span>
#include <vector>

#include "core/gordan/alternative.h"
#include "core/gordan/gordan.h"
#include "core/gordan/sparse_rows.h"

namespace genericity {

/// The multiple of x whose greatest entry has 52 bits, rounded to integers; empty where x is zero, not finite
/// or too small.
std::vector<mpz_class> rounded_solution(const Eigen::VectorXd& x);

/// Judges A x < 0 against Aᵀc = 0 for rows A given as integers, in exact arithmetic, and keeps the proof.
class IntegerJudge final : public GordanJudge {
 public:
  /// `rows` must outlive the judge.
  explicit IntegerJudge(const SparseRows<mpz_class>& rows) : rows_(rows) {}

  bool accepts_solution(const Eigen::VectorXd& x) override;
  bool accepts_solution(std::span<const mpz_class> x) override;
  bool accepts_alternative(const Alternative& c) override;
  const SparseRows<mpz_class>& exact_rows() override { return rows_; }

  /// The accepted integers x, or weights c; empty until there is one.
  [[nodiscard]] const std::vector<mpz_class>& solution() const { return solution_; }
  [[nodiscard]] const Alternative& alternative() const { return alternative_; }

 private:
  const SparseRows<mpz_class>& rows_;
  std::vector<mpz_class> solution_;
  Alternative alternative_;
};

/// The integers over one common power of two, so that the greatest is in [1/2, 1).
SparseRows<double> nearest_rows(const SparseRows<mpz_class>& rows);
/// One over the 1-norm of each row.
std::vector<double> unit_scale(const SparseRows<double>& rows);

}  // namespace genericity
