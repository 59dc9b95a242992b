#include "sim/statistics/sample_grid.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace genericity {
namespace {

TEST_CASE("the grid begins as specified and doubles every four points") {
  const std::vector<std::uint64_t> beginning{0, 16, 19, 23, 27, 32, 38, 46, 54, 64, 76, 92, 108, 128};
  for (std::size_t k = 0; k < beginning.size(); ++k) CHECK(grid_point(k) == beginning[k]);
  for (std::size_t k = 1; k + 4 <= grid_points; ++k) CHECK(grid_point(k + 4) == 2 * grid_point(k));
  CHECK(grid_point(grid_points) == std::uint64_t{1} << 63U);
}

TEST_CASE("the points are the integers nearest to a quarter of a doubling") {
  for (std::size_t k = 1; k <= 4; ++k) {
    CHECK(grid_point(k) == std::lround(16 * std::exp2(static_cast<double>(k - 1) / 4)));
  }
}

TEST_CASE("every point opens its bin and the index before it lies in the bin below") {
  for (std::size_t k = 1; k < grid_points; ++k) {
    CAPTURE(k);
    CHECK(grid_bin(grid_point(k)) == k);
    CHECK(grid_bin(grid_point(k) - 1) == k - 1);
    CHECK(next_grid_point(grid_point(k)) == grid_point(k + 1));
    CHECK(next_grid_point(grid_point(k) - 1) == grid_point(k));
    CHECK(is_grid_point(grid_point(k)));
    CHECK_FALSE(is_grid_point(grid_point(k) - 1));
    CHECK_FALSE(is_grid_point(grid_point(k) + 1));
  }
  CHECK(grid_bin(0) == 0);
  CHECK_FALSE(is_grid_point(0));
}

}  // namespace
}  // namespace genericity
