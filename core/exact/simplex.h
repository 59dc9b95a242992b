#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <vector>

#include "core/exact/integer_rows.h"

namespace genericity {

/// Dense rational matrix, row by row.
struct RationalMatrix {
  RationalMatrix(std::size_t row_count, std::size_t column_count)
      : rows(row_count), columns(column_count), values(row_count * column_count) {}

  [[nodiscard]] mpq_class& operator()(std::size_t row, std::size_t column) {
    return values[row * columns + column];
  }
  [[nodiscard]] const mpq_class& operator()(std::size_t row, std::size_t column) const {
    return values[row * columns + column];
  }

  std::size_t rows;
  std::size_t columns;
  std::vector<mpq_class> values;
};

/// Farkas's lemma, decided: exactly one of the two vectors exists.
struct FarkasAnswer {
  /// x ≥ 0 with A x = b, one entry a column; empty when there is none.
  std::vector<mpq_class> solution;
  /// y with Aᵀy ≥ 0 and bᵀy < 0, one entry a row, which proves that there is no such x; empty when x exists.
  std::vector<mpq_class> refutation;
  [[nodiscard]] bool feasible() const { return refutation.empty(); }
};

/// The simplex method in exact arithmetic, on a dense tableau of A x ± z = b with x, z ≥ 0, where every row
/// has its own z, with the sign of b. These form the first basis. For small systems: a pivot costs rows ·
/// columns operations on integers that may be long.
///
/// The steepest reduced cost enters, and Bland's rule takes over after a run of degenerate pivots, so that it
/// cannot cycle. Of equal ratios the variable that comes first leaves, x before z.
class SimplexTableau {
 public:
  SimplexTableau(const RationalMatrix& a, const std::vector<mpq_class>& b);

  /// Minimises Σ z, which decides {x ≥ 0 : A x = b}.
  FarkasAnswer find_solution();
  /// Minimises costs · (x, z) from where the tableau stands, by variables that come before `end`; costs that
  /// are left out are 0. A later variable without costs must stand at 0, and stays there. Returns `end`, or
  /// else the variable along which the costs fall for ever.
  std::size_t minimise(std::vector<mpq_class> costs, std::size_t end);

  /// costs · (x, z).
  [[nodiscard]] mpq_class value() const { return quotient(-table_[m_][right_], table_[m_][right_ + 1]); }
  [[nodiscard]] std::vector<mpq_class> x() const { return basic_entries(right_); }
  /// How x changes when the variable x_j, which is not in the basis, grows by 1.
  [[nodiscard]] std::vector<mpq_class> ray(std::size_t j) const;
  /// y with bᵀy = value(), one entry a row. At a minimum yᵀ(A, ±I) is at most the costs before `end`.
  [[nodiscard]] std::vector<mpq_class> multipliers() const;

 private:
  [[nodiscard]] std::size_t entering(std::size_t end, bool bland) const;
  [[nodiscard]] std::size_t leaving(std::size_t column) const;
  void exchange(std::size_t row, std::size_t column);
  [[nodiscard]] std::vector<mpq_class> basic_entries(std::size_t column) const;

  std::size_t m_;
  std::size_t n_;
  std::size_t right_;
  /// Columns: x, z, b, the unit of the costs. Rows: the equations, with signs that make b ≥ 0, and the
  /// reduced costs, with −value() in column b.
  IntegerRows table_;
  std::vector<mpq_class> costs_;
  std::vector<std::size_t> basis_;
  std::vector<int> sign_;
};

/// Decides {x ≥ 0 : A x = b} by the first phase of the simplex method.
FarkasAnswer solve_nonnegative(const RationalMatrix& a, const std::vector<mpq_class>& b);

}  // namespace genericity
