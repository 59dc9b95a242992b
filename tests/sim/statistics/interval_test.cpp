#include "sim/statistics/interval.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <vector>

namespace genericity {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

TEST_CASE("the limits solve the tail equations that define them") {
  for (const double confidence : {0.5, 0.95, 0.999999}) {
    for (const std::uint64_t n : {1U, 2U, 7U, 100U, 10000U}) {
      for (std::uint64_t x = 0; x <= n; x = x * 3 + 1) {
        const Interval interval = clopper_pearson({x, n - x, 0}, confidence);
        const double tail = (1 - confidence) / 2;
        const auto trials = static_cast<double>(n);
        const auto successes = static_cast<double>(x);
        CAPTURE(n);
        CAPTURE(x);
        // P(X ≥ x | low) = tail, P(X ≤ x | high) = tail.
        if (x > 0) {
          CHECK(cdf(complement(Binomial(trials, interval.low), successes - 1)) ==
                doctest::Approx(tail).epsilon(1e-7));
        } else {
          CHECK(interval.low == 0.0);
        }
        if (x < n) {
          CHECK(cdf(Binomial(trials, interval.high), successes) == doctest::Approx(tail).epsilon(1e-7));
        } else {
          CHECK(interval.high == 1.0);
        }
        CHECK(interval.low <= successes / trials);
        CHECK(successes / trials <= interval.high);
      }
    }
  }
}

TEST_CASE("none and all have closed forms") {
  for (const std::uint64_t n : {1U, 2U, 59U, 10000U, 1000000U}) {
    const double limit = -std::expm1(std::log(0.025) / static_cast<double>(n));
    const Interval none = clopper_pearson({0, n, 0}, 0.95);
    CHECK(none.low == 0.0);
    CHECK(none.high == doctest::Approx(limit).epsilon(1e-9));
    const Interval all = clopper_pearson({n, 0, 0}, 0.95);
    CHECK(all.high == 1.0);
    CHECK(1 - all.low == doctest::Approx(limit).epsilon(1e-9));
    // Never "1 ± 0".
    CHECK(all.low < 1.0);
    CHECK(none.high > 0.0);
  }
}

TEST_CASE("a published interval") {
  // 81 of 263: 0.2527 to 0.3676 (Agresti and Coull's and many textbooks' example, Clopper-Pearson at 95 %).
  const Interval interval = clopper_pearson({81, 182, 0}, 0.95);
  CHECK(interval.low == doctest::Approx(0.2527).epsilon(0.0005));
  CHECK(interval.high == doctest::Approx(0.3676).epsilon(0.0005));
}

TEST_CASE("holds and fails mirror each other") {
  for (const std::uint64_t x : {0U, 1U, 13U, 50U, 99U}) {
    const Interval a = clopper_pearson({x, 100 - x, 0}, 0.95);
    const Interval b = clopper_pearson({100 - x, x, 0}, 0.95);
    CHECK(a.low == doctest::Approx(1 - b.high).epsilon(1e-12));
    CHECK(a.high == doctest::Approx(1 - b.low).epsilon(1e-12));
  }
}

TEST_CASE("no samples say nothing") {
  const Interval interval = clopper_pearson({0, 0, 0}, 0.95);
  CHECK(interval.low == 0.0);
  CHECK(interval.high == 1.0);
}

TEST_CASE("undecided samples widen to whatever they may be") {
  const ShareCounts counts{40, 50, 10};
  const Interval interval = clopper_pearson(counts, 0.95);
  CHECK(interval.low == clopper_pearson({40, 60, 0}, 0.95).low);
  CHECK(interval.high == clopper_pearson({50, 50, 0}, 0.95).high);
  for (std::uint64_t hold = 0; hold <= 10; ++hold) {
    const Interval decided = clopper_pearson({40 + hold, 60 - hold, 0}, 0.95);
    CHECK(interval.low <= decided.low);
    CHECK(decided.high <= interval.high);
  }
  const Interval nothing = clopper_pearson({0, 0, 30}, 0.95);
  CHECK(nothing.low == 0.0);
  CHECK(nothing.high == 1.0);
}

TEST_CASE("more confidence is a wider interval") {
  double low = 1;
  double high = 0;
  for (const double confidence : {0.5, 0.9, 0.95, 0.99, 0.999999}) {
    const Interval interval = clopper_pearson({30, 70, 0}, confidence);
    CHECK(interval.low < low);
    CHECK(interval.high > high);
    low = interval.low;
    high = interval.high;
  }
}

TEST_CASE("the interval covers with the confidence, whatever the probability") {
  for (const int n : {1, 5, 20, 100}) {
    std::vector<Interval> intervals;
    for (int x = 0; x <= n; ++x) {
      intervals.push_back(
          clopper_pearson({static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(n - x), 0}, 0.95));
    }
    std::vector<double> probabilities{0.0, 1e-9, 1e-4, 1 - 1e-4, 1.0};
    for (int k = 1; k < 1000; ++k) probabilities.push_back(k / 1000.0);
    // Coverage is least just beside the limits themselves.
    for (const Interval& interval : intervals) {
      for (const double limit : {interval.low, interval.high}) {
        probabilities.push_back(std::max(0.0, limit - 1e-10));
        probabilities.push_back(std::min(1.0, limit + 1e-10));
      }
    }
    double least = 1;
    for (const double p : probabilities) {
      double covered = 0;
      for (int x = 0; x <= n; ++x) {
        const Interval& interval = intervals[static_cast<std::size_t>(x)];
        if (interval.low <= p && p <= interval.high) covered += pdf(Binomial(n, p), x);
      }
      least = std::min(least, covered);
    }
    CAPTURE(n);
    CHECK(least >= 0.95 - 1e-9);
    // Not absurdly wide either.
    if (n >= 20) CHECK(least < 0.98);
  }
}

}  // namespace
}  // namespace genericity
