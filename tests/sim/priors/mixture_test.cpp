// near, perturbed and file.

#include "sim/priors/mixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

std::string near(const std::string& base, double epsilon) {
  return nlohmann::json({{"family", "near"}, {"base", nlohmann::json::parse(base)}, {"epsilon", epsilon}})
      .dump();
}

const std::string independent = R"({"family": "independent"})";

}  // namespace

TEST_CASE("near is the stated mixture of its base and its noise") {
  const std::uint64_t seed = 91;
  CAPTURE(seed);
  for (const std::string& base_spec :
       {independent, std::string(R"({"family": "lattice", "denominator": 100})")}) {
    const Draws base(base_spec, {2, 3}, seed, 200);
    const Draws noise(near(base_spec, 1), {2, 3}, seed, 200);
    for (const double epsilon : {1e-15, 1e-6, 0.1, 0.5, 0.99}) {
      const Draws mixed(near(base_spec, epsilon), {2, 3}, seed, 200);
      for (std::size_t i = 0; i < 200; ++i) {
        // The distance to the base is epsilon times that of the noise, and each probability is the mixture's.
        double distance = 0;
        double noise_distance = 0;
        for (std::size_t k = 0; k < 6; ++k) {
          const double p = mixed.row(i)[k] / mixed.total(i);
          const double p0 = base.row(i)[k] / base.total(i);
          const double eta = noise.row(i)[k] / noise.total(i);
          REQUIRE(std::abs(p - ((1 - epsilon) * p0 + epsilon * eta)) < 1e-15);
          distance += std::abs(p - p0) / 2;
          noise_distance += std::abs(eta - p0) / 2;
        }
        REQUIRE(std::abs(distance - epsilon * noise_distance) < 3e-15);
      }
    }
  }
}

// With the noise alone the law is Dirichlet(1), independent of the base.
TEST_CASE("the noise is uniform on the simplex") {
  const std::uint64_t seed = 92;
  constexpr std::size_t draws = 50000;
  CAPTURE(seed);
  const Draws noise(near(R"({"family": "dirichlet"})", 1), {2, 2}, seed, draws);
  const Draws base(R"({"family": "dirichlet"})", {2, 2}, seed, draws);
  const boost::math::beta_distribution<> law(1, 3);
  std::vector<double> share(draws);
  std::size_t both_high = 0;
  const double median = quantile(law, 0.5);
  for (std::size_t i = 0; i < draws; ++i) {
    share[i] = noise.row(i)[0] / noise.total(i);
    both_high += share[i] > median && base.row(i)[0] / base.total(i) > median ? 1U : 0U;
  }
  CHECK(ks_statistic(share, [&](double x) { return cdf(law, x); }) < ks_limit());
  // Independent of the base's own draw: both exceed their medians with chance 1/4 (Hoeffding bound).
  const double bound = std::sqrt(std::log(2 / test_tail) / (2.0 * draws));
  CHECK(std::abs(static_cast<double>(both_high) / draws - 0.25) < bound);
}

// Σ|p(a)p(d) − p(b)p(c)| of a 2x2 table is linear in epsilon to first order when the base is a product.
// Halving epsilon must halve it, down to where the single rounding of a weight shows.
TEST_CASE("near an independent base dependence is proportional to epsilon") {
  const std::uint64_t seed = 93;
  CAPTURE(seed);
  const auto covariance = [](const Draws& draws, std::size_t i) {
    const auto w = draws.row(i);
    const double total = draws.total(i);
    return (w[0] * w[3] - w[1] * w[2]) / (total * total);
  };
  const double reference_epsilon = 1e-5;
  const Draws reference(near(independent, reference_epsilon), {2, 2}, seed, 500);
  for (const double epsilon : {1e-4, 1e-7, 1e-9, 1e-11}) {
    CAPTURE(epsilon);
    const Draws sample(near(independent, epsilon), {2, 2}, seed, 500);
    for (std::size_t i = 0; i < 500; ++i) {
      const double expected = covariance(reference, i) / reference_epsilon;
      // Second order terms are at most epsilon², rounding at most a few units of 2^-53.
      REQUIRE(std::abs(covariance(sample, i) / epsilon - expected) <
              4 * std::max(epsilon, reference_epsilon) + 4 * 0x1p-53 / epsilon +
                  4 * 0x1p-53 / reference_epsilon);
    }
  }
}

TEST_CASE("nested mixtures have their own noise") {
  const std::string inner = near(independent, 1);
  const Draws inner_noise(inner, {2, 2}, 94, 20);
  const Draws outer_noise(near(inner, 1), {2, 2}, 94, 20);
  for (std::size_t i = 0; i < 20; ++i) CHECK(inner_noise.row(i)[0] != outer_noise.row(i)[0]);
}

TEST_CASE("file gives the loaded doubles, in turn") {
  const auto given = given_on_2x2x2("").priors;
  const auto family = family_of(R"({"family": "file", "file": "x"})", {2, 2, 2});
  const Draws draws(*family, 8, 95, 1000001, 7);
  for (std::size_t i = 0; i < 7; ++i)
    CHECK(std::equal(draws.row(i).begin(), draws.row(i).end(), given[(1000001 + i) % 3].begin()));
}

TEST_CASE("perturbed is the stated mixture around the given priors") {
  const std::string spec = R"({"family": "perturbed", "file": "x", "epsilon": )";
  const Draws noise(spec + "1}", {2, 2, 2}, 96, 30);
  for (const double epsilon : {1e-10, 0.01, 0.5}) {
    const Draws mixed(spec + nlohmann::json(epsilon).dump() + "}", {2, 2, 2}, 96, 30);
    for (std::size_t i = 0; i < 30; ++i) {
      const auto given = given_on_2x2x2("").priors[i % 3];
      double total = 0;
      for (const double weight : given) total += weight;
      for (std::size_t k = 0; k < 8; ++k) {
        const double expected =
            (1 - epsilon) * (given[k] / total) + epsilon * noise.row(i)[k] / noise.total(i);
        REQUIRE(std::abs(mixed.row(i)[k] / mixed.total(i) - expected) < 1e-15);
      }
    }
  }
}

TEST_CASE("near a law that reaches the null set the density is bounded: the exponent is the codimension") {
  for (const std::string base :
       {R"({"family": "dirichlet", "alpha": 0.25})", R"({"family": "logistic_normal"})",
        R"({"family": "independent"})", R"({"family": "block_independent", "blocks": "{1},{2,3}"})",
        R"({"family": "exchangeable"})", R"({"family": "latent_class", "classes": 2})",
        R"({"family": "pairwise"})"}) {
    CAPTURE(base);
    const NullSetTheory theory = theory_of(near(base, 1e-3), {2, 2, 2}, "minimal");
    CHECK(theory.codimension == 3);
    CHECK(theory.exponent == 3);
    CHECK(std::isnan(theory.constant));
  }
}

TEST_CASE(
    "where nothing is proved of the base, of given priors and of mixtures of mixtures, nothing is claimed") {
  for (const std::string& spec :
       {near(R"({"family": "lattice", "denominator": 20})", 0.1),
        near(R"({"family": "file", "file": "x"})", 0.1), near(near(independent, 0.1), 0.1),
        std::string(R"({"family": "file", "file": "x"})"),
        std::string(R"({"family": "perturbed", "file": "x", "epsilon": 0.1})")}) {
    CAPTURE(spec);
    const NullSetTheory theory = theory_of(spec, {2, 2, 2}, "minimal");
    CHECK(std::isnan(theory.codimension));
    CHECK(std::isnan(theory.exponent));
    CHECK(std::isnan(theory.constant));
  }
}

TEST_CASE("rare events of a mixture are estimated where its base is known by independent numbers") {
  const auto refusal = [](const std::string& spec, bool one_given = false) {
    const PriorLoader load = [one_given](const std::string& path, const TypeSpace& space) {
      LoadedPriors given = given_on_2x2x2(path, space);
      if (one_given) given.priors.resize(1);
      return given;
    };
    return make_prior_family(nlohmann::json::parse(spec), TypeSpace({2, 2, 2}), load)->tail_refusal();
  };
  const std::string given = R"({"family": "file", "file": "x"})";
  const std::string perturbed = R"({"family": "perturbed", "file": "x", "epsilon": 0.1})";
  CHECK(refusal(near(independent, 0.1)).empty());
  CHECK(!family_of(near(R"({"family": "dirichlet"})", 0.1), {2, 2, 2})->cell_law());
  CHECK(refusal(near(R"({"family": "lattice", "denominator": 20})", 0.1)).find("not continuous") !=
        std::string::npos);
  CHECK(refusal(near(given, 0.1), true).empty());
  CHECK(refusal(perturbed, true).empty());
  CHECK(refusal(perturbed).find("several priors") != std::string::npos);
  // One given prior has a form, but no tail of its own.
  CHECK(refusal(given, true).find("no law that has a tail") != std::string::npos);
}

}  // namespace genericity
