#include "core/gordan/fine_alternative.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "core/exact/modular_rank.h"
#include "core/gordan/high_precision.h"

namespace genericity {

namespace {

/// Bits kept of the weights that may be chosen freely, relative to the greatest.
constexpr int fine_free_bits = 300;
/// Steps towards the centre. Weights from an interior point method need about ten where rounding decides in
/// some directions.
constexpr int most_centring_steps = 16;
/// A weight is never cut to less than this part of itself in one step.
const HighPrecision least_factor("0.05");
/// Added to the normal matrix, relative to its greatest entry, for the directions that no row sees. Rows that
/// differ by the rounding of doubles contribute about 1e-32.
const HighPrecision ridge_of_diagonal("1e-85");

using PreciseVector = Eigen::Matrix<HighPrecision, Eigen::Dynamic, 1>;
using Matrix = Eigen::Matrix<HighPrecision, Eigen::Dynamic, Eigen::Dynamic>;

/// The rows of the support times their weights, and the steps that bring their sum to zero.
class Weighted {
 public:
  Weighted(const SparseRows<mpz_class>& rows, std::span<const std::size_t> support, std::span<const double> c)
      : columns_(static_cast<Eigen::Index>(rows.columns)),
        weights_(static_cast<Eigen::Index>(support.size())) {
    products_.columns = rows.columns;
    HighPrecision greatest = 0;
    for (std::size_t j = 0; j < support.size(); ++j) {
      const HighPrecision weight = weights_[static_cast<Eigen::Index>(j)] = c[j];
      for (std::uint32_t k = rows.start[support[j]]; k < rows.start[support[j] + 1]; ++k) {
        const HighPrecision value = weight * HighPrecision(rows.value[k].get_str());
        greatest = std::max<HighPrecision>(greatest, abs(value));
        products_.push(rows.column[k], value);
      }
      products_.end_row();
    }
    if (greatest > 0) {
      for (HighPrecision& value : products_.value) value /= greatest;
    }
  }

  /// Moves the weights onto Aᵀc = 0; false if that does not succeed with all of them positive.
  bool balance() {
    for (int step = 0; step < most_centring_steps; ++step) {
      if (!solve_normal_equations()) return false;
      // The least relative change that balances; where it leaves the cone, a damped step to the centre.
      if (apply(1, 1)) return true;
      const HighPrecision length = step_length();
      if (!apply(1 + length, 2 * length)) return false;
      if (length == 1) return true;
    }
    return false;
  }

  [[nodiscard]] const PreciseVector& weights() const { return weights_; }

 private:
  /// y with (Aᵀ D² A) y = Aᵀ c, D = diag(c), and the products a_r·y c_r.
  bool solve_normal_equations() {
    Matrix normal = Matrix::Zero(columns_, columns_);
    PreciseVector y = PreciseVector::Zero(columns_);
    for (std::size_t r = 0; r < products_.rows(); ++r) {
      for (std::uint32_t p = products_.start[r]; p < products_.start[r + 1]; ++p) {
        y[products_.column[p]] += products_.value[p];
        for (std::uint32_t q = products_.start[r]; q < products_.start[r + 1]; ++q) {
          if (products_.column[q] >= products_.column[p])
            normal(products_.column[q], products_.column[p]) += products_.value[p] * products_.value[q];
        }
      }
    }
    const HighPrecision ridge = normal.diagonal().maxCoeff() * ridge_of_diagonal;
    normal.diagonal().array() += ridge;
    const Eigen::LLT<Eigen::Ref<Matrix>> cholesky(normal);
    if (cholesky.info() != Eigen::Success) return false;
    cholesky.solveInPlace(y);
    changes_.resize(weights_.size());
    for (Eigen::Index r = 0; r < changes_.size(); ++r)
      changes_[r] = products_.dot(static_cast<std::size_t>(r), y);
    return true;
  }

  /// Newton's step to the centre from c is c − 2D²Ay; how much of it leaves every weight at least_factor.
  [[nodiscard]] HighPrecision step_length() const {
    HighPrecision length = 1;
    for (Eigen::Index r = 0; r < changes_.size(); ++r) {
      const HighPrecision change = 1 - 2 * changes_[r];
      if (change < least_factor - 1) length = std::min<HighPrecision>(length, (1 - least_factor) / -change);
    }
    return length;
  }

  /// c_r ← c_r (base − slope · a_r·y c_r), unless some weight would be cut too much.
  bool apply(const HighPrecision& base, const HighPrecision& slope) {
    std::vector<HighPrecision> factors;
    for (Eigen::Index r = 0; r < changes_.size(); ++r) {
      factors.emplace_back(base - slope * changes_[r]);
      // A step of just the length that step_length allows ends on the bound itself.
      if (factors.back() * 2 < least_factor) return false;
    }
    for (std::size_t r = 0; r < factors.size(); ++r) {
      weights_[static_cast<Eigen::Index>(r)] *= factors[r];
      for (std::uint32_t k = products_.start[r]; k < products_.start[r + 1]; ++k)
        products_.value[k] *= factors[r];
    }
    return true;
  }

  Eigen::Index columns_;
  PreciseVector weights_;
  SparseRows<HighPrecision> products_;
  PreciseVector changes_;
};

/// These rows, transposed or not, as a dense matrix.
std::vector<mpz_class> dense(const SparseRows<mpz_class>& rows, std::span<const std::size_t> chosen,
                             bool transposed) {
  std::vector<mpz_class> matrix(chosen.size() * rows.columns);
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    for (std::uint32_t k = rows.start[chosen[j]]; k < rows.start[chosen[j] + 1]; ++k) {
      const std::size_t column = rows.column[k];
      matrix[transposed ? column * chosen.size() + j : j * rows.columns + column] += rows.value[k];
    }
  }
  return matrix;
}

mpz_class rounded(const HighPrecision& value) {
  return mpz_class(static_cast<boost::multiprecision::cpp_int>(round(value)).str());
}

}  // namespace

std::optional<Alternative> fine_alternative(const SparseRows<mpz_class>& rows,
                                            std::span<const std::size_t> support, std::span<const double> c) {
  if (support.empty()) return std::nullopt;
  Weighted weighted(rows, support, c);
  if (!weighted.balance()) return std::nullopt;
  const PreciseVector& weights = weighted.weights();

  // Rows with large weights first: what follows exactly should not be what is nearly zero.
  std::vector<std::size_t> order(support.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return weights[static_cast<Eigen::Index>(a)] > weights[static_cast<Eigen::Index>(b)];
  });
  std::vector<std::size_t> sorted(support.size());
  for (std::size_t j = 0; j < order.size(); ++j) sorted[j] = support[order[j]];

  PartialAlternative partial;
  std::vector<bool> basic(support.size(), false);
  for (const std::size_t j : independent_columns(dense(rows, sorted, true), rows.columns, sorted.size())) {
    basic[j] = true;
    partial.basis.push_back(sorted[j]);
  }
  partial.equations =
      independent_columns(dense(rows, partial.basis, false), partial.basis.size(), rows.columns);
  const HighPrecision unit = ldexp(weights[static_cast<Eigen::Index>(order.front())], -fine_free_bits);
  for (std::size_t j = 0; j < order.size(); ++j) {
    if (basic[j]) continue;
    const mpz_class weight = rounded(weights[static_cast<Eigen::Index>(order[j])] / unit);
    partial.free.emplace_back(sorted[j], std::max<mpz_class>(weight, 1));
  }
  return complete_alternative(rows, std::move(partial));
}

}  // namespace genericity
