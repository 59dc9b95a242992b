#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <span>
#include <vector>

namespace genericity {

/// Columns of an integer matrix (row by row, rows × columns) that are linearly independent over the
/// rationals: going from left to right, each that those before it do not span, modulo a prime of 62 bits. A
/// rank modulo a prime is never above the true one, so the columns are independent for certain; that they
/// span the others is certain but for a chance of about 2⁻⁵⁰ for matrices that do not know the prime.
std::vector<std::size_t> independent_columns(std::span<const mpz_class> matrix, std::size_t rows,
                                             std::size_t columns);

}  // namespace genericity
