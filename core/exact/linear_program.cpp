#include "core/exact/linear_program.h"

#include <algorithm>
#include <cstddef>

namespace genericity {

namespace {

/// Degenerate pivots in a row after which Bland's rule takes over.
constexpr int patience = 20;

/// Columns: the n of A, the m artificials, the right-hand side. Two cost rows: of the program (row m) and of
/// the sum of artificials (row m+1).
class TwoPhaseTableau {
 public:
  TwoPhaseTableau(const RationalMatrix& a, const std::vector<mpq_class>& b)
      : m_(a.rows), n_(a.columns), table_(m_ + 2, n_ + m_ + 1), basis_(m_), sign_(m_) {
    for (std::size_t i = 0; i < m_; ++i) {
      sign_[i] = b[i] < 0 ? -1 : 1;
      for (std::size_t j = 0; j < n_; ++j) {
        table_(i, j) = sign_[i] * a(i, j);
        table_(m_ + 1, j) -= table_(i, j);
      }
      table_(i, n_ + i) = 1;
      table_(i, n_ + m_) = sign_[i] * b[i];
      table_(m_ + 1, n_ + m_) -= table_(i, n_ + m_);
      basis_[i] = n_ + i;
    }
  }

  /// The first phase; false if the constraints are infeasible.
  bool find_feasible_point() {
    (void)run(m_ + 1);
    if (table_(m_ + 1, n_ + m_) != 0) return false;
    drive_out_artificials();
    return true;
  }

  /// After find_feasible_point() was false.
  [[nodiscard]] LinearProgramAnswer infeasibility() const {
    LinearProgramAnswer answer;
    for (std::size_t i = 0; i < m_; ++i) answer.y.emplace_back(sign_[i] * (table_(m_ + 1, n_ + i) - 1));
    return answer;
  }

  /// The second phase, from where the tableau stands.
  LinearProgramAnswer solve(const std::vector<mpq_class>& c) {
    for (std::size_t j = 0; j < table_.columns; ++j) table_(m_, j) = j < n_ ? c[j] : mpq_class(0);
    for (std::size_t i = 0; i < m_; ++i) {
      if (basis_[i] >= n_ || c[basis_[i]] == 0) continue;
      for (std::size_t j = 0; j < table_.columns; ++j) {
        if (table_(i, j) != 0) table_(m_, j) -= c[basis_[i]] * table_(i, j);
      }
    }
    LinearProgramAnswer answer;
    const std::size_t column = run(m_);
    answer.x.resize(n_);
    for (std::size_t i = 0; i < m_; ++i) {
      if (basis_[i] < n_) answer.x[basis_[i]] = table_(i, n_ + m_);
    }
    if (column < n_) {
      answer.status = LinearProgramAnswer::Status::unbounded;
      answer.ray.resize(n_);
      answer.ray[column] = 1;
      for (std::size_t i = 0; i < m_; ++i) {
        if (basis_[i] < n_) answer.ray[basis_[i]] = -table_(i, column);
      }
      return answer;
    }
    answer.status = LinearProgramAnswer::Status::optimal;
    answer.value = -table_(m_, n_ + m_);
    for (std::size_t i = 0; i < m_; ++i) answer.y.emplace_back(-sign_[i] * table_(m_, n_ + i));
    return answer;
  }

 private:
  /// Pivots until the cost row has no negative entry, returning n, or until a column is unbounded, returning
  /// that column.
  std::size_t run(std::size_t cost) {
    int degenerate = 0;
    for (;;) {
      const std::size_t column = entering(cost, degenerate > patience);
      if (column == n_) return n_;
      const std::size_t row = leaving(column);
      if (row == m_) return column;
      degenerate = table_(row, n_ + m_) == 0 ? degenerate + 1 : 0;
      pivot(row, column);
    }
  }

  [[nodiscard]] std::size_t entering(std::size_t cost, bool bland) const {
    std::size_t best = n_;
    for (std::size_t j = 0; j < n_; ++j) {
      if (table_(cost, j) >= 0 || (best < n_ && table_(cost, j) >= table_(cost, best))) continue;
      best = j;
      if (bland) break;
    }
    return best;
  }

  [[nodiscard]] std::size_t leaving(std::size_t column) const {
    std::size_t best = m_;
    mpq_class best_ratio;
    for (std::size_t i = 0; i < m_; ++i) {
      // An artificial left in the basis stands at zero in a row without other entries.
      if (table_(i, column) <= 0) continue;
      const mpq_class ratio = table_(i, n_ + m_) / table_(i, column);
      if (best == m_ || ratio < best_ratio || (ratio == best_ratio && basis_[i] < basis_[best])) {
        best = i;
        best_ratio = ratio;
      }
    }
    return best;
  }

  void drive_out_artificials() {
    for (std::size_t i = 0; i < m_; ++i) {
      if (basis_[i] < n_) continue;
      std::size_t j = 0;
      while (j < n_ && table_(i, j) == 0) ++j;
      // A row without entries is a redundant equation.
      if (j < n_) pivot(i, j);
    }
  }

  void pivot(std::size_t row, std::size_t column) {
    support_.clear();
    const mpq_class value = table_(row, column);
    for (std::size_t j = 0; j < table_.columns; ++j) {
      if (table_(row, j) == 0) continue;
      table_(row, j) /= value;
      support_.push_back(j);
    }
    for (std::size_t i = 0; i < table_.rows; ++i) {
      if (i == row || table_(i, column) == 0) continue;
      const mpq_class factor = table_(i, column);
      for (const std::size_t j : support_) table_(i, j) -= factor * table_(row, j);
    }
    basis_[row] = column;
  }

  std::size_t m_;
  std::size_t n_;
  RationalMatrix table_;
  std::vector<std::size_t> basis_;
  std::vector<int> sign_;
  std::vector<std::size_t> support_;
};

mpq_class dot(const std::vector<mpq_class>& a, const std::vector<mpq_class>& b) {
  mpq_class sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

/// x ≥ 0 and A x = b.
bool is_feasible(const RationalMatrix& a, const std::vector<mpq_class>& b, const std::vector<mpq_class>& x) {
  if (x.size() != a.columns) return false;
  if (std::any_of(x.begin(), x.end(), [](const mpq_class& entry) { return entry < 0; })) return false;
  for (std::size_t i = 0; i < a.rows; ++i) {
    mpq_class sum = 0;
    for (std::size_t j = 0; j < a.columns; ++j) sum += a(i, j) * x[j];
    if (sum != b[i]) return false;
  }
  return true;
}

/// Whether Aᵀy ≤ c.
bool is_dual_feasible(const RationalMatrix& a, const std::vector<mpq_class>& c,
                      const std::vector<mpq_class>& y) {
  if (y.size() != a.rows) return false;
  for (std::size_t j = 0; j < a.columns; ++j) {
    mpq_class sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i) sum += a(i, j) * y[i];
    if (sum > c[j]) return false;
  }
  return true;
}

}  // namespace

LinearProgramAnswer minimise(const RationalMatrix& a, const std::vector<mpq_class>& b,
                             const std::vector<mpq_class>& c) {
  TwoPhaseTableau tableau(a, b);
  return tableau.find_feasible_point() ? tableau.solve(c) : tableau.infeasibility();
}

std::vector<LinearProgramAnswer> minimise_each(const RationalMatrix& a, const std::vector<mpq_class>& b,
                                               const std::vector<std::vector<mpq_class>>& costs,
                                               const std::function<bool(const LinearProgramAnswer&)>& stop) {
  TwoPhaseTableau tableau(a, b);
  if (!tableau.find_feasible_point()) return {tableau.infeasibility()};
  std::vector<LinearProgramAnswer> answers;
  for (const std::vector<mpq_class>& c : costs) {
    answers.push_back(tableau.solve(c));
    if (stop(answers.back())) break;
  }
  return answers;
}

bool proves_answer(const RationalMatrix& a, const std::vector<mpq_class>& b, const std::vector<mpq_class>& c,
                   const LinearProgramAnswer& answer) {
  using Status = LinearProgramAnswer::Status;
  if (answer.status == Status::optimal) {
    return is_feasible(a, b, answer.x) && is_dual_feasible(a, c, answer.y) &&
           dot(c, answer.x) == answer.value && dot(b, answer.y) == answer.value;
  }
  if (answer.status == Status::unbounded) {
    return is_feasible(a, b, answer.x) && is_feasible(a, std::vector<mpq_class>(a.rows), answer.ray) &&
           dot(c, answer.ray) < 0;
  }
  std::vector<mpq_class> negated = answer.y;
  for (mpq_class& entry : negated) entry = -entry;
  return is_dual_feasible(a, std::vector<mpq_class>(a.columns), negated) && dot(b, answer.y) < 0;
}

}  // namespace genericity
