#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <vector>

namespace genericity {

/// Rows of rationals, each up to a positive factor of its own, which makes it one of integers. Elimination
/// needs no more, and integers without a common divisor spare it the fractions' many.
using IntegerRows = std::vector<std::vector<mpz_class>>;

/// The rationals times their least common denominator.
std::vector<mpz_class> integer_row(const std::vector<mpq_class>& row);

void negate(std::vector<mpz_class>& row);

/// numerator / denominator ≠ 0, in lowest terms.
mpq_class quotient(const mpz_class& numerator, const mpz_class& denominator);

/// Makes the entry of `row` in `column` 0 by a multiple of the row `by`, whose own entry there is positive,
/// and divides by common divisors. The row must not become 0 as a whole.
void eliminate(std::vector<mpz_class>& row, const std::vector<mpz_class>& by, std::size_t column);

/// Makes entry (row, column), which is not 0, positive and eliminates the rest of its column.
void pivot(IntegerRows& rows, std::size_t row, std::size_t column);

}  // namespace genericity
