#pragma once

#include <gmpxx.h>

#include <span>
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

}  // namespace genericity
