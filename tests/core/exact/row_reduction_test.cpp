#include "core/exact/row_reduction.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("the reduced form is a combination of the rows, with the identity on its pivots") {
  RandomPriors random(17);
  int deficient = 0;
  for (int trial = 0; trial < 200; ++trial) {
    CAPTURE(trial);
    RationalMatrix matrix(static_cast<std::size_t>(random.integer(1, 5)),
                          static_cast<std::size_t>(random.integer(1, 6)));
    for (mpq_class& entry : matrix.values) {
      entry = mpq_class(random.integer(-1, 1), random.integer(1, 3));
      entry.canonicalize();
    }
    const RowReduction result = reduce_rows(matrix);
    const std::size_t rank = result.pivots.size();
    REQUIRE(rank + result.free.size() == matrix.columns);
    deficient += rank < std::min(matrix.rows, matrix.columns) ? 1 : 0;
    for (std::size_t i = 0; i < rank; ++i) {
      for (std::size_t k = 0; k < rank; ++k) REQUIRE(result.reduced(i, result.pivots[k]) == (i == k ? 1 : 0));
      for (std::size_t j = 0; j < matrix.columns; ++j) {
        mpq_class sum = 0;
        for (std::size_t k = 0; k < matrix.rows; ++k) sum += result.combination(i, k) * matrix(k, j);
        REQUIRE(sum == result.reduced(i, j));
      }
    }
  }
  CHECK(deficient > 5);
}
