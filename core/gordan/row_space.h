#pragma once

#include <Eigen/Core>

#include "core/gordan/sparse_rows.h"

namespace genericity {

/// A x < 0 with far fewer rows than unknowns, in as many unknowns as rows. What of x is orthogonal to all
/// rows changes nothing, so x = Aᵀz, and A x = (A Aᵀ) z; and Aᵀc = 0 exactly if (A Aᵀ) c = 0.
class RowSpace {
 public:
  /// From how many unknowns on, and how many a row, the smaller system is worth its squared condition.
  static constexpr std::size_t least_unknowns = 512;
  static constexpr std::size_t least_ratio = 2;
  static bool suits(std::size_t rows, std::size_t unknowns) {
    return unknowns >= least_unknowns && unknowns >= least_ratio * rows;
  }

  /// Computes A Aᵀ (K×K, all entries stored).
  void reduce(const SparseRows<double>& rows);
  [[nodiscard]] const SparseRows<double>& reduced() const { return reduced_; }
  /// x = Aᵀz, for the A of the last reduce(), which must still be there.
  [[nodiscard]] const Eigen::VectorXd& expand(const Eigen::VectorXd& z);

 private:
  const SparseRows<double>* rows_ = nullptr;
  SparseRows<double> reduced_;
  Eigen::VectorXd dense_row_;
  Eigen::VectorXd x_;
};

}  // namespace genericity
