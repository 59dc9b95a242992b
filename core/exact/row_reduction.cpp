#include "core/exact/row_reduction.h"

#include <utility>

#include "core/exact/integer_rows.h"

namespace genericity {

RowReduction reduce_rows(const RationalMatrix& matrix) {
  // E beside the identity, which records the combinations of rows.
  IntegerRows table;
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    std::vector<mpq_class> row(matrix.columns + matrix.rows);
    for (std::size_t j = 0; j < matrix.columns; ++j) row[j] = matrix(i, j);
    row[matrix.columns + i] = 1;
    table.push_back(integer_row(row));
  }
  RowReduction result;
  for (std::size_t column = 0; column < matrix.columns; ++column) {
    const std::size_t rank = result.pivots.size();
    std::size_t row = rank;
    while (row < matrix.rows && table[row][column] == 0) ++row;
    if (row == matrix.rows) {
      result.free.push_back(column);
      continue;
    }
    std::swap(table[row], table[rank]);
    pivot(table, rank, column);
    result.pivots.push_back(column);
  }
  const std::size_t rank = result.pivots.size();
  result.reduced = RationalMatrix(rank, matrix.columns);
  result.combination = RationalMatrix(rank, matrix.rows);
  for (std::size_t i = 0; i < rank; ++i) {
    const mpz_class& unit = table[i][result.pivots[i]];
    for (std::size_t j = 0; j < matrix.columns; ++j) result.reduced(i, j) = quotient(table[i][j], unit);
    for (std::size_t j = 0; j < matrix.rows; ++j)
      result.combination(i, j) = quotient(table[i][matrix.columns + j], unit);
  }
  return result;
}

}  // namespace genericity
