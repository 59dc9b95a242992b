#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

constexpr std::size_t draws = 100000;

/// Total variation distance of the posteriors given agent 1's two types.
double posterior_distance(std::span<const double> weights) {
  const std::size_t m = weights.size() / 2;
  double first = 0;
  double second = 0;
  for (std::size_t k = 0; k < m; ++k) {
    first += weights[k];
    second += weights[m + k];
  }
  double distance = 0;
  for (std::size_t k = 0; k < m; ++k) distance += std::abs(weights[k] / first - weights[m + k] / second);
  return distance / 2;
}

}  // namespace

// One coordinate of a symmetric Dirichlet(alpha) on K points is Beta(alpha, (K−1) alpha), the share of three
// of them Beta(3 alpha, (K−3) alpha). Shares within 1e-9 of 1 are left out: doubles are too coarse there for
// alpha = 0.02.
TEST_CASE("dirichlet has beta marginals") {
  const std::uint64_t seed = 21;
  CAPTURE(seed);
  for (const double alpha : {0.02, 0.25, 0.9, 1.0, 3.0}) {
    CAPTURE(alpha);
    const Draws sample(R"({"family": "dirichlet", "alpha": )" + std::to_string(alpha) + "}", {2, 3}, seed,
                       draws);
    const boost::math::beta_distribution<> one_law(alpha, 5 * alpha);
    const boost::math::beta_distribution<> three_law(3 * alpha, 3 * alpha);
    for (const std::size_t place : {0U, 3U, 5U}) {
      CAPTURE(place);
      std::vector<double> share(draws);
      for (std::size_t i = 0; i < draws; ++i) share[i] = sample.row(i)[place] / sample.total(i);
      CHECK(ks_statistic(
                share, [&](double x) { return cdf(one_law, x); }, 1 - 1e-9) < ks_limit());
    }
    std::vector<double> share(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      const auto row = sample.row(i);
      share[i] = (row[0] + row[2] + row[4]) / sample.total(i);
    }
    CHECK(ks_statistic(
              share, [&](double x) { return cdf(three_law, x); }, 1 - 1e-9) < ks_limit());
  }
}

// The total variation distance of two independent uniform points of the (m−1)-simplex is Beta(m−1, m), and
// the posteriors of a coalition under Dirichlet(1) are such points.
TEST_CASE("the distance of two posteriors under dirichlet(1) is Beta(m-1, m)") {
  const std::uint64_t seed = 22;
  CAPTURE(seed);
  for (const int m : {2, 3, 4, 8}) {
    CAPTURE(m);
    const Draws sample(R"({"family": "dirichlet"})", {2, m}, seed, draws);
    std::vector<double> distance(draws);
    for (std::size_t i = 0; i < draws; ++i) distance[i] = posterior_distance(sample.row(i));
    const boost::math::beta_distribution<> law(m - 1, m);
    CHECK(ks_statistic(distance, [&](double x) { return cdf(law, std::min(x, 1.0)); }) < ks_limit());
  }
}

// P(weight < 2^-959 of the largest) is about 2^-9.6 for alpha = 0.01, so the floor is met thousands of times
// here.
TEST_CASE("weights at the floor stay in its range and never tie") {
  const std::uint64_t seed = 23;
  CAPTURE(seed);
  const Draws sample(R"({"family": "dirichlet", "alpha": 0.01})", {4, 16}, seed, 20000);
  std::size_t floored = 0;
  std::size_t ties = 0;
  for (std::size_t i = 0; i < sample.count(); ++i) {
    std::vector<double> row(sample.row(i).begin(), sample.row(i).end());
    std::sort(row.begin(), row.end());
    CHECK(row.back() == 1);
    CHECK(row.front() > 0x1p-960);
    floored += static_cast<std::size_t>(
        std::count_if(row.begin(), row.end(), [](double w) { return w < 0x1p-959; }));
    ties += std::adjacent_find(row.begin(), row.end()) == row.end() ? 0U : 1U;
  }
  CHECK(floored > 500);
  CHECK(ties == 0);
}

TEST_CASE(
    "the null set under dirichlet: the exponent falls below the codimension, the constant is of alpha 1") {
  const NullSetTheory uniform = theory_of(R"({"family": "dirichlet"})", {2, 2, 2}, "maximal");
  CHECK(uniform.codimension == 1);
  CHECK(uniform.exponent == 1);
  CHECK(uniform.constant == 27);
  const NullSetTheory sparse = theory_of(R"({"family": "dirichlet", "alpha": 0.25})", {2, 2, 2}, "minimal");
  CHECK(sparse.codimension == 3);
  CHECK(sparse.exponent == 1.5);
  CHECK(std::isnan(sparse.constant));
  CHECK(theory_of(R"({"family": "dirichlet", "alpha": 3})", {2, 2, 2}, "minimal").exponent == 3);
}

TEST_CASE("rare events of dirichlet: by its single weights from 0.1 to 20, by inputs up to 1000") {
  const auto dirichlet = [](const std::string& alpha) {
    return family_of(R"({"family": "dirichlet", "alpha": )" + alpha + "}", {2, 2, 2});
  };
  for (const std::string alpha : {"0.1", "1", "20"}) {
    const auto law = dirichlet(alpha)->cell_law();
    REQUIRE(law);
    CHECK(law->kind == CellLaw::Kind::gamma);
    CHECK(law->parameter == std::stod(alpha));
    CHECK(dirichlet(alpha)->tail_refusal().empty());
  }
  CHECK(!dirichlet("20.5")->cell_law());
  CHECK(dirichlet("1000")->tail_refusal().empty());
  for (const std::string alpha : {"0.09", "1001"}) {
    CHECK(!dirichlet(alpha)->cell_law());
    CHECK(dirichlet(alpha)->tail_refusal().find("between 0.1 and 1000") != std::string::npos);
  }
}

}  // namespace genericity
