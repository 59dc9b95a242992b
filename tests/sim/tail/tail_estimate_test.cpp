#include "sim/tail/tail_estimate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace genericity::tail {

// Mean 2, variance 1, standard error 1/√3; Student's 97.5% point with 2 degrees of freedom is 4.302653.
TEST_CASE("an interval from replications is Student's") {
  const double unit = 1e-40;
  const std::vector<double> values{1 * unit, 2 * unit, std::numeric_limits<double>::quiet_NaN(), 3 * unit};
  const TailEstimate found = estimate_tail(values, 1'000'000'000, 0.95);
  CHECK(found.replications == 3);
  CHECK(found.probability == doctest::Approx(2 * unit));
  CHECK(found.standard_error / unit == doctest::Approx(1 / std::sqrt(3.0)));
  CHECK(found.high / unit == doctest::Approx(2 + 4.302653 / std::sqrt(3.0)).epsilon(1e-6));
  CHECK(found.low == 0);
}

// 2 · 100 draws that all agree: what one draw in ln(40)/200 of them would have told is not excluded.
TEST_CASE("draws that all agree do not give a certain answer") {
  const TailEstimate found = estimate_tail(std::vector<double>{0.5, 0.5}, 100, 0.95);
  CHECK(found.standard_error == 0);
  CHECK(found.low == doctest::Approx(0.5 * (1 - std::log(40.0) / 200)));
  CHECK(found.high == doctest::Approx(0.5 * (1 + std::log(40.0) / 200)));
}

TEST_CASE("one replication has no interval, none no estimate") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const TailEstimate one = estimate_tail(std::vector<double>{nan, 0.25}, 10, 0.95);
  CHECK(one.probability == 0.25);
  CHECK(std::isnan(one.low));
  CHECK(std::isnan(estimate_tail(std::vector<double>{nan}, 10, 0.95).probability));
}

// P_2 = P_1 / 1000 in every replication: whatever their scatter, the slope is exactly 3.
TEST_CASE("a slope uses that replications share their draws") {
  const std::vector<double> first{1e-3, 2e-3, 4e-3};
  const std::vector<double> second{1e-6, 2e-6, 4e-6};
  const TailSlope exact = tail_slope(first, second, 1e-1, 1e-2, 0.95);
  CHECK(exact.slope == doctest::Approx(3));
  CHECK(exact.standard_error < 1e-12);
  // Two replications with ratios a and b: the jackknife of ln(Σ first / Σ second) by hand.
  const TailSlope two =
      tail_slope(std::vector<double>{2e-3, 4e-3}, std::vector<double>{1e-6, 3e-6}, 1e-1, 1e-2, 0.95);
  CHECK(two.slope == doctest::Approx(std::log(6e-3 / 4e-6) / std::log(10.0)));
  const double without_first = std::log(4e-3 / 3e-6) / std::log(10.0);
  const double without_second = std::log(2e-3 / 1e-6) / std::log(10.0);
  const double squares = std::pow(without_first - two.slope, 2) + std::pow(without_second - two.slope, 2);
  CHECK(two.standard_error == doctest::Approx(std::sqrt(squares / 2)));
}

// Without its one replication that saw anything, the smaller ε has no probability at all: the jackknife knows
// no error of the slope.
TEST_CASE("a slope that rests on one replication has no finite limits") {
  const std::vector<double> first{0.5, 0.5, 0.5};
  const std::vector<double> second{0, 0.25, 0};
  const TailSlope found = tail_slope(first, second, 0.1, 0.01, 0.95);
  CHECK(found.slope == doctest::Approx(std::log(6.0) / std::log(10.0)));
  CHECK_FALSE(std::isfinite(found.low));
  CHECK_FALSE(std::isfinite(found.high));
}

}  // namespace genericity::tail
