#include "core/exact/linear_solve.h"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Rational Gaussian elimination, the oracle. Nothing when the matrix is singular.
std::optional<std::vector<mpq_class>> eliminate(const std::vector<mpz_class>& matrix,
                                                const std::vector<mpz_class>& right) {
  const std::size_t order = right.size();
  std::vector<std::vector<mpq_class>> table(order);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) table[i].emplace_back(matrix[i * order + j]);
    table[i].emplace_back(right[i]);
  }
  for (std::size_t j = 0; j < order; ++j) {
    std::size_t row = j;
    while (row < order && table[row][j] == 0) ++row;
    if (row == order) return std::nullopt;
    std::swap(table[j], table[row]);
    for (std::size_t i = 0; i < order; ++i) {
      if (i == j || table[i][j] == 0) continue;
      const mpq_class factor = table[i][j] / table[j][j];
      for (std::size_t k = j; k <= order; ++k) table[i][k] -= factor * table[j][k];
    }
  }
  std::vector<mpq_class> solution;
  for (std::size_t j = 0; j < order; ++j) solution.push_back(table[j][order] / table[j][j]);
  return solution;
}

}  // namespace

TEST_CASE("square systems are solved as by rational elimination, singular ones are refused") {
  constexpr std::uint64_t seed = 41;
  INFO("seed ", seed);
  RandomPriors random(seed);
  int singular = 0;
  for (int trial = 0; trial < 300; ++trial) {
    CAPTURE(trial);
    const auto order = static_cast<std::size_t>(random.integer(1, 8));
    const int size = trial % 3 == 0 ? 1 : 1000000;
    std::vector<mpz_class> matrix(order * order);
    for (mpz_class& entry : matrix) {
      entry = random.integer(-size, size);
      if (trial % 3 == 1) entry <<= static_cast<unsigned long>(random.integer(0, 300));
    }
    if (trial % 5 == 0 && order > 1) {
      // The last row repeats the first, with another sign.
      for (std::size_t j = 0; j < order; ++j) matrix[(order - 1) * order + j] = -matrix[j];
    }
    std::vector<mpz_class> right(order);
    for (mpz_class& entry : right) entry = random.integer(-size, size);

    const auto wanted = eliminate(matrix, right);
    const auto found = solve_square(matrix, right);
    REQUIRE(found.has_value() == wanted.has_value());
    singular += found ? 0 : 1;
    if (!found) continue;
    CHECK(found->denominator > 0);
    REQUIRE(found->numerators.size() == order);
    for (std::size_t j = 0; j < order; ++j) {
      mpq_class entry(found->numerators[j], found->denominator);
      entry.canonicalize();
      CHECK(entry == (*wanted)[j]);
    }
  }
  CHECK(singular > 30);
}
