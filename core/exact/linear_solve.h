#pragma once

#include <gmpxx.h>

#include <optional>
#include <vector>

namespace genericity {

/// Solves the square system M x = b over the rationals by Dixon's p-adic lifting (FLINT).
/// `matrix` is row by row, `right` has as many entries as M has rows. Returns (numerators, common denominator
/// > 0), or nothing when M is singular.
struct RationalVector {
  std::vector<mpz_class> numerators;
  mpz_class denominator;
};
std::optional<RationalVector> solve_square(const std::vector<mpz_class>& matrix,
                                           const std::vector<mpz_class>& right);

/// The inverse of a square integer matrix (row by row) as integers over a common denominator > 0, or nothing
/// when it is singular.
struct RationalInverse {
  std::vector<mpz_class> numerators;
  mpz_class denominator;
};
std::optional<RationalInverse> invert(const std::vector<mpz_class>& matrix, std::size_t order);

}  // namespace genericity
