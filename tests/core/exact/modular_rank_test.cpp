#include "core/exact/modular_rank.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/exact/row_reduction.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("a matrix by hand: zero columns, multiples and sums are passed over") {
  // Columns: 0, a, 2a, b, a + b, c.
  const std::vector<mpz_class> matrix{0, 1, 2, 0, 1, 5,  //
                                      0, 2, 4, 1, 3, 0,  //
                                      0, 3, 6, 0, 3, 1};
  CHECK(independent_columns(matrix, 3, 6) == std::vector<std::size_t>{1, 3, 5});
  CHECK(independent_columns(std::vector<mpz_class>(6), 2, 3).empty());
}

TEST_CASE("the columns are the pivots of rational elimination, however large or near the integers are") {
  constexpr std::uint64_t seed = 62;
  CAPTURE(seed);
  RandomPriors random(seed);
  for (int round = 0; round < 200; ++round) {
    const auto rows = static_cast<std::size_t>(random.integer(1, 7));
    const auto columns = static_cast<std::size_t>(random.integer(1, 9));
    std::vector<mpz_class> matrix(rows * columns);
    for (mpz_class& entry : matrix) entry = random.coin() ? random.integer(-3, 3) : 0;
    // Every third matrix differs from a multiple of a small one in its last digits only.
    if (round % 3 == 0) {
      const mpz_class large = mpz_class(1) << 200U;
      for (mpz_class& entry : matrix) entry = entry * large + random.integer(0, 1);
    }
    RationalMatrix rational(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) rational(i, j) = matrix[i * columns + j];
    }
    CHECK(independent_columns(matrix, rows, columns) == reduce_rows(rational).pivots);
  }
}
