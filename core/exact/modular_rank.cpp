#include "core/exact/modular_rank.h"

#include "core/exact/modular_matrix.h"

namespace genericity {

namespace {

/// The greatest prime below 2^62.
constexpr std::uint64_t greatest_prime = (std::uint64_t{1} << 62U) - 57;

}  // namespace

std::vector<std::size_t> independent_columns(std::span<const mpz_class> matrix, std::size_t rows,
                                             std::size_t columns) {
  ModularMatrix residues(rows, columns, greatest_prime);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j)
      residues(i, j) = residue_of(matrix[i * columns + j], greatest_prime);
  }
  return residues.reduce();
}

}  // namespace genericity
