#include "sim/statistics/clustered_limits.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <boost/random/bernoulli_distribution.hpp>
#include <boost/random/beta_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

using namespace genericity;

namespace {

struct Drawn {
  std::vector<std::array<std::uint64_t, 3>> counts;
  ShareCounts first;
  [[nodiscard]] Clusters clusters() const { return {counts, first}; }
};

/// Clusters whose chance that a verdict holds follows a Beta law with the mean p and the intraclass
/// correlation given.
Drawn draw(boost::random::mt19937_64& engine, std::size_t clusters, std::size_t size, double p,
           double correlation) {
  const double precision = 1 / correlation - 1;
  boost::random::beta_distribution<> chance(p * precision, (1 - p) * precision);
  Drawn drawn{std::vector<std::array<std::uint64_t, 3>>(size + 1), {}};
  for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
    const double own = std::clamp(chance(engine), 0.0, 1.0);
    std::size_t holds = 0;
    for (std::size_t verdict = 0; verdict < size; ++verdict) {
      const bool is_good = boost::random::bernoulli_distribution<>(own)(engine);
      holds += is_good ? 1 : 0;
      if (verdict == 0) ++(is_good ? drawn.first.holds : drawn.first.fails);
    }
    ++drawn.counts[holds][0];
    ++drawn.counts[size - holds][1];
    ++drawn.counts[0][2];
  }
  return drawn;
}

}  // namespace

TEST_CASE("the limits cover as often as they say, however a cluster's verdicts hang together") {
  constexpr double confidence = 0.9;
  constexpr int studies = 400;
  boost::random::mt19937_64 engine(1234);
  for (const std::size_t size : {1U, 10U, 100U}) {
    for (const double p : {0.5, 0.95, 0.995}) {
      for (const double correlation : {0.02, 0.3, 0.8}) {
        int covered = 0;
        int covered_by_sequence = 0;
        for (int study = 0; study < studies; ++study) {
          const Drawn drawn = draw(engine, 100, size, p, correlation);
          const Interval limits = clustered_limits(drawn.clusters(), confidence);
          covered += limits.low <= p && p <= limits.high ? 1 : 0;
          const Interval sequence = mean_confidence_sequence(cluster_sums(drawn.clusters()), confidence);
          covered_by_sequence += sequence.low <= p && p <= sequence.high ? 1 : 0;
        }
        CAPTURE(size);
        CAPTURE(p);
        CAPTURE(correlation);
        INFO("seed 1234");
        const double least = quantile(boost::math::binomial_distribution<>(studies, confidence), 1e-8);
        CHECK(covered >= least);
        CHECK(covered_by_sequence >= least);
      }
    }
  }
}

TEST_CASE(
    "more verdicts of a cluster that differ make the limits narrower; those that agree do not make them "
    "wrong") {
  boost::random::mt19937_64 engine(99);
  const auto width = [&](std::size_t size, double correlation) {
    const Interval limits = clustered_limits(draw(engine, 2000, size, 0.7, correlation).clusters(), 0.95);
    return limits.high - limits.low;
  };
  const double independent = width(100, 0.001);
  const double alike = width(100, 0.95);
  CHECK(independent < width(1, 0.5) / 2);
  CHECK(alike > 2 * independent);
  // Never much wider than by the first verdicts alone: at half of the chance of missing.
  const Drawn drawn = draw(engine, 500, 10, 0.9, 0.9);
  const Interval limits = clustered_limits(drawn.clusters(), 0.95);
  const Interval of_first = clopper_pearson(drawn.first, 0.975);
  CHECK(limits.low >= of_first.low);
  CHECK(limits.high <= of_first.high);
}

TEST_CASE("undecided verdicts may be either, and no clusters say nothing") {
  const std::vector<std::array<std::uint64_t, 3>> counts{{0, 50, 50}, {0, 0, 0}, {50, 0, 0}};
  std::vector<std::array<std::uint64_t, 3>> open{{0, 50, 0}, {0, 0, 50}, {50, 0, 0}};
  const Interval decided = clustered_limits({{{{50, 0, 50}, {0, 0, 0}, {0, 50, 0}}}, {0, 50, 0}}, 0.95);
  CHECK(decided.high < 0.1);
  CHECK(clustered_limits({{}, {}}, 0.95).low == 0);
  CHECK(clustered_limits({{}, {}}, 0.95).high == 1);
  const Interval either = clustered_limits({counts, {25, 0, 25}}, 0.95);
  CHECK(either.high == 1);
  const ShareSums sums = cluster_sums({counts, {25, 0, 25}});
  CHECK(sums.holds == 50);
  CHECK(sums.fails == 0);
  CHECK(cluster_sums({open, {}}).undecided == 25);
}
