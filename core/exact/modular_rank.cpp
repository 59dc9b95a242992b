#include "core/exact/modular_rank.h"

#include <flint/nmod_mat.h>

namespace genericity {

namespace {

/// The greatest prime below 2^62.
constexpr mp_limb_t prime = (mp_limb_t{1} << 62U) - 57;

}  // namespace

std::vector<std::size_t> independent_columns(std::span<const mpz_class> matrix, std::size_t rows,
                                             std::size_t columns) {
  nmod_mat_t residues;
  nmod_mat_init(residues, static_cast<slong>(rows), static_cast<slong>(columns), prime);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      nmod_mat_entry(residues, static_cast<slong>(i), static_cast<slong>(j)) =
          mpz_fdiv_ui(matrix[i * columns + j].get_mpz_t(), prime);
    }
  }
  const auto rank = static_cast<std::size_t>(nmod_mat_rref(residues));
  std::vector<std::size_t> pivots;
  std::size_t column = 0;
  for (std::size_t i = 0; i < rank; ++i, ++column) {
    while (nmod_mat_entry(residues, static_cast<slong>(i), static_cast<slong>(column)) == 0) ++column;
    pivots.push_back(column);
  }
  nmod_mat_clear(residues);
  return pivots;
}

}  // namespace genericity
