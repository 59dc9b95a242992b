#pragma once

#include <gmpxx.h>

#include <optional>
#include <vector>

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

/// Decides {x ≥ 0 : A x = b} by the first phase of the simplex method in rational arithmetic with Bland's
/// rule, which cannot cycle. For small systems: every pivot costs rows·columns rational operations.
FarkasAnswer solve_nonnegative(const RationalMatrix& a, const std::vector<mpq_class>& b);

}  // namespace genericity
