#include <doctest/doctest.h>

#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <map>
#include <set>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {

TEST_CASE("exchangeable weights are equal exactly along permutations and nowhere else") {
  const std::uint64_t seed = 51;
  CAPTURE(seed);
  // The number of multisets of n types out of k is C(n+k−1, n).
  for (const auto& [types, classes] : std::vector<std::pair<std::vector<int>, std::size_t>>{
           {{2, 2}, 3}, {{3, 3}, 6}, {{2, 2, 2}, 4}, {{3, 3, 3}, 10}, {{2, 2, 2, 2}, 5}, {{4, 4, 4}, 20}}) {
    const TypeSpace space(types);
    const Draws sample(R"({"family": "exchangeable"})", types, seed, 100);
    for (std::size_t i = 0; i < sample.count(); ++i) {
      std::map<std::multiset<int>, double> weight_of;
      std::set<double> distinct;
      for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
        std::multiset<int> multiset;
        for (int agent = 0; agent < space.agents(); ++agent) multiset.insert(space.type_of(profile, agent));
        const double weight = sample.row(i)[profile];
        REQUIRE(weight_of.emplace(multiset, weight).first->second == weight);
        distinct.insert(weight);
      }
      REQUIRE(weight_of.size() == classes);
      REQUIRE(distinct.size() == classes);
    }
  }
}

TEST_CASE("the weights of the classes are uniform on their simplex") {
  const std::uint64_t seed = 52;
  constexpr std::size_t draws = 100000;
  CAPTURE(seed);
  const Draws sample(R"({"family": "exchangeable"})", {2, 2, 2}, seed, draws);
  const boost::math::beta_distribution<> law(1, 3);
  for (const std::size_t place : {0U, 1U, 3U, 7U}) {
    std::vector<double> share(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      const auto w = sample.row(i);
      share[i] = w[place] / (w[0] + w[1] + w[3] + w[7]);
    }
    CHECK(ks_statistic(share, [&](double x) { return cdf(law, x); }) < ks_limit());
  }
}

TEST_CASE("under exchangeable priors agents differ only in what their types say of the others") {
  const std::string spec = R"({"family": "exchangeable"})";
  CHECK(theory_of(spec, {2, 2, 2}, "minimal").exponent == 2);
  CHECK(theory_of(spec, {2, 2, 2, 2}, "minimal").exponent == 3);
  CHECK(theory_of(spec, {2, 2, 2}, "{1,2}").codimension == 0);
  CHECK(std::isnan(theory_of(spec, {2, 2, 2}, "{1,2}").exponent));
  CHECK(!family_of(spec, {2, 2, 2})->cell_law());
  CHECK(family_of(spec, {2, 2, 2})->tail_refusal().empty());
}

}  // namespace genericity
