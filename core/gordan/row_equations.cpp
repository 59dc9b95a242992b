#include "core/gordan/row_equations.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "core/gordan/high_precision.h"

namespace genericity {

template <class Real>
void RowEquations<Real>::factorise_box(const Vector& weight) {
  // For one form with weight ε on columns of weights δ: diag(δ) + ε e eᵀ = L Lᵀ with L_jj = √(δ_j + ε_j
  // e_j²), L_ij = e_i f_j for i > j, f_j = ε_j e_j / L_jj, and ε_{j+1} = ε_j − f_j² = ε_j δ_j / L_jj².
  using std::sqrt;
  const auto rows = static_cast<Eigen::Index>(program_.rows->rows());
  const auto columns = static_cast<Eigen::Index>(program_.rows->columns);
  const SparseRows<Real>& e = *program_.forms;
  const auto forms = static_cast<Eigen::Index>(e.rows());
  inverse_.resize(columns);
  factor_.resize(columns);
  for (Eigen::Index k = 0; k < forms; ++k) {
    const Eigen::Index at = rows + 2 * columns + k;
    Real left = weight[at] + weight[at + forms];
    const auto form = static_cast<std::size_t>(k);
    for (std::uint32_t p = e.start[form]; p < e.start[form + 1]; ++p) {
      const Eigen::Index j = e.column[p];
      const Real box = weight[rows + j] + weight[rows + columns + j];
      const Real square = box + left * e.value[p] * e.value[p];
      inverse_[j] = 1 / sqrt(square);
      factor_[j] = left * e.value[p] * inverse_[j];
      left *= box / square;
    }
  }
}

template <class Real>
void RowEquations<Real>::divide_by_box(Vector& v) const {
  const SparseRows<Real>& e = *program_.forms;
  for (std::size_t form = 0; form < e.rows(); ++form) {
    Real sum = 0;
    for (std::uint32_t p = e.start[form]; p < e.start[form + 1]; ++p) {
      const Eigen::Index j = e.column[p];
      v[j] = (v[j] - e.value[p] * sum) * inverse_[j];
      sum += factor_[j] * v[j];
    }
    sum = 0;
    for (std::uint32_t p = e.start[form + 1]; p-- > e.start[form];) {
      const Eigen::Index j = e.column[p];
      v[j] = (v[j] - factor_[j] * sum) * inverse_[j];
      sum += e.value[p] * v[j];
    }
  }
}

template <class Real>
bool RowEquations<Real>::factorise(const MarginProgram<Real>& program, const Vector& weight) {
  program_ = program;
  factorise_box(weight);
  const SparseRows<Real>& a = *program_.rows;
  const auto rows = static_cast<Eigen::Index>(a.rows());
  column_.resize(static_cast<Eigen::Index>(a.columns));
  matrix_.resize(rows, rows);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    column_.setZero();
    for (std::uint32_t k = a.start[row]; k < a.start[row + 1]; ++k) column_[a.column[k]] += a.value[k];
    divide_by_box(column_);
    for (Eigen::Index other = r; other < rows; ++other)
      matrix_(other, r) = a.dot(static_cast<std::size_t>(other), column_);
    matrix_(r, r) += 1 / weight[r];
  }
  const Eigen::LLT<Eigen::Ref<decltype(matrix_)>> cholesky(matrix_);
  if (cholesky.info() != Eigen::Success) return false;
  unit_solution_.setOnes(rows);
  matrix_.template triangularView<Eigen::Lower>().solveInPlace(unit_solution_);
  matrix_.template triangularView<Eigen::Lower>().adjoint().solveInPlace(unit_solution_);
  return true;
}

template <class Real>
auto RowEquations<Real>::solve(Vector& step) -> const Vector& {
  const SparseRows<Real>& a = *program_.rows;
  const auto columns = static_cast<Eigen::Index>(a.columns);
  column_ = step.head(columns);
  divide_by_box(column_);
  row_step_.resize(static_cast<Eigen::Index>(a.rows()));
  for (std::size_t r = 0; r < a.rows(); ++r) row_step_[static_cast<Eigen::Index>(r)] = a.dot(r, column_);
  matrix_.template triangularView<Eigen::Lower>().solveInPlace(row_step_);
  matrix_.template triangularView<Eigen::Lower>().adjoint().solveInPlace(row_step_);
  step[columns] = (step[columns] - row_step_.sum()) / unit_solution_.sum();
  row_step_ += step[columns] * unit_solution_;
  column_ = step.head(columns);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    const Real& pull = row_step_[static_cast<Eigen::Index>(r)];
    for (std::uint32_t k = a.start[r]; k < a.start[r + 1]; ++k) column_[a.column[k]] -= pull * a.value[k];
  }
  divide_by_box(column_);
  step.head(columns) = column_;
  return row_step_;
}

template class RowEquations<double>;
template class RowEquations<long double>;
template class RowEquations<HighPrecision>;

}  // namespace genericity
