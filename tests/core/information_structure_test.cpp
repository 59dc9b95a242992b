#include "core/information_structure.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/errors.h"
#include "core/prior.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::section_five_prior;

namespace {

std::vector<mpq_class> twentieths(const std::vector<double>& weights) {
  std::vector<mpq_class> prior;
  for (const double weight : weights) {
    prior.push_back(mpq_class(weight) / 20);
  }
  return prior;
}

std::vector<mpq_class> over(long denominator, const std::vector<long>& numerators) {
  std::vector<mpq_class> values;
  for (const long numerator : numerators) {
    values.emplace_back(numerator, denominator);
    values.back().canonicalize();
  }
  return values;
}

}  // namespace

TEST_CASE("the prior of section 5 has the posteriors that its table gives") {
  // Weights in twentieths, θ1 θ2 by rows, θ3 θ4 by columns 11, 12, 21, 22:
  //   11:  1 1 2 1     12:  1 1 1 2     21:  2 1 2 1     22:  1 1 1 1
  const InformationStructure structure(TypeSpace({2, 2, 2, 2}), twentieths(section_five_prior()));
  CHECK(structure.exact() == IntegerWeights{1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1});
  CHECK(structure.marginal(Coalition(0b0001)) == over(20, {10, 10}));
  CHECK(structure.marginal(Coalition(0b0011)) == over(20, {5, 5, 6, 4}));
  CHECK(structure.marginal(Coalition(0b1000)) == over(20, {11, 9}));
  CHECK(structure.marginal(Coalition(0b1111)) == over(20, {1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1}));

  const auto pair = structure.posteriors(Coalition(0b0011));
  REQUIRE(pair.size() == 4);
  CHECK(pair[0] == over(5, {1, 1, 2, 1}));
  CHECK(pair[1] == over(5, {1, 1, 1, 2}));
  CHECK(pair[2] == over(6, {2, 1, 2, 1}));
  CHECK(pair[3] == over(4, {1, 1, 1, 1}));

  // The ties: (θ1^2, θ3^1) and (θ1^2, θ3^2), then (θ2^1, θ4^2) and (θ2^2, θ4^1).
  const auto one_three = structure.posteriors(Coalition(0b0101));
  CHECK(one_three[2] == over(5, {2, 1, 1, 1}));
  CHECK(one_three[3] == one_three[2]);
  const auto two_four = structure.posteriors(Coalition(0b1010));
  CHECK(two_four[1] == over(4, {1, 1, 1, 1}));
  CHECK(two_four[2] == two_four[1]);
}

TEST_CASE("marginals and posteriors fit together on unequal type spaces") {
  constexpr std::uint64_t seed = 51;
  INFO("seed ", seed);
  test::RandomPriors random(seed);
  const TypeSpace space({2, 3, 4});
  const InformationStructure structure(space, random.dirichlet(space.profiles()));
  mpz_class total = 0;
  for (const mpz_class& weight : structure.exact()) total += weight;
  for (std::uint32_t mask = 1; mask < 7; ++mask) {
    const Coalition coalition(mask);
    CAPTURE(coalition.to_string());
    const CoalitionSplit split(space, coalition);
    const auto marginal = structure.marginal(coalition);
    const auto posteriors = structure.posteriors(coalition);
    mpq_class sum = 0;
    for (std::size_t a = 0; a < split.inside.size(); ++a) {
      sum += marginal[a];
      for (std::size_t x = 0; x < split.outside.size(); ++x) {
        mpq_class prior(structure.exact()[split.inside[a] + split.outside[x]], total);
        prior.canonicalize();
        CHECK(marginal[a] * posteriors[a][x] == prior);
      }
    }
    CHECK(sum == 1);
  }
}

TEST_CASE("a prior is exact in both of its origins") {
  const std::vector<double> doubles{0.1, 0.2, 0.3, 0.4};
  const TypeSpace space({2, 2});
  const Prior sampled{std::span<const double>(doubles)};
  CHECK(sampled.doubles_are_exact());
  CHECK(sampled.approximate().data() == doubles.data());
  // As doubles, 0.1 and 0.3 are not in the proportion 1 : 3.
  CHECK(sampled.exact()[2] != 3 * sampled.exact()[0]);
  CHECK(sampled.exact()[1] == 2 * sampled.exact()[0]);

  const InformationStructure structure(space, over(10, {1, 2, 3, 4}));
  const Prior given(structure);
  CHECK_FALSE(given.doubles_are_exact());
  CHECK(given.exact() == IntegerWeights{1, 2, 3, 4});
  CHECK(given.approximate()[3] == 1.0);
}

TEST_CASE("a prior of the wrong length or sign is refused") {
  const TypeSpace space({2, 2});
  CHECK_THROWS_WITH_AS(InformationStructure(space, std::vector<double>{1, 2, 3}),
                       doctest::Contains("a prior on 2x2 needs 4 weights, not 3"), InvalidInput);
  CHECK_THROWS_AS(InformationStructure(space, std::vector<double>{1, 2, 3, 0}), InvalidInput);
  CHECK_THROWS_AS(InformationStructure(space, std::vector<mpq_class>{1, 2, -3, 1}), InvalidInput);
}
