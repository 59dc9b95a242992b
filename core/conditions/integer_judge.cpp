#include "core/conditions/integer_judge.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace genericity {

namespace {

/// Bits of the integers that a floating-point solution is rounded to.
constexpr int solution_bits = 52;

}  // namespace

std::vector<mpz_class> rounded_solution(const Eigen::VectorXd& x) {
  std::vector<mpz_class> integers;
  const double greatest = x.size() > 0 ? x.cwiseAbs().maxCoeff() : 0;
  // Below this the factor would overflow.
  if (!(greatest > 0x1p-900) || !std::isfinite(greatest)) return integers;
  const double factor = std::ldexp(1.0, solution_bits) / greatest;
  integers.reserve(static_cast<std::size_t>(x.size()));
  for (Eigen::Index j = 0; j < x.size(); ++j) integers.emplace_back(std::round(x[j] * factor));
  return integers;
}

bool IntegerJudge::accepts_solution(const Eigen::VectorXd& x) {
  const std::vector<mpz_class> integers = rounded_solution(x);
  return !integers.empty() && accepts_solution(integers);
}

bool IntegerJudge::accepts_solution(std::span<const mpz_class> x) {
  if (x.size() != rows_.columns || rows_.rows() == 0) return false;
  for (std::size_t r = 0; r < rows_.rows(); ++r) {
    if (rows_.dot(r, x) >= 0) return false;
  }
  solution_.assign(x.begin(), x.end());
  return true;
}

bool IntegerJudge::accepts_alternative(const Alternative& c) {
  std::vector<mpz_class> sum(rows_.columns);
  bool any = false;
  for (const auto& [row, weight] : c) {
    if (row >= rows_.rows() || weight < 0) return false;
    any = any || weight > 0;
    for (std::uint32_t k = rows_.start[row]; k < rows_.start[row + 1]; ++k)
      sum[rows_.column[k]] += weight * rows_.value[k];
  }
  if (!any || std::any_of(sum.begin(), sum.end(), [](const mpz_class& entry) { return entry != 0; }))
    return false;
  alternative_ = c;
  return true;
}

SparseRows<double> nearest_rows(const SparseRows<mpz_class>& rows) {
  long top = std::numeric_limits<long>::min();
  for (const mpz_class& value : rows.value) {
    if (value == 0) continue;
    long exponent = 0;
    (void)mpz_get_d_2exp(&exponent, value.get_mpz_t());
    top = std::max(top, exponent);
  }
  SparseRows<double> nearest{rows.columns, rows.start, rows.column, {}};
  nearest.value.reserve(rows.value.size());
  for (const mpz_class& value : rows.value) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, value.get_mpz_t());
    nearest.value.push_back(
        value == 0 ? 0.0 : std::ldexp(mantissa, static_cast<int>(std::max(exponent - top, -1100L))));
  }
  return nearest;
}

std::vector<double> unit_scale(const SparseRows<double>& rows) {
  std::vector<double> scale;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    double size = 0;
    for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k) size += std::abs(rows.value[k]);
    scale.push_back(size > 0 ? 1 / size : 1);
  }
  return scale;
}

}  // namespace genericity
