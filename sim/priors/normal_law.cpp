#include "sim/priors/normal_law.h"

#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "core/simd/variates.h"
#include "sim/priors/weights.h"

namespace genericity {
namespace {

constexpr double root_half = 0x1.6a09e667f3bcdp-1;
constexpr double inverse_root_two_pi = 0x1.9884533d43651p-2;

/// The same bits on every instruction set, so that any one will do.
double exponential(double x) {
  static const VariateGenerator generator;
  std::array value = {x};
  generator.exp(value);
  return value[0];
}

double natural_log(double x) {
  static const VariateGenerator generator;
  std::array value = {x};
  generator.log(value);
  return value[0];
}

/// Below it the series has the smaller error.
constexpr double series_end = 1.5;

/// P(0 < X ≤ x) for 0 ≤ x ≤ series_end: φ(x) Σ x^(2n+1) / (1·3·…·(2n+1)), all terms positive.
double central_series(double x) {
  const double square = x * x;
  double term = x;
  double sum = x;
  for (double odd = 3; term > 0x1p-60 * sum; odd += 2) {
    term *= square / odd;
    sum += term;
  }
  return inverse_root_two_pi * normal_density_shape(x) * sum;
}

/// P(0 < X ≤ x) for x ≥ 0.
double central(double x) {
  return x <= series_end ? central_series(x) : 0.5 - normal_upper_tail(x);
}

}  // namespace

double normal_density_shape(double x) {
  // The square of the leading 26 bits is exact, so that no digits of a large exponent are lost.
  const double magnitude = std::abs(x);
  if (magnitude < 0x1p-500) return 1;
  const double leading = round_to_bits(magnitude, 26);
  return exponential(-0.5 * leading * leading) *
         exponential(-0.5 * (magnitude - leading) * (magnitude + leading));
}

// Hunter and Regan, "A note on the evaluation of the complementary error function", Mathematics of
// Computation 26, 1972: with t = x/√2,
//   erfc(t) = (t e^(−t²)/π) ∫ e^(−u²)/(u² + t²) du
// by the trapezoidal rule of step ½, whose error is e^(−4π²), and which the poles at ±it correct while they
// are near.
double normal_upper_tail(double x) {
  if (x <= series_end) return 0.5 - central_series(x);
  if (x > 39) return 0;
  static const std::array<double, 14> nodes = [] {
    std::array<double, 14> values{};
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto place = static_cast<double>(k);
      values[k] = exponential(-0.25 * place * place);
    }
    return values;
  }();
  const double t_square = 0.5 * x * x;
  double sum = 0;
  for (std::size_t k = nodes.size() - 1; k > 0; --k) {
    const auto place = static_cast<double>(k);
    sum += nodes[k] / (0.25 * place * place + t_square);
  }
  sum += 0.5 / t_square;
  const double t = root_half * x;
  double tail = 0.5 * t * normal_density_shape(x) * std::numbers::inv_pi * sum;
  if (x < 8) tail -= 1 / (exponential(4 * std::numbers::pi * t) - 1);
  return tail;
}

double normal_interval(double low, double high) {
  if (low >= 0) {
    return high <= series_end ? central_series(high) - central_series(low)
                              : normal_upper_tail(low) - normal_upper_tail(high);
  }
  if (high <= 0) return normal_interval(-high, -low);
  return central(-low) + central(high);
}

double normal_upper_quantile(double p) {
  if (p == 0.5) return 0;
  // The logarithm of the tail falls and is concave: from a point on the right Newton's steps go down to the
  // root, and are over when they do not.
  double x = std::sqrt(-2 * natural_log(2 * p));
  for (;;) {
    const double tail = normal_upper_tail(x);
    const double slope = inverse_root_two_pi * normal_density_shape(x) / tail;
    const double next = x + natural_log(tail / p) / slope;
    if (!(next < x)) return x;
    x = next;
  }
}

}  // namespace genericity
