#include <doctest/doctest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "core/type_space.h"
#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

/// The alternating sum of log w over the corners of a box: agents in `moved` take type `low` or `high`, the
/// others type 0. It is the interaction of the moved agents.
double interaction(std::span<const double> weights, const TypeSpace& space, const std::vector<int>& moved,
                   int low, int high) {
  double sum = 0;
  for (unsigned corner = 0; corner < (1U << moved.size()); ++corner) {
    std::size_t profile = 0;
    int sign = 1;
    for (std::size_t k = 0; k < moved.size(); ++k) {
      const bool up = ((corner >> k) & 1U) != 0;
      profile += static_cast<std::size_t>(up ? high : low) * space.stride(moved[k]);
      sign = up ? -sign : sign;
    }
    sum += sign * std::log(weights[profile]);
  }
  return sum;
}

}  // namespace

TEST_CASE("pairwise has no interaction of three agents or more") {
  const std::uint64_t seed = 71;
  CAPTURE(seed);
  const std::vector<int> types = {3, 2, 4, 2};
  const TypeSpace space(types);
  const Draws sample(R"({"family": "pairwise"})", types, seed, 500);
  for (std::size_t i = 0; i < sample.count(); ++i) {
    const auto w = sample.row(i);
    for (const std::vector<int>& triple :
         {std::vector<int>{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}})
      REQUIRE(std::abs(interaction(w, space, triple, 0, 1)) < 1e-12);
    REQUIRE(std::abs(interaction(w, space, {0, 2, 3}, 1, 0)) < 1e-12);
  }
}

// The interaction of two agents is b(1,1) − b(1,2) − b(2,1) + b(2,2): normal with variance 4 sigma².
TEST_CASE("interactions of two agents are normal with variance 4 sigma^2") {
  const std::uint64_t seed = 72;
  constexpr std::size_t draws = 50000;
  CAPTURE(seed);
  const std::vector<int> types = {2, 3, 2};
  const TypeSpace space(types);
  const Draws sample(R"({"family": "pairwise", "sigma": 1.5})", types, seed, draws);
  const boost::math::normal law(0, 2 * 1.5);
  for (const std::vector<int>& pair : {std::vector<int>{0, 1}, {0, 2}, {1, 2}}) {
    std::vector<double> value(draws);
    for (std::size_t i = 0; i < draws; ++i) value[i] = interaction(sample.row(i), space, pair, 0, 1);
    CHECK(ks_statistic(value, [&](double x) { return cdf(law, x); }) < ks_limit());
  }
  // Moving one agent alone changes its main effect and two interactions: 2·3 coefficients.
  const boost::math::normal main_law(0, std::sqrt(6.0) * 1.5);
  for (const int agent : {0, 1, 2}) {
    std::vector<double> value(draws);
    for (std::size_t i = 0; i < draws; ++i) value[i] = interaction(sample.row(i), space, {agent}, 0, 1);
    CHECK(ks_statistic(value, [&](double x) { return cdf(main_law, x); }) < ks_limit());
  }
}

TEST_CASE("the null set and rare events under pairwise") {
  CHECK(theory_of(R"({"family": "pairwise"})", {2, 2, 2}, "minimal").exponent == 2);
  CHECK(theory_of(R"({"family": "pairwise"})", {2, 2, 2}, "maximal").exponent == 1);
  const auto moderate = family_of(R"({"family": "pairwise", "sigma": 10})", {2, 2, 2});
  CHECK(!moderate->cell_law());
  CHECK(moderate->tail_refusal().empty());
  const auto wide = family_of(R"({"family": "pairwise", "sigma": 50})", {2, 2, 2});
  CHECK(wide->tail_refusal().find("at most 10") != std::string::npos);
}

}  // namespace genericity
