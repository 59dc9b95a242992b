#pragma once

#include <limits>

namespace genericity {

/// Twice γ_k = k u / (1 − k u), u = 2^-53, k roundings: a sum s of m rounded products, added in any order,
/// has |s − exact| ≤ γ_{m+1} Σ|products| + m·2^-1022 (Higham, Accuracy and Stability of Numerical Algorithms,
/// section 3.1; the second term covers products that underflow). The bound itself is computed in floating
/// point; the factor two covers the roundings made on the way.
inline double rounding_bound(double roundings) {
  constexpr double unit = std::numeric_limits<double>::epsilon() / 2;
  return 2 * roundings * unit / (1 - roundings * unit);
}

}  // namespace genericity
