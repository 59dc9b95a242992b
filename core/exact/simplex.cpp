#include "core/exact/simplex.h"

#include <cstddef>

namespace genericity {

namespace {

/// The tableau of min Σ(artificials) s.t. A x + artificials = b, x ≥ 0, with b made non-negative by row
/// signs. Columns: the n columns of A, the m artificials, the right-hand side. The last row holds the reduced
/// costs.
class Tableau {
 public:
  Tableau(const RationalMatrix& a, const std::vector<mpq_class>& b)
      : m_(a.rows), n_(a.columns), table_(m_ + 1, n_ + m_ + 1), basis_(m_), sign_(m_) {
    for (std::size_t i = 0; i < m_; ++i) {
      sign_[i] = b[i] < 0 ? -1 : 1;
      for (std::size_t j = 0; j < n_; ++j) table_(i, j) = sign_[i] * a(i, j);
      table_(i, n_ + i) = 1;
      table_(i, n_ + m_) = sign_[i] * b[i];
      basis_[i] = n_ + i;
      for (std::size_t j = 0; j < n_; ++j) table_(m_, j) -= table_(i, j);
      table_(m_, n_ + m_) -= table_(i, n_ + m_);
    }
  }

  void minimise() {
    for (std::size_t column = entering(); column != n_; column = entering()) {
      const std::size_t row = leaving(column);
      if (row == m_) return;  // cannot happen: the sum of artificials is bounded below by zero
      pivot(row, column);
    }
  }

  [[nodiscard]] FarkasAnswer answer() const {
    FarkasAnswer answer;
    if (table_(m_, n_ + m_) == 0) {
      answer.solution.resize(n_);
      for (std::size_t i = 0; i < m_; ++i) {
        if (basis_[i] < n_) answer.solution[basis_[i]] = table_(i, n_ + m_);
      }
      return answer;
    }
    // An artificial's reduced cost is 1 minus its row's multiplier; the multipliers π satisfy πᵀA ≤ 0 and πᵀb
    // > 0 in the signed rows, so y = −π refutes.
    for (std::size_t i = 0; i < m_; ++i) {
      answer.refutation.emplace_back(sign_[i] * (table_(m_, n_ + i) - 1));
    }
    return answer;
  }

 private:
  /// Bland: the first column of A with a negative reduced cost, or n. Artificials never come back.
  [[nodiscard]] std::size_t entering() const {
    for (std::size_t j = 0; j < n_; ++j) {
      if (table_(m_, j) < 0) return j;
    }
    return n_;
  }

  /// The row of the least ratio, among equals the one whose basic variable comes first.
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
  std::vector<int> sign_;
};

}  // namespace

FarkasAnswer solve_nonnegative(const RationalMatrix& a, const std::vector<mpq_class>& b) {
  Tableau tableau(a, b);
  tableau.minimise();
  return tableau.answer();
}

}  // namespace genericity
