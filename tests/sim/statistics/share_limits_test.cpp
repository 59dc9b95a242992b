#include "sim/statistics/share_limits.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "sim/statistics/confidence_sequence.h"
#include "sim/statistics/sample_grid.h"
#include "tests/sim/statistics/look_law.h"

namespace genericity {
namespace {

double half_width(const Interval& limits) {
  return (limits.high - limits.low) / 2;
}

TEST_CASE("a rule that does not look has the exact interval") {
  const ShareCounts counts{30, 60, 10};
  const Interval limits = share_limits(counts, {0.95, false, 0});
  CHECK(limits.low == clopper_pearson(counts, 0.95).low);
  CHECK(limits.high == clopper_pearson(counts, 0.95).high);
}

TEST_CASE("a rule that looks has the sequence, and at the planned number the exact interval as well") {
  const ShareCounts counts{30, 60, 10};
  CHECK(share_limits(counts, {0.95, true, 0}).low == confidence_sequence(counts, 0.95).low);
  const Interval before = share_limits(counts, {0.95, true, 112});
  CHECK(before.low == confidence_sequence(counts, 0.995).low);
  CHECK(before.high == confidence_sequence(counts, 0.995).high);
  const Interval at = share_limits(counts, {0.95, true, 100});
  CHECK(at.low == std::max(before.low, clopper_pearson(counts, 0.955).low));
  CHECK(at.high == std::min(before.high, clopper_pearson(counts, 0.955).high));
  CHECK(half_width(at) < half_width(before));
}

TEST_CASE("at the planned number every cell is narrow enough, and not at a smaller one") {
  for (const double width : {0.2, 0.1, 0.05, 0.03}) {
    for (const double confidence : {0.9, 0.95, 0.999}) {
      const std::uint64_t n = planned_samples(width, confidence);
      CAPTURE(n);
      for (std::uint64_t x = 0; x <= n; ++x) {
        CHECK(half_width(share_limits({x, n - x, 0}, {confidence, true, n})) <= width);
      }
      // Room for undecided ones.
      const auto undecided = static_cast<std::uint64_t>(width / 50 * static_cast<double>(n));
      const ShareCounts some{n / 2 - undecided, n - n / 2, undecided};
      CHECK(half_width(share_limits(some, {confidence, true, n})) <= width);
      if (n > 16) {
        const std::uint64_t fewer = n - 16;
        CHECK(half_width(share_limits({fewer / 2, fewer / 2, 0}, {confidence, true, fewer})) > 0.99 * width);
      }
    }
  }
}

TEST_CASE("the planned number is not much more than a fixed one needs") {
  // At a half-width of 0.005 and 95% a fixed number has to be 38,416 by the normal law, and some more
  // exactly.
  const std::uint64_t n = planned_samples(0.005, 0.95);
  CHECK(n > 38416);
  CHECK(n < 41500);
  // Shares near 0 or 1 stop far earlier.
  CHECK(half_width(share_limits({0, 1024, 0}, {0.95, true, n})) < 0.005);
  CHECK(half_width(share_limits({10, 1014, 0}, {0.95, true, n})) > 0.005);
}

/// A sequence that looks at the points of the grid and at the planned number and stops at the first width
/// that is narrow enough: the exact chances that the interval at which it stops misses p, and that any
/// interval of any look up to there misses it.
struct Missing {
  double at_stop = 0;
  double ever = 0;
};
Missing chance_of_missing(double p, double width, double confidence) {
  const std::uint64_t planned = planned_samples(width, confidence);
  const LimitsRule rule{confidence, true, planned};
  test::LookLaw stopping(p);
  test::LookLaw missing(p);
  Missing missed;
  for (std::uint64_t n = 0; n < planned;) {
    n = std::min(next_grid_point(n), planned);
    stopping.advance_to(n);
    missing.advance_to(n);
    for (std::uint64_t x = 0; x <= n; ++x) {
      const Interval limits = share_limits({x, n - x, 0}, rule);
      const bool misses = p < limits.low || limits.high < p;
      if (misses) missed.ever += missing.take_out(x);
      if (half_width(limits) <= width) {
        const double chance = stopping.take_out(x);
        if (misses) missed.at_stop += chance;
      }
    }
    // At the planned number everything has stopped.
    if (n == planned) {
      for (std::uint64_t x = 0; x <= n; ++x) CHECK(stopping.chance(x) == 0);
    }
  }
  return missed;
}

TEST_CASE("the interval at which a width stops covers in spite of the stopping, and so do all before it") {
  double worst = 0;
  for (const double width : {0.2, 0.1, 0.05}) {
    for (const double p : {0.0, 1e-4, 0.01, 0.05, 0.13, 0.25, 0.37, 0.5, 0.81, 0.99, 1.0}) {
      const Missing missed = chance_of_missing(p, width, 0.9);
      CAPTURE(width);
      CAPTURE(p);
      CHECK(missed.at_stop <= 0.1);
      CHECK(missed.ever <= 0.1);
      CHECK(missed.at_stop <= missed.ever);
      worst = std::max(worst, missed.at_stop);
    }
  }
  // Most of the chance is used where it counts.
  CHECK(worst > 0.05);
}

TEST_CASE("the relative half-width looks at the rarer side") {
  CHECK(relative_half_width({10, 90, 0}, {0.05, 0.15}) == doctest::Approx(0.5));
  CHECK(relative_half_width({90, 10, 0}, {0.85, 0.95}) == doctest::Approx(0.5));
  CHECK(relative_half_width({8, 72, 20}, {0.05, 0.15}) == doctest::Approx(0.5));
  CHECK(std::isinf(relative_half_width({0, 1000000, 0}, {0, 1e-6})));
  CHECK(std::isinf(relative_half_width({1000000, 0, 0}, {1 - 1e-6, 1})));
  CHECK(std::isinf(relative_half_width({0, 0, 0}, {0, 1})));
}

TEST_CASE("Wilson's interval") {
  // 81 of 263: 0.2553 to 0.3662, a textbook example beside the exact 0.2527 to 0.3676.
  const Interval interval = wilson({81, 182, 0}, 0.95);
  CHECK(interval.low == doctest::Approx(0.2553).epsilon(0.0005));
  CHECK(interval.high == doctest::Approx(0.3662).epsilon(0.0005));
  // It solves |x/n − p| = z √(p (1−p)/n).
  const double z = 1.959963984540054;
  for (const double p : {interval.low, interval.high}) {
    CHECK(std::abs(81.0 / 263 - p) == doctest::Approx(z * std::sqrt(p * (1 - p) / 263)));
  }
  CHECK(wilson({0, 50, 0}, 0.95).low == 0.0);
  CHECK(wilson({0, 50, 0}, 0.95).high == doctest::Approx(z * z / (50 + z * z)));
  CHECK(wilson({50, 0, 0}, 0.95).high == 1.0);
  CHECK(wilson({0, 0, 0}, 0.95).high == 1.0);
  CHECK(wilson({40, 50, 10}, 0.95).low == wilson({40, 60, 0}, 0.95).low);
  CHECK(wilson({40, 50, 10}, 0.95).high == doctest::Approx(wilson({50, 50, 0}, 0.95).high));
}

TEST_CASE("simultaneous confidence spends the chance of missing evenly") {
  CHECK(simultaneous_confidence(0.95, 1) == doctest::Approx(0.95));
  CHECK(1 - simultaneous_confidence(0.95, 34) == doctest::Approx(0.05 / 34));
}

TEST_CASE("there are limits for any number of samples, whatever the library of distributions can do") {
  for (unsigned bits = 0; bits < 63; bits += 3) {
    const std::uint64_t n = std::uint64_t{1} << bits;
    for (unsigned k = 0; k < bits; k += 3) {
      const std::uint64_t x = std::uint64_t{1} << k;
      for (const double confidence : {0.95, 0.999999}) {
        for (const ShareCounts& counts : {ShareCounts{x, n - x, 0}, ShareCounts{n - x, x, 0}}) {
          const Interval limits = share_limits(counts, {confidence, false, 0});
          const double share = static_cast<double>(counts.holds) / static_cast<double>(n);
          CAPTURE(n);
          CAPTURE(x);
          CHECK(limits.low >= 0);
          CHECK(limits.low <= share);
          CHECK(share <= limits.high);
          CHECK(limits.high <= 1);
        }
      }
    }
  }
  // 2^43 of 2^44 samples, where the exact quantiles come out, and 2^36, where they do not: as Wilson's, or
  // wider by no more than a confidence sequence is.
  for (const unsigned k : {43U, 36U}) {
    const ShareCounts counts{std::uint64_t{1} << k, (std::uint64_t{1} << 44U) - (std::uint64_t{1} << k), 0};
    const Interval limits = share_limits(counts, {0.95, false, 0});
    const Interval approximate = wilson(counts, 0.95);
    const double ratio = half_width(limits) / half_width(approximate);
    CHECK(ratio > 0.999);
    CHECK(ratio < 5);
  }
}

TEST_CASE("a half-width that no study reaches has a plan beyond all studies") {
  CHECK(planned_samples(1e-12, 0.95) == std::uint64_t{1} << 62U);
  CHECK(planned_samples(1e-300, 0.95) == std::uint64_t{1} << 62U);
  CHECK(planned_samples(5e-324, 0.999999) == std::uint64_t{1} << 62U);
}

}  // namespace
}  // namespace genericity
