#pragma once

#include <gmpxx.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

/// The exact prior of the program: positive integers w(θ) with p(θ) = w(θ) / Σw. Every condition is unchanged
/// when all weights are multiplied by one number, so integers lose nothing.
using IntegerWeights = std::vector<mpz_class>;

/// The doubles taken as exact numbers, times the least power of two that makes all of them integers. Every
/// weight must be positive and finite; throws InvalidInput otherwise.
IntegerWeights integer_weights(std::span<const double> weights);

/// The rationals times their least common denominator, divided by the greatest common divisor of the results.
/// Every weight must be positive; throws InvalidInput otherwise.
IntegerWeights integer_weights(std::span<const mpq_class> weights);

/// The least value that nearest_doubles returns.
inline constexpr double least_nearest_double = 0x1p-1000;

/// The integers divided by a power of two so that the greatest lies in [1, 2): the closest doubles, each with
/// a relative error of at most 2^-52. What would be below least_nearest_double becomes that.
std::vector<double> nearest_doubles(const IntegerWeights& weights);

/// Reads "0.15", "-3", "1e-3" or "1/20" as the exact rational that is written. Throws InvalidInput for
/// anything else, for a zero denominator and for exponents beyond ±10000.
mpq_class parse_rational(std::string_view text);

/// Half a unit of the last decimal place of a number that parse_rational reads: by how much the number that
/// was meant may differ if this one was rounded to the digits that are written. 0 for fractions and for whole
/// numbers without a decimal place: "0.15", "15e-2" and "1/20" have 1/200, 1/200 and 0; so have "3" and "3e2"
/// 0.
mpq_class written_rounding(std::string_view text);

/// "0.999999" where a decimal says the number exactly, else the fraction.
std::string exact_decimal(const mpq_class& value);

}  // namespace genericity
