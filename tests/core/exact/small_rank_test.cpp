#include "core/exact/small_rank.h"

#include <doctest/doctest.h>

#include "core/exact/row_reduction.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("the rank is that of rational elimination, after every row") {
  constexpr std::uint64_t seed = 20261130;
  CAPTURE(seed);
  RandomPriors random(seed);
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const auto columns = static_cast<std::size_t>(random.integer(1, 9));
    const int size = round % 2 == 0 ? 1 : 3;
    SmallRank rank(columns);
    std::vector<std::vector<std::int64_t>> rows;
    for (int k = 0; k < 12; ++k) {
      std::vector<std::int64_t>& row = rows.emplace_back(columns);
      for (std::int64_t& entry : row) entry = random.coin() ? random.integer(-size, size) : 0;
      const std::size_t before = rank.rank();
      const bool rose = rank.add(row);
      CHECK(rose == (rank.rank() > before));
      RationalMatrix matrix(rows.size(), columns);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < columns; ++j) matrix(i, j) = static_cast<long>(rows[i][j]);
      }
      CHECK(rank.rank() == reduce_rows(matrix).pivots.size());
    }
  }
}

TEST_CASE("where numbers would overflow, a row counts as independent") {
  constexpr std::int64_t big = (std::int64_t{1} << 31U) - 1;
  SmallRank rank(2);
  CHECK(rank.add({big, big - 2}));
  CHECK(rank.add({big - 1, big - 4}));
  CHECK(rank.rank() == 2);
  SmallRank too_large(1);
  CHECK(too_large.add({1}));
  CHECK(too_large.add({std::int64_t{1} << 40U}));
  CHECK(too_large.rank() == 2);
}
