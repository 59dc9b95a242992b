#include "sim/statistics/confidence_sequence.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/sim/statistics/look_law.h"

namespace genericity {
namespace {

const std::vector<double> probabilities{1e-6, 1e-4, 0.003, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99, 1 - 1e-4};

TEST_CASE("the ratio is a martingale that begins at 1") {
  for (const double p : probabilities) {
    for (const std::uint64_t n : {1U, 2U, 5U, 64U, 700U}) {
      // Log factorials, since the ratio is beyond the range of doubles where the law is.
      const auto log_factorial = [](std::uint64_t k) { return std::lgamma(static_cast<double>(k) + 1); };
      double mean = 0;
      for (std::uint64_t x = 0; x <= n; ++x) {
        const double log_chance = log_factorial(n) - log_factorial(x) - log_factorial(n - x) +
                                  static_cast<double>(x) * std::log(p) +
                                  static_cast<double>(n - x) * std::log1p(-p);
        mean += std::exp(log_chance + log_mixture_ratio(x, n, p));
      }
      CAPTURE(n);
      CAPTURE(p);
      CHECK(mean == doctest::Approx(1).epsilon(1e-9));
    }
  }
}

TEST_CASE("the ratio agrees with the product that defines it") {
  const std::pair<double, double> components[] = {{1, 0.2},       {16, 0.15},    {256, 0.2},
                                                  {4096, 0.2},    {65536, 0.12}, {0x1p20, 0.06},
                                                  {0x1p24, 0.04}, {0x1p28, 0.03}};
  for (const std::uint64_t x : {0U, 1U, 7U, 40U}) {
    const std::uint64_t n = 40;
    for (const double p : {0.01, 0.2, 0.9}) {
      double ratio = 0;
      for (const auto& [r, weight] : components) {
        double term = weight;
        for (std::uint64_t i = 0; i < n; ++i) {
          const auto k = static_cast<double>(i);
          if (i < x) term *= 1 + k / (r * p);
          if (i < n - x) term *= 1 + k / (r * (1 - p));
          term /= 1 + k / r;
        }
        ratio += term;
      }
      CHECK(log_mixture_ratio(x, n, p) == doctest::Approx(std::log(ratio)).epsilon(1e-9));
    }
  }
}

TEST_CASE("the limits are where the ratio reaches the inverse of the level") {
  for (const double confidence : {0.5, 0.95, 0.9999}) {
    for (const std::uint64_t n : {1U, 10U, 1000U, 1000000U}) {
      for (std::uint64_t x = 0; x <= n; x = 4 * x + 1) {
        CAPTURE(n);
        CAPTURE(x);
        const Interval limits = confidence_sequence({x, n - x, 0}, confidence);
        const double threshold = -std::log1p(-confidence);
        const double share = static_cast<double>(x) / static_cast<double>(n);
        CHECK(limits.low <= share);
        CHECK(share <= limits.high);
        if (limits.low > 0)
          CHECK(log_mixture_ratio(x, n, limits.low) == doctest::Approx(threshold).epsilon(1e-6));
        if (limits.low == 0 && x > 0) CHECK(log_mixture_ratio(x, n, 1e-300) <= threshold + 1e-6);
        if (x == n) CHECK(limits.high == 1.0);
        const Interval mirrored = confidence_sequence({n - x, x, 0}, confidence);
        CHECK(limits.high == doctest::Approx(1 - mirrored.low).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("the logarithm of the ratio is convex, so the set is an interval") {
  for (const std::uint64_t n : {5U, 300U, 40000U}) {
    for (const std::uint64_t x : {std::uint64_t{0}, std::uint64_t{1}, n / 3, n}) {
      for (double p = 0.02; p < 0.98; p += 0.01) {
        const double middle = log_mixture_ratio(x, n, p);
        const double around = (log_mixture_ratio(x, n, p - 0.01) + log_mixture_ratio(x, n, p + 0.01)) / 2;
        CHECK(middle <= around + 1e-8);
      }
    }
  }
}

/// Chance that any of the intervals n = 1 … samples misses p: exact.
double chance_of_ever_missing(double p, double confidence, std::uint64_t samples) {
  test::LookLaw law(p);
  double missed = 0;
  const double threshold = -std::log1p(-confidence);
  for (std::uint64_t n = 1; n <= samples; ++n) {
    law.advance_to(n);
    // Refused are the numbers of successes on both sides; their mass leaves. Equality with the interval's
    // membership is the case above.
    for (std::uint64_t x = 0; x <= n && log_mixture_ratio(x, n, p) >= threshold; ++x)
      missed += law.take_out(x);
    for (std::uint64_t x = n + 1; x-- > 0 && log_mixture_ratio(x, n, p) >= threshold;)
      missed += law.take_out(x);
  }
  return missed;
}

TEST_CASE("all intervals together cover with the confidence") {
  double most = 0;
  for (const double p : {1e-4, 0.01, 0.2, 0.5, 0.99}) {
    const double missed = chance_of_ever_missing(p, 0.9, 600);
    CAPTURE(p);
    CHECK(missed <= 0.1);
    most = std::max(most, missed);
  }
  // Nothing is given away: within 600 samples a part of the chance is used.
  CHECK(most > 0.02);
}

TEST_CASE("at 0 and 1 no interval ever misses") {
  for (std::uint64_t n = 1; n < 100'000'000; n = n * 3 + 1) {
    CHECK(confidence_sequence({0, n, 0}, 0.95).low == 0.0);
    CHECK(confidence_sequence({n, 0, 0}, 0.95).high == 1.0);
    CHECK(confidence_sequence({0, n, 0}, 0.95).high > 0.0);
    CHECK(confidence_sequence({n, 0, 0}, 0.95).low < 1.0);
  }
}

TEST_CASE("from 64 to 1e9 samples the limits are at most twice as far apart as for a fixed number") {
  for (const std::uint64_t n : {64U, 1000U, 40000U, 1000000U, 1000000000U}) {
    for (const double p : {0.0, 1e-6, 1e-4, 0.01, 0.5, 0.9, 1.0}) {
      const auto x = static_cast<std::uint64_t>(p * static_cast<double>(n));
      const ShareCounts counts{x, n - x, 0};
      const Interval sequence = confidence_sequence(counts, 0.95);
      const Interval fixed = clopper_pearson(counts, 0.95);
      CAPTURE(n);
      CAPTURE(p);
      CHECK(sequence.high - sequence.low < 2 * (fixed.high - fixed.low));
    }
  }
}

TEST_CASE("undecided samples widen to whatever they may be") {
  const Interval limits = confidence_sequence({40, 50, 10}, 0.95);
  CHECK(limits.low == confidence_sequence({40, 60, 0}, 0.95).low);
  CHECK(limits.high == confidence_sequence({50, 50, 0}, 0.95).high);
  for (std::uint64_t hold = 0; hold <= 10; ++hold) {
    const Interval decided = confidence_sequence({40 + hold, 60 - hold, 0}, 0.95);
    CHECK(limits.low <= decided.low);
    CHECK(decided.high <= limits.high);
  }
  const Interval nothing = confidence_sequence({0, 0, 0}, 0.95);
  CHECK(nothing.low == 0.0);
  CHECK(nothing.high == 1.0);
}

}  // namespace
}  // namespace genericity
