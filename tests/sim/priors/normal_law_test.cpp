// Against Boost's functions with 50 digits.

#include "sim/priors/normal_law.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>

namespace genericity {
namespace {

using Digits = boost::multiprecision::cpp_bin_float_50;

Digits exact_tail(const Digits& x) {
  return boost::math::erfc(x / sqrt(Digits(2))) / 2;
}

double relative_error(double found, const Digits& exact) {
  return std::abs(static_cast<double>((found - exact) / exact));
}

}  // namespace

TEST_CASE("tails of the normal law have full accuracy") {
  for (int step = 0; step <= 3740; ++step) {
    const double x = 0.01 * step;
    CAPTURE(x);
    REQUIRE(relative_error(normal_upper_tail(x), exact_tail(x)) < (x < 1.5 ? 3e-15 : 2e-15));
    REQUIRE(relative_error(normal_density_shape(x), exp(-Digits(x) * x / 2)) < 1e-15);
  }
  CHECK(normal_upper_tail(40) == 0);
  CHECK(normal_upper_tail(std::numeric_limits<double>::infinity()) == 0);
}

TEST_CASE("intervals of the normal law") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(normal_interval(-infinity, infinity) == 1);
  CHECK(normal_interval(-infinity, 0) == 0.5);
  for (const double low : {-30.0, -3.0, -1.5, -1.0, -1e-9, 0.0, 0.3, 1.4, 1.6, 7.0, 20.0}) {
    for (const double width : {1e-3, 0.1, 1.0, 5.0}) {
      CAPTURE(low);
      CAPTURE(width);
      const double high = low + width;
      const Digits exact = low >= 0 ? exact_tail(low) - exact_tail(high)
                                    : exact_tail(-Digits(high)) - exact_tail(-Digits(low));
      // Digits that the difference of two numbers loses.
      const double nearer = std::min(std::abs(low), std::abs(high));
      const double larger = nearer < 1.5 ? 0.5 : static_cast<double>(exact_tail(nearer));
      const double loss = low < 0 && high > 0 ? 1 : std::max(1.0, larger / static_cast<double>(exact));
      CHECK(relative_error(normal_interval(low, high), exact) < 4e-15 * loss);
      // Mirrored, the same bits.
      CHECK(normal_interval(-high, -low) == normal_interval(low, high));
    }
  }
}

TEST_CASE("quantiles of the normal law invert its tails") {
  CHECK(normal_upper_quantile(0.5) == 0);
  for (const double p :
       {0.49999999999999994, 0.4999, 0.4, 1.0 / 3, 0.25, 0.1, 0.05, 1e-3, 1e-6, 1e-12, 1e-100, 1e-290}) {
    CAPTURE(p);
    const Digits exact = sqrt(Digits(2)) * boost::math::erfc_inv(2 * Digits(p));
    CHECK(std::abs(static_cast<double>(normal_upper_quantile(p) - exact)) <
          4e-16 * std::max(1.0, static_cast<double>(exact)));
  }
}

}  // namespace genericity
