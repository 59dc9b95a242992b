#include <doctest/doctest.h>

#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

/// The determinant of the 3x3 table of agents 1 and 2, each with three types, relative to the product of its
/// row sums.
double relative_determinant(std::span<const double> w) {
  const double determinant = w[0] * (w[4] * w[8] - w[5] * w[7]) - w[1] * (w[3] * w[8] - w[5] * w[6]) +
                             w[2] * (w[3] * w[7] - w[4] * w[6]);
  return std::abs(determinant) / ((w[0] + w[1] + w[2]) * (w[3] + w[4] + w[5]) * (w[6] + w[7] + w[8]));
}

}  // namespace

// Every product of three factors is rounded at most three times, so cross products agree to a few units of
// 2^-53.
TEST_CASE("one latent class is a product up to rounding") {
  const std::uint64_t seed = 61;
  CAPTURE(seed);
  const Draws sample(R"({"family": "latent_class", "classes": 1})", {2, 2, 2}, seed, 5000);
  for (std::size_t i = 0; i < sample.count(); ++i) {
    const auto w = sample.row(i);
    for (const auto& [a, b, c, d] : {std::array{0, 7, 1, 6}, {0, 7, 3, 4}, {1, 6, 2, 5}, {0, 3, 1, 2}}) {
      const auto at = [&](int k) { return w[static_cast<std::size_t>(k)]; };
      const double left = at(a) * at(b);
      const double right = at(c) * at(d);
      REQUIRE(std::abs(left - right) <= 20 * 0x1p-53 * left);
    }
  }
}

// A mixture of r products of two laws is a matrix of rank r at most, and of rank r almost surely.
TEST_CASE("two classes give rank two, three give rank three") {
  const std::uint64_t seed = 62;
  CAPTURE(seed);
  const Draws two(R"({"family": "latent_class", "classes": 2})", {3, 3}, seed, 2000);
  const Draws three(R"({"family": "latent_class", "classes": 3})", {3, 3}, seed, 2000);
  int regular = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    REQUIRE(relative_determinant(two.row(i)) < 1e-14);
    regular += relative_determinant(three.row(i)) > 1e-10 ? 1 : 0;
  }
  CHECK(regular > 1900);
}

// With one class the marginal of an agent with three types is Dirichlet(alpha) itself.
TEST_CASE("the marginals of one class are Dirichlet(alpha)") {
  const std::uint64_t seed = 63;
  constexpr std::size_t draws = 50000;
  CAPTURE(seed);
  for (const double alpha : {0.5, 1.0, 2.0}) {
    const Draws sample(R"({"family": "latent_class", "classes": 1, "alpha": )" + std::to_string(alpha) + "}",
                       {2, 3}, seed, draws);
    std::vector<double> share(draws);
    for (std::size_t i = 0; i < draws; ++i)
      share[i] = (sample.row(i)[1] + sample.row(i)[4]) / sample.total(i);
    const boost::math::beta_distribution<> law(alpha, 2 * alpha);
    CHECK(ks_statistic(share, [&](double x) { return cdf(law, x); }) < ks_limit());
  }
}

// E[p(θ)²] for r classes and alpha = 1 on {2,2}: λ uniform has E[Σλ²] = 2/(r+1); one q(θ_i) is uniform on
// (0,1), so E[q²] = 1/3 and E[q] = 1/2. E[p²] = E[Σλ²]·(1/9) + (1 − E[Σλ²])·(1/16). With r = 2: 2/3·1/9 +
// 1/3·1/16 = 41/432. p² lies in [0,1]; Hoeffding at 10^5 draws and tail 1e-6 gives ±0.0086.
TEST_CASE("the second moment of a mixture of two classes is 41/432") {
  const std::uint64_t seed = 64;
  constexpr std::size_t draws = 100000;
  CAPTURE(seed);
  const Draws sample(R"({"family": "latent_class", "classes": 2})", {2, 2}, seed, draws);
  double mean = 0;
  for (std::size_t i = 0; i < draws; ++i) {
    const double p = sample.row(i)[2] / sample.total(i);
    mean += p * p / draws;
  }
  const double bound = std::sqrt(std::log(2 / test_tail) / (2.0 * draws));
  CHECK(std::abs(mean - 41.0 / 432) < bound);
}

TEST_CASE("latent classes have a codimension, but no exponent: their law has logarithms") {
  const std::string three = R"({"family": "latent_class", "classes": 3})";
  CHECK(theory_of(three, {2, 2, 2}, "minimal").codimension == 2);
  CHECK(std::isnan(theory_of(three, {2, 2, 2}, "minimal").exponent));
  CHECK(theory_of(three, {2, 2, 2}, "maximal").codimension == 1);
  CHECK(theory_of(R"({"family": "latent_class", "classes": 1})", {2, 2, 2}, "minimal").codimension == 0);
}

TEST_CASE("rare events of latent classes are refused where weights leave the range of doubles") {
  const auto refusal = [](const std::string& alpha) {
    return family_of(R"({"family": "latent_class", "classes": 2, "alpha": )" + alpha + "}", {2, 2, 2})
        ->tail_refusal();
  };
  CHECK(refusal("0.2").empty());
  CHECK(refusal("0.05").find("between 0.1 and 1000") != std::string::npos);
}

}  // namespace genericity
