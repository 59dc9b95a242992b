#pragma once

#include <boost/math/distributions/binomial.hpp>

namespace genericity::test {

/// Range that a Binomial(trials, p) count leaves with a probability of at most `failure`, half of it on each
/// side. Exact law, no approximation.
struct LikelyCounts {
  int least = 0;
  int greatest = 0;

  LikelyCounts(int trials, double p, double failure = 1e-6) : greatest(trials) {
    const boost::math::binomial_distribution<double> law(trials, p);
    // P(count < least) and P(count > greatest) are at most failure / 2.
    while (least < trials && cdf(law, least) <= failure / 2) ++least;
    while (greatest > 0 && cdf(complement(law, greatest - 1)) <= failure / 2) --greatest;
  }
  [[nodiscard]] bool contains(int count) const { return least <= count && count <= greatest; }
};

}  // namespace genericity::test
