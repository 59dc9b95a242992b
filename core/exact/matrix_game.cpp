#include "core/exact/matrix_game.h"

#include <algorithm>
#include <cstddef>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

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
  // min −Σx s.t. H x + z = 1, x, z ≥ 0, where H > 0 is the game shifted by a constant. Then 1/Σx is H's
  // value, x/Σx the column player's mixture, and the multipliers of the rows, over their sum −Σx, the row
  // player's.
  const mpq_class shift = 1 - *std::min_element(payoffs.values.begin(), payoffs.values.end());
  RationalMatrix shifted = payoffs;
  for (mpq_class& entry : shifted.values) entry += shift;
  SimplexTableau tableau(shifted, std::vector<mpq_class>(payoffs.rows, 1));
  (void)tableau.minimise(std::vector<mpq_class>(payoffs.columns, -1), payoffs.columns + payoffs.rows);
  const mpq_class total = -tableau.value();
  GameSolution solution{1 / total - shift, tableau.multipliers(), tableau.x()};
  for (mpq_class& share : solution.row_mixture) share /= -total;
  for (mpq_class& share : solution.column_mixture) share /= total;
  return solution;
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
