#include "core/exact/matrix_game.h"

#include <algorithm>
#include <cstddef>

namespace genericity {

namespace {

/// The tableau of max Σy s.t. H y + s = 1, y, s ≥ 0, where H > 0 is the game shifted by a constant. Then
/// 1/Σy is the shifted value, y/Σy the column player's mixture, and the multipliers of the rows are the row
/// player's. Columns: y, s, right-hand side; the last row holds the reduced costs.
class GameTableau {
 public:
  GameTableau(const RationalMatrix& payoffs, const mpq_class& shift)
      : m_(payoffs.rows), n_(payoffs.columns), table_(m_ + 1, n_ + m_ + 1), basis_(m_) {
    for (std::size_t i = 0; i < m_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) table_(i, j) = payoffs(i, j) + shift;
      table_(i, n_ + i) = 1;
      table_(i, n_ + m_) = 1;
      basis_[i] = n_ + i;
    }
    for (std::size_t j = 0; j < n_; ++j) table_(m_, j) = -1;
  }

  void maximise() {
    for (std::size_t column = entering(); column != n_ + m_; column = entering())
      pivot(leaving(column), column);
  }

  [[nodiscard]] GameSolution solution(const mpq_class& shift) const {
    GameSolution solution;
    const mpq_class& total = table_(m_, n_ + m_);
    solution.value = 1 / total - shift;
    solution.column_mixture.resize(n_);
    for (std::size_t i = 0; i < m_; ++i) {
      if (basis_[i] < n_) solution.column_mixture[basis_[i]] = table_(i, n_ + m_) / total;
    }
    for (std::size_t i = 0; i < m_; ++i) solution.row_mixture.emplace_back(table_(m_, n_ + i) / total);
    return solution;
  }

 private:
  /// Bland: the first column with a negative reduced cost, or the number of columns.
  [[nodiscard]] std::size_t entering() const {
    std::size_t j = 0;
    while (j < n_ + m_ && table_(m_, j) >= 0) ++j;
    return j;
  }

  /// The row of the least ratio, among equals the one whose basic variable comes first. There is one, since
  /// every entry of H is positive and the program therefore bounded.
  [[nodiscard]] std::size_t leaving(std::size_t column) const {
    std::size_t best = m_;
    mpq_class best_ratio;
    for (std::size_t i = 0; i < m_; ++i) {
      if (table_(i, column) <= 0) continue;
      const mpq_class ratio = table_(i, n_ + m_) / table_(i, column);
      if (best == m_ || ratio < best_ratio || (ratio == best_ratio && basis_[i] < basis_[best])) {
        best = i;
        best_ratio = ratio;
      }
    }
    return best;
  }

  void pivot(std::size_t row, std::size_t column) {
    const mpq_class pivot_value = table_(row, column);
    for (std::size_t j = 0; j < table_.columns; ++j) table_(row, j) /= pivot_value;
    for (std::size_t i = 0; i <= m_; ++i) {
      if (i == row || table_(i, column) == 0) continue;
      const mpq_class factor = table_(i, column);
      for (std::size_t j = 0; j < table_.columns; ++j) {
        if (table_(row, j) != 0) table_(i, j) -= factor * table_(row, j);
      }
    }
    basis_[row] = column;
  }

  std::size_t m_;
  std::size_t n_;
  RationalMatrix table_;
  std::vector<std::size_t> basis_;
};

bool is_mixture(const std::vector<mpq_class>& mixture, std::size_t size) {
  if (mixture.size() != size) return false;
  mpq_class sum = 0;
  for (const mpq_class& share : mixture) {
    if (share < 0) return false;
    sum += share;
  }
  return sum == 1;
}

}  // namespace

GameSolution solve_matrix_game(const RationalMatrix& payoffs) {
  const mpq_class least = *std::min_element(payoffs.values.begin(), payoffs.values.end());
  const mpq_class shift = 1 - least;
  GameTableau tableau(payoffs, shift);
  tableau.maximise();
  return tableau.solution(shift);
}

bool proves_value(const RationalMatrix& payoffs, const GameSolution& solution) {
  if (!is_mixture(solution.row_mixture, payoffs.rows)) return false;
  if (!is_mixture(solution.column_mixture, payoffs.columns)) return false;
  for (std::size_t j = 0; j < payoffs.columns; ++j) {
    mpq_class guaranteed = 0;
    for (std::size_t i = 0; i < payoffs.rows; ++i) guaranteed += solution.row_mixture[i] * payoffs(i, j);
    if (guaranteed < solution.value) return false;
  }
  for (std::size_t i = 0; i < payoffs.rows; ++i) {
    mpq_class held = 0;
    for (std::size_t j = 0; j < payoffs.columns; ++j) held += payoffs(i, j) * solution.column_mixture[j];
    if (held > solution.value) return false;
  }
  return true;
}

}  // namespace genericity
