#include "core/exact/matrix_game.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

RationalMatrix payoffs(std::size_t rows, std::size_t columns, std::initializer_list<int> values) {
  RationalMatrix result(rows, columns);
  std::size_t k = 0;
  for (const int value : values) result.values[k++] = value;
  return result;
}

}  // namespace

TEST_CASE("matching pennies is worth nothing and is played half and half") {
  const RationalMatrix game = payoffs(2, 2, {1, -1, -1, 1});
  const GameSolution solution = solve_matrix_game(game);
  CHECK(solution.value == 0);
  CHECK(solution.row_mixture == std::vector<mpq_class>{mpq_class(1, 2), mpq_class(1, 2)});
  CHECK(proves_value(game, solution));
}

TEST_CASE("two by two games without a saddle have the textbook value (ad - bc) / (a + d - b - c)") {
  const RationalMatrix game = payoffs(2, 2, {3, -1, -2, 5});
  const GameSolution solution = solve_matrix_game(game);
  CHECK(solution.value == mpq_class(13, 11));
  CHECK(solution.row_mixture == std::vector<mpq_class>{mpq_class(7, 11), mpq_class(4, 11)});
  CHECK(solution.column_mixture == std::vector<mpq_class>{mpq_class(6, 11), mpq_class(5, 11)});
}

TEST_CASE("a saddle point, one row and one column") {
  CHECK(solve_matrix_game(payoffs(2, 2, {4, 2, 3, 1})).value == 2);
  CHECK(solve_matrix_game(payoffs(1, 3, {4, -2, 3})).value == -2);
  CHECK(solve_matrix_game(payoffs(3, 1, {4, -2, 7})).value == 7);
}

TEST_CASE("random games, degenerate ones among them, come with both proofs") {
  RandomPriors random(20261121);
  for (int trial = 0; trial < 500; ++trial) {
    CAPTURE(trial);
    RationalMatrix game(static_cast<std::size_t>(random.integer(1, 6)),
                        static_cast<std::size_t>(random.integer(1, 6)));
    for (mpq_class& value : game.values) {
      value = mpq_class(random.integer(-3, 3), random.integer(1, 2));
      value.canonicalize();
    }
    const GameSolution solution = solve_matrix_game(game);
    REQUIRE(proves_value(game, solution));
    GameSolution wrong = solution;
    wrong.value += mpq_class(1, 1000);
    REQUIRE_FALSE(proves_value(game, wrong));
    wrong.value -= mpq_class(2, 1000);
    REQUIRE_FALSE(proves_value(game, wrong));
  }
}

TEST_CASE("a mixture that is no mixture proves nothing") {
  const RationalMatrix game = payoffs(2, 2, {1, -1, -1, 1});
  GameSolution solution = solve_matrix_game(game);
  solution.row_mixture = {mpq_class(3, 2), mpq_class(-1, 2)};
  CHECK_FALSE(proves_value(game, solution));
  solution.row_mixture = {mpq_class(1, 2)};
  CHECK_FALSE(proves_value(game, solution));
  solution.row_mixture = {1, 1};
  CHECK_FALSE(proves_value(game, solution));
}
