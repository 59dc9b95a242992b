#pragma once

#include <gmpxx.h>

namespace genericity {

/// The double nearest to an exact number, of two equally near ones that with an even last bit: what a decimal
/// constant of the same value means in a program. Infinite where the number is beyond all doubles.
double nearest_double(const mpq_class& number);

/// The double nearest to the `degree`-th root of a positive number, rounded once, in the same way. `degree`
/// is at least 1.
double nearest_root(const mpq_class& number, unsigned long degree);

}  // namespace genericity
