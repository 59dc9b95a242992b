#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <vector>

namespace genericity {

/// More values than this are refused, by each of the three: their grid would have too many cells anyway.
inline constexpr std::size_t most_spaced_values = 1'000'000;
/// Of logspace, whose values are roots of such a degree, worked out exactly.
inline constexpr std::size_t most_logspaced_values = 10'001;

// Every value is a function of exact numbers alone, so that a finer list with the same ends holds those of a
// coarser one: linspaced(a, b, 11) is in linspaced(a, b, 21).

/// a = first, …, b = last in `count` equal steps: a + (b − a)·k/(count − 1). Throws InvalidInput unless
/// a ≠ b and count is at least 2.
std::vector<mpq_class> linspaced(const mpq_class& a, const mpq_class& b, std::size_t count);

/// a·(b/a)^(k/(count − 1)), each the nearest double; the first and the last are those of a and b. Throws
/// InvalidInput unless a and b are positive and differ and count is at least 2.
std::vector<double> logspaced(const mpq_class& a, const mpq_class& b, std::size_t count);

/// a, a + step, a + 2·step, … up to b, which is one of them if it is hit. Throws InvalidInput unless the step
/// leads from a towards b and is not 0.
std::vector<mpq_class> stepped(const mpq_class& a, const mpq_class& b, const mpq_class& step);

}  // namespace genericity
