#include "sim/statistics/tail_exponent.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/core/likely_counts.h"

namespace genericity {
namespace {

/// The least 64 of `samples` margins whose law is U^(1/k), in ascending order: exactly distributed, from
/// exponential spacings (Rényi).
std::vector<double> least_margins(std::mt19937_64& engine, double k, double samples) {
  std::exponential_distribution<double> exponential;
  std::vector<double> least;
  double sum = 0;
  for (int i = 0; i < 64; ++i) {
    sum += exponential(engine) / (samples - i);
    least.push_back(std::pow(-std::expm1(-sum), 1 / k));
  }
  return least;
}

TEST_CASE("the fit by hand") {
  // x_i = e^i: T = 7 + 6 + … + 1 = 28 from eight margins, so k = 6/28; the spacings i·1 grow.
  std::vector<double> least;
  for (int i = 1; i <= 8; ++i) least.push_back(std::exp(i));
  const TailFit fit = fit_tail(least, 1000, 0.95);
  CHECK(fit.size == 8);
  CHECK(fit.exponent == doctest::Approx(6.0 / 28));
  // χ² with 14 degrees of freedom: 5.6287 and 26.1189.
  CHECK(fit.low == doctest::Approx(5.6287 / 56).epsilon(1e-4));
  CHECK(fit.high == doctest::Approx(26.1189 / 56).epsilon(1e-4));
  CHECK(fit.slopes[0] == fit.exponent);
  CHECK(std::isnan(fit.slopes[1]));
  CHECK(fit.constant == doctest::Approx(8 / (1000 * std::pow(std::exp(8), 6.0 / 28))));
}

TEST_CASE("no exponent from few margins or from ties") {
  const std::vector<double> seven{1, 2, 3, 4, 5, 6, 7};
  CHECK(fit_tail(seven, 100, 0.95).size == 0);
  CHECK(std::isnan(fit_tail(seven, 100, 0.95).exponent));
  const std::vector<double> tied{1, 2, 3, 4, 5, 6, 6, 7, 8};
  CHECK(fit_tail(tied, 100, 0.95).size == 0);
  CHECK(fit_tail({}, 100, 0.95).size == 0);
}

TEST_CASE("under a power law the limits cover with the confidence") {
  constexpr std::uint64_t seed = 11;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  constexpr int studies = 4000;
  for (const double k : {0.5, 1.0, 3.0}) {
    int covered = 0;
    int straight = 0;
    int constant_covered = 0;
    double mean = 0;
    for (int study = 0; study < studies; ++study) {
      const std::vector<double> least = least_margins(engine, k, 1e6);
      const TailFit fit = fit_tail(least, 1'000'000, 0.95);
      covered += fit.low <= k && k <= fit.high ? 1 : 0;
      straight += fit.straight ? 1 : 0;
      mean += fit.slopes[3] / studies;
      const TailConstant constant = constant_at_exponent(least, fit.size, 1'000'000, k, 0.95);
      constant_covered += constant.low <= 1 && 1 <= constant.high ? 1 : 0;
    }
    CAPTURE(k);
    // The choice among three sizes costs at most a little coverage.
    CHECK(covered >= test::LikelyCounts(studies, 0.945).least);
    CHECK(constant_covered >= test::LikelyCounts(studies, 0.945).least);
    CHECK(straight >= test::LikelyCounts(studies, 0.9).least);
    // Unbiased: the mean of 4000 has a relative error of 1/√(62·4000) = 0.002; five of them.
    CHECK(std::abs(mean / k - 1) < 0.0105);
  }
}

TEST_CASE("a law that bends is seen, and fewer margins are used") {
  constexpr std::uint64_t seed = 12;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  constexpr int studies = 1000;
  int fewer = 0;
  int covered = 0;
  for (int study = 0; study < studies; ++study) {
    // Exponent 2 up to about the 30th margin, ½ beyond.
    std::vector<double> least = least_margins(engine, 2, 1e6);
    const double bend = std::sqrt(30 / 1e6);
    for (double& x : least) x = x < bend ? x : bend * std::pow(x / bend, 4);
    const TailFit fit = fit_tail(least, 1'000'000, 0.95);
    if (fit.size < 64) ++fewer;
    covered += fit.low <= 2 && 2 <= fit.high ? 1 : 0;
  }
  CHECK(fewer >= test::LikelyCounts(studies, 0.95).least);
  CHECK(covered >= test::LikelyCounts(studies, 0.9).least);
}

TEST_CASE("a known exponent gives the constant") {
  // Of 100 samples 4 lie below 0.2, and P(margin < ε) = ε²: 4 = 100·C·0.04.
  const std::vector<double> least{0.05, 0.1, 0.15, 0.2};
  const TailConstant constant = constant_at_exponent(least, 4, 100, 2, 0.95);
  CHECK(constant.constant == doctest::Approx(1));
  // χ² with 8 degrees of freedom: 2.1797 and 17.5345.
  CHECK(constant.low == doctest::Approx(2.1797 / 8).epsilon(1e-4));
  CHECK(constant.high == doctest::Approx(17.5345 / 8).epsilon(1e-4));
  CHECK(std::isnan(constant_at_exponent(least, 5, 100, 2, 0.95).constant));
  CHECK(std::isnan(constant_at_exponent(least, 4, 100, std::nan(""), 0.95).constant));
}

TEST_CASE("margins down to the least double have an exponent") {
  // x_i = 2^(i·s): log ratios are i·s·log 2, whose ratio overflows from 5e-324 up to 1.
  std::vector<double> least;
  for (int i = 0; i < 16; ++i) least.push_back(std::ldexp(1, -1074 + 71 * i));
  const TailFit fit = fit_tail(least, 1000, 0.95);
  CHECK(fit.size == 16);
  CHECK(fit.exponent == doctest::Approx(14 / (120 * 71 * std::log(2.0))));
  CHECK(fit.low < fit.exponent);
  CHECK(fit.exponent < fit.high);
  CHECK(std::isfinite(fit.constant));
  // One margin far below all others: their ratio is beyond the range of doubles.
  std::vector<double> outlier{5e-324};
  for (int i = 1; i < 64; ++i) outlier.push_back(0.001 * i);
  const TailFit bent = fit_tail(outlier, 1000, 0.95);
  CHECK(bent.size >= 16);
  CHECK(bent.exponent > 0);
  CHECK(std::isfinite(bent.high));
  CHECK(std::isfinite(bent.constant));
}

TEST_CASE("what is no positive finite margin is left out") {
  std::vector<double> least;
  for (int i = 1; i <= 8; ++i) least.push_back(std::exp(i));
  std::vector<double> with_unknown = least;
  with_unknown.insert(with_unknown.begin(), {std::nan(""), 0.0, -1.0});
  with_unknown.push_back(std::numeric_limits<double>::infinity());
  CHECK(fit_tail(with_unknown, 1000, 0.95).exponent == fit_tail(least, 1000, 0.95).exponent);
  CHECK(fit_tail(with_unknown, 1000, 0.95).size == 8);
}

TEST_CASE("margins as near to each other as doubles are") {
  for (const double start : {1.0, 1e-300, 5e-324, 0.75}) {
    CAPTURE(start);
    std::vector<double> least{start};
    while (least.size() < 64) least.push_back(std::nextafter(least.back(), 1e9));
    const TailFit fit = fit_tail(least, 1000, 0.95);
    CHECK((fit.size == 0) == std::isnan(fit.exponent));
    // C is beyond all doubles where the exponent is 10^14 or so.
    CHECK_FALSE(std::isinf(fit.constant));
    const TailConstant constant = constant_at_exponent(least, 64, 1000, 8, 0.95);
    CHECK((std::isnan(constant.constant) || (constant.low < constant.high && std::isfinite(constant.high))));
  }
}

}  // namespace
}  // namespace genericity
