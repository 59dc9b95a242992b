#include "core/gordan/alternative.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/exact/linear_solve.h"

namespace genericity {

namespace {

/// Pivots below this part of the greatest count as zero in the choice of a basis. A wrong choice costs a
/// proof, never a wrong one.
constexpr double rank_threshold = 1e-10;
/// Bits kept of the multipliers that may be chosen freely.
constexpr int free_bits = 40;

/// Columns of a matrix that span all of them, best-conditioned first (QR with column pivoting).
std::vector<Eigen::Index> spanning_columns(const Eigen::MatrixXd& matrix) {
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(matrix);
  qr.setThreshold(rank_threshold);
  const auto& order = qr.colsPermutation().indices();
  std::vector<Eigen::Index> columns(order.data(), order.data() + qr.rank());
  std::sort(columns.begin(), columns.end());
  return columns;
}

}  // namespace

std::optional<Alternative> exact_alternative(const SparseRows<mpz_class>& rows,
                                             const SparseRows<double>& approximate,
                                             std::span<const std::size_t> support, const Eigen::VectorXd& c) {
  const auto count = static_cast<Eigen::Index>(support.size());
  if (count == 0) return std::nullopt;
  // One column a row of J, times its multiplier.
  Eigen::MatrixXd scaled = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(rows.columns), count);
  for (Eigen::Index j = 0; j < count; ++j) {
    const std::size_t row = support[static_cast<std::size_t>(j)];
    for (std::uint32_t k = approximate.start[row]; k < approximate.start[row + 1]; ++k) {
      scaled(approximate.column[k], j) = approximate.value[k] * c[j];
    }
  }
  const std::vector<Eigen::Index> basis = spanning_columns(scaled);
  const std::size_t order = basis.size();
  // Rows of J that all vanish are alternatives by themselves.
  if (order == 0) return Alternative{{support.front(), 1}};
  if (order == support.size()) return std::nullopt;
  const std::vector<Eigen::Index> equations = spanning_columns(scaled(Eigen::all, basis).transpose());
  if (equations.size() != order) return std::nullopt;

  const double unit = c.maxCoeff() * std::ldexp(1.0, -free_bits);
  if (!(unit > 0) || !std::isfinite(unit)) return std::nullopt;
  PartialAlternative partial;
  partial.equations.assign(equations.begin(), equations.end());
  for (Eigen::Index j = 0; j < count; ++j) {
    const std::size_t row = support[static_cast<std::size_t>(j)];
    if (std::binary_search(basis.begin(), basis.end(), j)) {
      partial.basis.push_back(row);
    } else {
      partial.free.emplace_back(row, std::max(1.0, std::round(c[j] / unit)));
    }
  }
  return complete_alternative(rows, std::move(partial));
}

std::optional<Alternative> complete_alternative(const SparseRows<mpz_class>& rows,
                                                PartialAlternative partial) {
  const std::size_t order = partial.basis.size();
  std::vector<std::ptrdiff_t> place_of_equation(rows.columns, -1);
  for (std::size_t i = 0; i < order; ++i)
    place_of_equation[partial.equations[i]] = static_cast<std::ptrdiff_t>(i);
  std::vector<mpz_class> matrix(order * order);
  std::vector<mpz_class> right(order);
  const auto for_each_equation = [&](std::size_t row, auto visit) {
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k) {
      const std::ptrdiff_t equation = place_of_equation[rows.column[k]];
      if (equation >= 0) visit(static_cast<std::size_t>(equation), rows.value[k]);
    }
  };
  for (std::size_t j = 0; j < order; ++j) {
    for_each_equation(partial.basis[j],
                      [&](std::size_t i, const mpz_class& value) { matrix[i * order + j] += value; });
  }
  for (const auto& entry : partial.free) {
    const mpz_class& weight = entry.second;
    for_each_equation(entry.first,
                      [&](std::size_t i, const mpz_class& value) { right[i] -= weight * value; });
  }
  const std::optional<RationalVector> solution = solve_square(matrix, right);
  if (!solution) return std::nullopt;

  Alternative alternative;
  for (auto& [row, weight] : partial.free) alternative.emplace_back(row, weight * solution->denominator);
  for (std::size_t j = 0; j < order; ++j) {
    const mpz_class& weight = solution->numerators[j];
    if (weight < 0) return std::nullopt;
    if (weight > 0) alternative.emplace_back(partial.basis[j], weight);
  }
  std::sort(alternative.begin(), alternative.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return alternative;
}

}  // namespace genericity
