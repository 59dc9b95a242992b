#include "core/exact/simplex.h"

#include <utility>

namespace genericity {

namespace {

/// Degenerate pivots in a row after which Bland's rule takes over.
constexpr int patience = 20;

}  // namespace

SimplexTableau::SimplexTableau(const RationalMatrix& a, const std::vector<mpq_class>& b)
    : m_(a.rows), n_(a.columns), right_(n_ + m_), basis_(m_), sign_(m_) {
  std::vector<mpq_class> row(right_ + 2);
  for (std::size_t i = 0; i < m_; ++i) {
    sign_[i] = b[i] < 0 ? -1 : 1;
    for (std::size_t j = 0; j < n_; ++j) row[j] = a(i, j);
    row[n_ + i] = sign_[i];
    row[right_] = b[i];
    table_.push_back(integer_row(row));
    if (b[i] < 0) negate(table_[i]);
    row[n_ + i] = 0;
    basis_[i] = n_ + i;
  }
  table_.emplace_back();
}

FarkasAnswer SimplexTableau::find_solution() {
  std::vector<mpq_class> costs(n_);
  costs.resize(right_, 1);
  (void)minimise(std::move(costs), n_);
  if (value() == 0) return {x(), {}};
  // Aᵀy ≤ 0 and bᵀy > 0.
  FarkasAnswer answer{{}, multipliers()};
  for (mpq_class& entry : answer.refutation) entry = -entry;
  return answer;
}

std::size_t SimplexTableau::minimise(std::vector<mpq_class> costs, std::size_t end) {
  costs_ = std::move(costs);
  costs_.resize(right_ + 1);
  costs_.emplace_back(1);
  table_[m_] = integer_row(costs_);
  for (std::size_t i = 0; i < m_; ++i) {
    if (basis_[i] < end || costs_[basis_[i]] != 0) continue;
    std::size_t j = 0;
    while (j < end && table_[i][j] == 0) ++j;
    // A row without entries is a redundant equation.
    if (j < end) exchange(i, j);
  }
  for (std::size_t i = 0; i < m_; ++i) eliminate(table_[m_], table_[i], basis_[i]);
  int degenerate = 0;
  for (;;) {
    const std::size_t column = entering(end, degenerate > patience);
    if (column == end) return end;
    const std::size_t row = leaving(column);
    if (row == m_) return column;
    degenerate = table_[row][right_] == 0 ? degenerate + 1 : 0;
    exchange(row, column);
  }
}

std::vector<mpq_class> SimplexTableau::ray(std::size_t j) const {
  std::vector<mpq_class> result = basic_entries(j);
  for (mpq_class& entry : result) entry = -entry;
  result[j] = 1;
  return result;
}

std::vector<mpq_class> SimplexTableau::multipliers() const {
  std::vector<mpq_class> result;
  for (std::size_t i = 0; i < m_; ++i)
    result.emplace_back(sign_[i] * (costs_[n_ + i] - quotient(table_[m_][n_ + i], table_[m_][right_ + 1])));
  return result;
}

/// The variable to enter, or `end` if none lowers the costs.
std::size_t SimplexTableau::entering(std::size_t end, bool bland) const {
  std::size_t best = end;
  for (std::size_t j = 0; j < end; ++j) {
    if (table_[m_][j] >= 0 || (best < end && table_[m_][j] >= table_[m_][best])) continue;
    best = j;
    if (bland) break;
  }
  return best;
}

/// The row of the least ratio, or m if none bounds the variable.
std::size_t SimplexTableau::leaving(std::size_t column) const {
  std::size_t best = m_;
  for (std::size_t i = 0; i < m_; ++i) {
    if (table_[i][column] <= 0) continue;
    const int order =
        best == m_ ? -1
                   : cmp(table_[i][right_] * table_[best][column], table_[best][right_] * table_[i][column]);
    if (order < 0 || (order == 0 && basis_[i] < basis_[best])) best = i;
  }
  return best;
}

void SimplexTableau::exchange(std::size_t row, std::size_t column) {
  pivot(table_, row, column);
  basis_[row] = column;
}

/// x, if it is read from this column.
std::vector<mpq_class> SimplexTableau::basic_entries(std::size_t column) const {
  std::vector<mpq_class> result(n_);
  for (std::size_t i = 0; i < m_; ++i) {
    if (basis_[i] < n_) result[basis_[i]] = quotient(table_[i][column], table_[i][basis_[i]]);
  }
  return result;
}

FarkasAnswer solve_nonnegative(const RationalMatrix& a, const std::vector<mpq_class>& b) {
  return SimplexTableau(a, b).find_solution();
}

}  // namespace genericity
