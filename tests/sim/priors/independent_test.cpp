// independent and block_independent: exactly products, in exact rational arithmetic.

#include <doctest/doctest.h>
#include <gmpxx.h>

#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "core/coalition.h"
#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

/// Whether the table (θ_S, θ_-S) of the weights, taken as exact numbers, has rank one.
bool exactly_independent(std::span<const double> weights, const TypeSpace& space, Coalition block) {
  const CoalitionSplit split(space, block);
  const auto entry = [&](std::size_t inside, std::size_t outside) {
    return mpq_class(weights[split.inside[inside] + split.outside[outside]]);
  };
  for (std::size_t inside = 1; inside < split.inside.size(); ++inside)
    for (std::size_t outside = 1; outside < split.outside.size(); ++outside)
      if (entry(0, 0) * entry(inside, outside) != entry(0, outside) * entry(inside, 0)) return false;
  return true;
}

}  // namespace

TEST_CASE("independent is a product exactly") {
  const std::uint64_t seed = 41;
  CAPTURE(seed);
  for (const std::string alpha : {"0.01", "0.3", "1", "4", "1e9"})
    for (const std::vector<int>& types :
         {std::vector<int>{2, 2}, {3, 5}, {2, 3, 4}, {2, 2, 2, 2}, {2, 2, 2, 3, 2, 2}}) {
      CAPTURE(alpha);
      const TypeSpace space(types);
      const Draws sample(R"({"family": "independent", "alpha": )" + alpha + "}", types, seed, 200);
      for (std::size_t i = 0; i < sample.count(); ++i)
        for (int agent = 0; agent < space.agents(); ++agent)
          REQUIRE(exactly_independent(sample.row(i), space, Coalition::single(agent)));
    }
  const std::vector<int> many(16, 2);
  for (const std::string alpha : {"0.01", "1"}) {
    const Draws sample(R"({"family": "independent", "alpha": )" + alpha + "}", many, seed, 1);
    REQUIRE(exactly_independent(sample.row(0), TypeSpace(many), Coalition::single(7)));
  }
}

TEST_CASE("an ordinary dirichlet draw is no product, so the check above can fail") {
  const Draws sample(R"({"family": "dirichlet"})", {2, 2}, 42, 200);
  for (std::size_t i = 0; i < sample.count(); ++i)
    CHECK(!exactly_independent(sample.row(i), TypeSpace({2, 2}), Coalition::single(0)));
}

// Two agents keep 26 bits: far finer than the 10^5 draws can tell from the unrounded law.
TEST_CASE("the marginals of independent are Dirichlet(alpha)") {
  const std::uint64_t seed = 43;
  constexpr std::size_t draws = 100000;
  CAPTURE(seed);
  for (const double alpha : {0.5, 1.0, 3.0}) {
    CAPTURE(alpha);
    const Draws sample(R"({"family": "independent", "alpha": )" + std::to_string(alpha) + "}", {2, 3}, seed,
                       draws);
    std::vector<double> first(draws);
    std::vector<double> second(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      const auto w = sample.row(i);
      first[i] = (w[0] + w[1] + w[2]) / sample.total(i);
      second[i] = (w[2] + w[5]) / sample.total(i);
    }
    const boost::math::beta_distribution<> first_law(alpha, alpha);
    const boost::math::beta_distribution<> second_law(alpha, 2 * alpha);
    CHECK(ks_statistic(
              first, [&](double x) { return cdf(first_law, x); }, 1 - 1e-7) < ks_limit());
    CHECK(ks_statistic(
              second, [&](double x) { return cdf(second_law, x); }, 1 - 1e-7) < ks_limit());
  }
}

TEST_CASE("block_independent is a product across blocks exactly, and not within them") {
  const std::uint64_t seed = 44;
  CAPTURE(seed);
  const std::vector<int> types = {2, 3, 2, 2};
  const TypeSpace space(types);
  const Coalition pair(0b1001);    // {1,4}
  const Coalition single(0b0010);  // {2}
  const Draws two(R"({"family": "block_independent", "blocks": "{1,4},{2,3}"})", types, seed, 300);
  const Draws three(R"({"family": "block_independent", "blocks": "{1,4},{2},{3}"})", types, seed, 300);
  for (std::size_t i = 0; i < 300; ++i) {
    REQUIRE(exactly_independent(two.row(i), space, pair));
    REQUIRE(!exactly_independent(two.row(i), space, single));
    REQUIRE(!exactly_independent(two.row(i), space, Coalition::single(0)));
    REQUIRE(exactly_independent(three.row(i), space, pair));
    REQUIRE(exactly_independent(three.row(i), space, single));
    REQUIRE(exactly_independent(three.row(i), space, Coalition::single(2)));
    REQUIRE(!exactly_independent(three.row(i), space, Coalition::single(0)));
  }
}

TEST_CASE("a block of block_independent is Dirichlet(1)") {
  const std::uint64_t seed = 45;
  constexpr std::size_t draws = 100000;
  CAPTURE(seed);
  const Draws sample(R"({"family": "block_independent", "blocks": "{1,3},{2}"})", {2, 2, 2}, seed, draws);
  std::vector<double> cell(draws);
  for (std::size_t i = 0; i < draws; ++i) cell[i] = (sample.row(i)[1] + sample.row(i)[3]) / sample.total(i);
  const boost::math::beta_distribution<> law(1, 3);  // agents 1 and 3 at (1, 2): one of four points
  CHECK(ks_statistic(cell, [&](double x) { return cdf(law, x); }) < ks_limit());
}

TEST_CASE("independent lies in the null set, and has no tail though it has a form") {
  const NullSetTheory theory = theory_of(R"({"family": "independent"})", {2, 2, 2}, "minimal");
  CHECK(theory.codimension == 0);
  CHECK(std::isnan(theory.exponent));
  const auto family = family_of(R"({"family": "independent"})", {2, 2, 2});
  CHECK(family->generative_form());
  CHECK(!family->cell_law());
  CHECK(family->tail_refusal().find("exactly 0 in every draw") != std::string::npos);
}

TEST_CASE("under block_independent a coalition differs in what it says of the rest of its blocks") {
  const auto codimension = [](const std::string& blocks, const std::vector<int>& types,
                              const std::string& pattern) {
    return theory_of(R"({"family": "block_independent", "blocks": ")" + blocks + "\"}", types, pattern)
        .codimension;
  };
  CHECK(codimension("{1},{2,3}", {2, 2, 2}, "minimal") == 0);
  CHECK(codimension("{1,3},{2,4}", {2, 2, 2, 2}, "minimal") == 1);
  CHECK(codimension("{1,3},{2,4}", {2, 2, 2, 2}, "{1,3}") == 0);
  CHECK(codimension("{1,2,3},{4}", {2, 3, 2, 2}, "{1,3}") == 0);
  CHECK(codimension("{1,2,3,4}", {2, 3, 2, 2}, "{1,3}") == 5);
  CHECK(theory_of(R"({"family": "block_independent", "blocks": "{1,3},{2,4}"})", {2, 2, 2, 2}, "minimal")
            .exponent == 1);
  CHECK(family_of(R"({"family": "block_independent", "blocks": "{1,2},{3}"})", {2, 2, 2})
            ->tail_refusal()
            .empty());
}

}  // namespace genericity
