#include "sim/tail/close_pair.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "sim/random/stream.h"
#include "sim/tail/variates.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity::tail {
namespace {

constexpr std::uint64_t pair_seed = 31;

double distance(const ClosePair& pair) {
  double sum = 0;
  for (std::size_t i = 0; i < pair.common.size(); ++i) sum += std::abs(pair.second[i] - pair.first[i]);
  return sum / 2;
}

/// A statistic of (x, y) that depends on more than their distance.
double asymmetric(double x0, double y0, double y1) {
  return 3 * y0 + y1 - x0 * x0;
}

}  // namespace

TEST_CASE("the distance of a close pair has the law Beta(k-1, k) below epsilon") {
  CAPTURE(pair_seed);
  constexpr std::size_t draws = 20000;
  for (const std::size_t k : {2U, 3U, 4U, 8U}) {
    const boost::math::beta_distribution<> law(static_cast<double>(k - 1), static_cast<double>(k));
    for (const double epsilon : {1.0, 0.6, 0.3, 0.1, 0.01, 1e-6, 1e-12}) {
      CAPTURE(k);
      CAPTURE(epsilon);
      const ClosePairLaw close(k, epsilon);
      CHECK(close.probability() == doctest::Approx(cdf(law, epsilon)).epsilon(1e-12));
      ClosePair pair;
      pair.resize(k);
      std::vector<double> distances(draws);
      bool consistent = true;
      for (std::size_t i = 0; i < draws; ++i) {
        Stream stream({pair_seed}, i);
        const double t = close.draw(stream, pair);
        distances[i] = distance(pair);
        consistent = consistent && std::abs(distances[i] - t) <= 1e-14 * t && t <= epsilon;
      }
      CHECK(consistent);
      CHECK(ks_statistic(distances, [&](double t) {
              return cdf(law, std::min(t, 1.0)) / cdf(law, epsilon);
            }) < ks_limit());
    }
  }
}

TEST_CASE("at epsilon = 1 a close pair is two uniform points") {
  CAPTURE(pair_seed);
  constexpr std::size_t draws = 50000;
  for (const std::size_t k : {3U, 5U}) {
    CAPTURE(k);
    const ClosePairLaw close(k, 1);
    const auto rest = static_cast<double>(k - 1);
    const boost::math::beta_distribution<> one(1, rest);
    const boost::math::beta_distribution<> two(2, rest - 1);
    ClosePair pair;
    pair.resize(k);
    std::vector<double> x0(draws);
    std::vector<double> y_last(draws);
    std::vector<double> x01(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      Stream stream({pair_seed}, i);
      close.draw(stream, pair);
      x0[i] = pair.common[0] + pair.first[0];
      x01[i] = x0[i] + pair.common[1] + pair.first[1];
      y_last[i] = pair.common[k - 1] + pair.second[k - 1];
    }
    CHECK(ks_statistic(x0, [&](double t) { return cdf(one, t); }) < ks_limit());
    CHECK(ks_statistic(y_last, [&](double t) { return cdf(one, t); }) < ks_limit());
    CHECK(ks_statistic(x01, [&](double t) { return cdf(two, std::min(t, 1.0)); }) < ks_limit());
  }
}

// Independent: uniform points drawn one by one and kept when they are close. Two empirical distributions of n
// and m draws each differ from the common law by at most their own bounds.
TEST_CASE("a close pair has the law of uniform points that happen to be close") {
  CAPTURE(pair_seed);
  constexpr std::size_t draws = 20000;
  for (const std::size_t k : {3U, 4U}) {
    for (const double epsilon : {0.2, 0.5}) {
      CAPTURE(k);
      CAPTURE(epsilon);
      const ClosePairLaw close(k, epsilon);
      ClosePair pair;
      pair.resize(k);
      std::vector<double> direct(draws);
      for (std::size_t i = 0; i < draws; ++i) {
        Stream stream({pair_seed}, i);
        close.draw(stream, pair);
        direct[i] = asymmetric(pair.common[0] + pair.first[0], pair.common[0] + pair.second[0],
                               pair.common[1] + pair.second[1]);
      }
      std::vector<double> kept;
      Stream stream({pair_seed + 1}, 0);
      std::vector<double> x(k);
      std::vector<double> y(k);
      const auto draw_uniform = [&](std::vector<double>& point) {
        double sum = 0;
        for (double& entry : point) sum += entry = exponential(stream);
        for (double& entry : point) entry /= sum;
      };
      while (kept.size() < draws) {
        draw_uniform(x);
        draw_uniform(y);
        double sum = 0;
        for (std::size_t i = 0; i < k; ++i) sum += std::abs(x[i] - y[i]);
        if (sum / 2 < epsilon) kept.push_back(asymmetric(x[0], y[0], y[1]));
      }
      std::sort(kept.begin(), kept.end());
      const auto empirical = [&](double t) {
        return static_cast<double>(std::upper_bound(kept.begin(), kept.end(), t) - kept.begin()) /
               static_cast<double>(draws);
      };
      CHECK(ks_statistic(direct, empirical) < 2 * ks_limit(test_tail / 2));
    }
  }
}

}  // namespace genericity::tail
