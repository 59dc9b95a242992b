#include "core/exact/row_reduction.h"

#include <utility>

namespace genericity {

namespace {

void swap_rows(RationalMatrix& matrix, std::size_t a, std::size_t b) {
  for (std::size_t j = 0; j < matrix.columns; ++j) swap(matrix(a, j), matrix(b, j));
}

/// Makes entry (row, column) 1 and the rest of its column 0.
void pivot(RationalMatrix& table, std::size_t row, std::size_t column) {
  std::vector<std::size_t> support;
  const mpq_class value = table(row, column);
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (table(row, j) == 0) continue;
    table(row, j) /= value;
    support.push_back(j);
  }
  for (std::size_t i = 0; i < table.rows; ++i) {
    if (i == row || table(i, column) == 0) continue;
    const mpq_class factor = table(i, column);
    for (const std::size_t j : support) table(i, j) -= factor * table(row, j);
  }
}

}  // namespace

RowReduction reduce_rows(const RationalMatrix& matrix) {
  // E beside the identity, which records the combinations of rows.
  RationalMatrix table(matrix.rows, matrix.columns + matrix.rows);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) table(i, j) = matrix(i, j);
    table(i, matrix.columns + i) = 1;
  }
  RowReduction result;
  for (std::size_t column = 0; column < matrix.columns; ++column) {
    const std::size_t rank = result.pivots.size();
    std::size_t row = rank;
    while (row < matrix.rows && table(row, column) == 0) ++row;
    if (row == matrix.rows) {
      result.free.push_back(column);
      continue;
    }
    if (row != rank) swap_rows(table, row, rank);
    pivot(table, rank, column);
    result.pivots.push_back(column);
  }
  const std::size_t rank = result.pivots.size();
  result.reduced = RationalMatrix(rank, matrix.columns);
  result.combination = RationalMatrix(rank, matrix.rows);
  for (std::size_t i = 0; i < rank; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) result.reduced(i, j) = table(i, j);
    for (std::size_t j = 0; j < matrix.rows; ++j) result.combination(i, j) = table(i, matrix.columns + j);
  }
  return result;
}

}  // namespace genericity
