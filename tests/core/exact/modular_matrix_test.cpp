#include "core/exact/modular_matrix.h"

#include <doctest/doctest.h>

using namespace genericity;

TEST_CASE("rank, reduced form and null space of a matrix modulo a prime") {
  const std::uint64_t prime = (std::uint64_t{1} << 61U) - 1;
  ModularMatrix matrix(3, 4, prime);
  // The third row is the sum of the others; the second column twice the first.
  const std::uint64_t values[3][4] = {{1, 2, 0, 3}, {2, 4, 1, 1}, {3, 6, 1, 4}};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) matrix(i, j) = values[i][j];
  }
  CHECK(matrix.rank() == 2);
  const ModularMatrix null_space = matrix.left_null_space();
  REQUIRE(null_space.rows() == 1);
  CHECK(null_space.times(matrix).rank() == 0);
  CHECK(matrix.reduce() == std::vector<std::size_t>{0, 2});
  CHECK(matrix(0, 1) == 2);
  CHECK(matrix(1, 3) == prime - 5);
  CHECK(matrix.first_rows(1).above(matrix).rank() == 2);
}

TEST_CASE("small rationals are read from residues") {
  const std::uint64_t prime = (std::uint64_t{1} << 61U) - 1;
  for (const char* text : {"0", "1", "-1", "3/7", "-12/35", "1000/999"}) {
    CAPTURE(text);
    const mpq_class number(text);
    mpz_class inverse;
    const mpz_class modulus(static_cast<unsigned long>(prime));
    mpz_invert(inverse.get_mpz_t(), number.get_den_mpz_t(), modulus.get_mpz_t());
    const std::uint64_t residue = residue_of(number.get_num() * inverse, prime);
    CHECK(rational_of(residue, prime) == number);
  }
}

TEST_CASE("streams repeat, stay below their bound and find primes") {
  ResidueStream one(7);
  ResidueStream two(7);
  for (int k = 0; k < 100; ++k) {
    const std::uint64_t drawn = one.below(10);
    CHECK(drawn < 10);
    CHECK(two.below(10) == drawn);
  }
  const std::uint64_t prime = one.prime();
  CHECK(is_rank_prime(prime));
  CHECK(is_rank_prime(rank_prime));
  const std::uint64_t leading = prime >> 61U;
  CHECK(leading == 1);
  CHECK_FALSE(is_rank_prime(prime + 1));
  CHECK_FALSE(is_rank_prime(1000003));
}
