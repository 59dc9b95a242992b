#pragma once

#include <gmpxx.h>

namespace genericity {

/// The first convergent of the number's continued fraction within 1e-7 of it: what a vertex of a linear
/// program with small whole coefficients was before it was rounded. A guess, for whoever checks it.
mpq_class small_rational(double value);

}  // namespace genericity
