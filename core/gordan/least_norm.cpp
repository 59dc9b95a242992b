#include "core/gordan/least_norm.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace genericity {

namespace {

/// Added to the unit diagonal of the Gram matrix: large against rounding, small against what is to be
/// resolved.
constexpr double gram_regularisation = 1e-12;

}  // namespace

bool LeastNorm::solve(const SparseRows<double>& rows, Eigen::VectorXd& x) {
  const auto count = static_cast<Eigen::Index>(rows.rows());
  gram_.resize(count, count);
  norms_.resize(count);
  dense_row_.setZero(static_cast<Eigen::Index>(rows.columns));
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto row = static_cast<std::size_t>(i);
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k)
      dense_row_[rows.column[k]] = rows.value[k];
    for (Eigen::Index j = i; j < count; ++j) gram_(j, i) = rows.dot(static_cast<std::size_t>(j), dense_row_);
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k) dense_row_[rows.column[k]] = 0;
    norms_[i] = std::sqrt(gram_(i, i));
  }
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = i; j < count; ++j) gram_(j, i) /= norms_[i] * norms_[j];
    gram_(i, i) += gram_regularisation;
  }
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> cholesky(gram_);
  if (cholesky.info() != Eigen::Success) return false;
  multipliers_.setOnes(count);
  cholesky.solveInPlace(multipliers_);
  multipliers_.array() /= norms_.array();
  x.setZero(static_cast<Eigen::Index>(rows.columns));
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto row = static_cast<std::size_t>(i);
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k) {
      x[rows.column[k]] -= multipliers_[i] * rows.value[k];
    }
  }
  return x.allFinite();
}

}  // namespace genericity
