#pragma once

#include <gmpxx.h>

#include <vector>

#include "core/exact/simplex.h"

namespace genericity {

/// A zero-sum game solved exactly, with the proof of its value on both sides.
struct GameSolution {
  /// v = max_δ min_j (δᵀG)_j = min_λ max_i (Gλ)_i.
  mpq_class value;
  /// δ ≥ 0, Σδ = 1, one entry a row: guarantees the row player v against every column.
  std::vector<mpq_class> row_mixture;
  /// λ ≥ 0, Σλ = 1, one entry a column: holds the row player to v in every row.
  std::vector<mpq_class> column_mixture;
};

/// Solves the matrix game G (at least one row and one column) in rational arithmetic: the row player picks a
/// row and receives G(i, j). One linear program by the simplex method, from the slack basis (Dantzig 1951).
GameSolution solve_matrix_game(const RationalMatrix& payoffs);

/// Whether both mixtures are what they claim to be: an exact check that knows nothing of the solver.
bool proves_value(const RationalMatrix& payoffs, const GameSolution& solution);

}  // namespace genericity
