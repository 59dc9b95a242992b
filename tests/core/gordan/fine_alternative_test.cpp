#include "core/gordan/fine_alternative.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

constexpr std::size_t visible = 6;  // columns that doubles see
constexpr std::size_t hidden = 5;   // columns 2^60 times smaller
constexpr std::size_t count = 90;

struct Planted {
  SparseRows<mpz_class> rows;
  SparseRows<double> approximate;
  std::vector<double> weights;
};

/// Rows whose visible parts balance with the weights up to 2^-53, as rounding leaves them, and whose hidden
/// parts are signs.
Planted planted(RandomPriors& random) {
  Planted system;
  system.rows.columns = system.approximate.columns = visible + hidden;
  std::vector<double> sum(visible);
  for (std::size_t r = 0; r < count; ++r) {
    const double weight = r + 1 < count ? std::exp(2 * random.normal()) : 1.0;
    system.weights.push_back(weight);
    for (std::size_t j = 0; j < visible; ++j) {
      double value = random.normal();
      if (r + 1 == count) value = -sum[j];
      const double rounded = std::round(std::ldexp(value, 60));
      sum[j] += weight * std::ldexp(rounded, -60);
      system.rows.push(j, mpz_class(rounded));
      system.approximate.push(j, rounded);
    }
    for (std::size_t j = visible; j < visible + hidden; ++j) {
      const int sign = random.coin() ? 1 : -1;
      system.rows.push(j, mpz_class(sign));
      system.approximate.push(j, sign);
    }
    system.rows.end_row();
    system.approximate.end_row();
  }
  return system;
}

bool solves(const SparseRows<mpz_class>& rows, const Alternative& alternative) {
  std::vector<mpz_class> sums(rows.columns);
  bool positive = false;
  for (const auto& [row, weight] : alternative) {
    if (weight < 0) return false;
    positive = positive || weight > 0;
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k)
      sums[rows.column[k]] += weight * rows.value[k];
  }
  return positive && sums == std::vector<mpz_class>(rows.columns);
}

}  // namespace

TEST_CASE("equations far below the resolution of doubles are solved, too") {
  constexpr std::uint64_t seed = 31;
  CAPTURE(seed);
  RandomPriors random(seed);
  std::vector<std::size_t> support(count);
  std::iota(support.begin(), support.end(), 0);
  for (int round = 0; round < 10; ++round) {
    CAPTURE(round);
    const Planted system = planted(random);
    const auto fine = fine_alternative(system.rows, support, system.weights);
    REQUIRE(fine);
    CHECK(solves(system.rows, *fine));
    // What doubles see of the system does not do.
    const Eigen::VectorXd c = Eigen::Map<const Eigen::VectorXd>(system.weights.data(), count);
    const auto coarse = exact_alternative(system.rows, system.approximate, support, c);
    CHECK(!(coarse && solves(system.rows, *coarse)));
  }
}

TEST_CASE("rows on one side of a hidden hyperplane have no alternative, and none is claimed") {
  constexpr std::uint64_t seed = 32;
  CAPTURE(seed);
  RandomPriors random(seed);
  Planted system = planted(random);
  for (std::size_t r = 0; r < count; ++r) system.rows.value[system.rows.start[r] + visible] = 1;
  std::vector<std::size_t> support(count);
  std::iota(support.begin(), support.end(), 0);
  CHECK(!fine_alternative(system.rows, support, system.weights));
  CHECK(!fine_alternative(system.rows, {}, {}));
}
