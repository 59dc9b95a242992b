#include "core/conditions/belief_separation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/information_structure.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// The closest pair by the definition, in rationals.
mpq_class least_distance(const InformationStructure& structure, Coalition coalition) {
  const auto posteriors = structure.posteriors(coalition);
  mpq_class least = 1;
  for (std::size_t a = 0; a < posteriors.size(); ++a) {
    for (std::size_t b = a + 1; b < posteriors.size(); ++b) {
      mpq_class sum = 0;
      for (std::size_t x = 0; x < posteriors[a].size(); ++x) sum += abs(posteriors[a][x] - posteriors[b][x]);
      least = std::min(least, mpq_class(sum / 2));
    }
  }
  return least;
}

double margin(const TypeSpace& space, const Pattern& pattern, const Prior& prior) {
  double least = std::numeric_limits<double>::infinity();
  for (const Coalition coalition : pattern.coalitions()) {
    least = std::min(least, BeliefSeparation(space, coalition).closest(prior).distance);
  }
  return least;
}

double margin(const TypeSpace& space, const Pattern& pattern, const std::vector<double>& weights) {
  return margin(space, pattern, Prior{std::span<const double>(weights)});
}

double margin(const TypeSpace& space, const Pattern& pattern, const std::vector<mpq_class>& weights) {
  const InformationStructure structure(space, weights);
  return margin(space, pattern, Prior(structure));
}

ClosestPosteriors closest(const TypeSpace& space, Coalition coalition, const std::vector<double>& weights) {
  return BeliefSeparation(space, coalition).closest(Prior{std::span<const double>(weights)});
}

/// Compares distance, pair and the zero with the definition.
void check_against_definition(const InformationStructure& structure, const Prior& prior,
                              Coalition coalition) {
  CAPTURE(coalition.to_string());
  const ClosestPosteriors found = BeliefSeparation(structure.space(), coalition).closest(prior);
  const mpq_class exact = least_distance(structure, coalition);
  CHECK((found.distance == 0) == (exact == 0));
  const auto others = static_cast<double>(CoalitionSplit(structure.space(), coalition).outside.size());
  const mpq_class error = abs(mpq_class(found.distance) - exact);
  CHECK(error <= mpq_class(16 * (others + 8) * 0x1p-53));
  REQUIRE(found.first < found.second);
  // The pair it names is that close.
  const auto posteriors = structure.posteriors(coalition);
  mpq_class sum = 0;
  for (std::size_t x = 0; x < posteriors[found.first].size(); ++x) {
    sum += abs(posteriors[found.first][x] - posteriors[found.second][x]);
  }
  CHECK(abs(mpq_class(sum / 2 - exact)) <= mpq_class(32 * (others + 8) * 0x1p-53));
}

}  // namespace

TEST_CASE("the prior of section 5 ties for {1,3}, {2,4} and all triples, and for no other coalition") {
  const TypeSpace space({2, 2, 2, 2});
  const std::vector<double> weights = test::section_five_prior();
  for (const std::string untied : {"{1}", "{2}", "{3}", "{4}", "{1,2}", "{1,4}", "{2,3}", "{3,4}"}) {
    CAPTURE(untied);
    const Pattern pattern = Pattern::parse(untied, 4);
    CHECK(margin(space, pattern, weights) > 0.01);
  }
  for (const std::string tied : {"{1,3}", "{2,4}", "{1,2,3}", "{1,2,4}", "{1,3,4}", "{2,3,4}"}) {
    CAPTURE(tied);
    CHECK(margin(space, Pattern::parse(tied, 4), weights) == 0);
  }
  // Joint types 11, 12, 21, 22 are numbered 0 to 3.
  const ClosestPosteriors one_three = closest(space, Coalition(0b0101), weights);
  CHECK(one_three.first == 2);
  CHECK(one_three.second == 3);
  const ClosestPosteriors two_four = closest(space, Coalition(0b1010), weights);
  CHECK(two_four.first == 1);
  CHECK(two_four.second == 2);
  CHECK(decide_cbdp(0).verdict == Verdict::fails);
  CHECK(decide_cbdp(margin(space, Pattern::parse("{1,2}", 4), weights)).verdict == Verdict::holds);
  CHECK(decide_cbdp(0).certified);
}

TEST_CASE("the prior of the slides has the margin 2/21") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 3);
  CHECK(margin(space, pattern, test::slides_prior()) == doctest::Approx(2.0 / 21).epsilon(1e-14));
  const InformationStructure structure(space, test::slides_prior());
  mpq_class least = 1;
  for (const Coalition coalition : pattern.coalitions())
    least = std::min(least, least_distance(structure, coalition));
  CHECK(least == mpq_class(2, 21));
}

TEST_CASE("distances are the definition's, ties exactly so, on many kinds of priors") {
  constexpr std::uint64_t seed = 91;
  INFO("seed ", seed);
  RandomPriors random(seed);
  int ties = 0;
  for (const std::vector<int>& sizes :
       std::vector<std::vector<int>>{{2, 2, 2}, {3, 2, 2}, {2, 3, 4}, {2, 2, 2, 2}}) {
    const TypeSpace space(sizes);
    CAPTURE(space.to_string());
    for (int trial = 0; trial < 60; ++trial) {
      CAPTURE(trial);
      std::vector<double> weights;
      switch (trial % 6) {
        case 0:
          weights = random.dirichlet(space.profiles());
          break;
        case 1:
          weights = random.extreme(space.profiles(), 0.02, 1e-250);
          break;
        case 2:
          weights = random.lattice(space.profiles(), 2);
          break;
        case 3:
          weights = random.near_independent(space, 1e-15);
          break;
        case 4:
          weights = random.near_independent(space, 3e-16);
          break;
        default:
          weights = random.independent(space, 9);
      }
      const InformationStructure structure(space, weights);
      for (std::uint32_t mask = 1; mask < Coalition::grand(space.agents()).mask(); ++mask) {
        check_against_definition(structure, Prior{std::span<const double>(weights)}, Coalition(mask));
        check_against_definition(structure, Prior(structure), Coalition(mask));
        ties += closest(space, Coalition(mask), weights).distance == 0 ? 1 : 0;
      }
    }
  }
  CHECK(ties > 100);
}

TEST_CASE("proportional doubles tie, and the last bit of one of them breaks the tie") {
  constexpr std::uint64_t seed = 92;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2});
  for (int trial = 0; trial < 200; ++trial) {
    CAPTURE(trial);
    // The second type's weights are the first's times a factor, without rounding: 22 bits times 30 bits.
    std::vector<double> weights(8);
    const double factor = random.integer(1 << 29, (1 << 30) - 1);
    for (std::size_t k = 0; k < 4; ++k) {
      weights[k] = random.integer(1 << 21, (1 << 22) - 1);
      weights[4 + k] = weights[k] * factor;
    }
    CHECK(closest(space, Coalition(0b001), weights).distance == 0);
    const auto place = static_cast<std::size_t>(random.integer(0, 7));
    weights[place] = std::nextafter(weights[place], random.coin() ? 0.0 : 1e300);
    const double distance = closest(space, Coalition(0b001), weights).distance;
    CHECK(distance > 0);
    CHECK(distance < 1e-15);
    const mpq_class exact = least_distance(InformationStructure(space, weights), Coalition(0b001));
    CHECK(abs(mpq_class(distance) - exact) <= exact / 1000000);
  }
}

TEST_CASE("near ties that no double can tell apart are told apart") {
  const TypeSpace space({2, 2, 2});
  for (const std::string tiny : {"1e-17", "1e-40", "1e-300", "1e-700"}) {
    CAPTURE(tiny);
    std::vector<mpq_class> weights{1, 2, 3, 4, 3, 6, 9, 12};
    CHECK(margin(space, Pattern::minimal(3), weights) == 0);
    weights[6] *= 1 + parse_rational(tiny);
    const InformationStructure structure(space, weights);
    const ClosestPosteriors found = BeliefSeparation(space, Coalition(0b001)).closest(Prior(structure));
    CHECK(found.distance > 0);
    CHECK(found.distance <=
          std::max(0.5 * parse_rational(tiny).get_d(), std::numeric_limits<double>::denorm_min()));
  }
  // Ties that decimals intend are ties: 0.15 is three times 0.05.
  std::vector<mpq_class> decimals;
  for (const std::string text : {"0.05", "0.1", "0.05", "0.05", "0.15", "0.3", "0.15", "0.15"})
    decimals.push_back(parse_rational(text));
  const InformationStructure structure(space, decimals);
  CHECK(BeliefSeparation(space, Coalition(0b001)).closest(Prior(structure)).distance == 0);
}

TEST_CASE("given weights too small for a double are compared as they are given") {
  const TypeSpace space({2, 2, 2});
  // θ1^1 is 1e-400 times as likely as θ1^2, with the same posterior.
  std::vector<mpq_class> weights{1, 2, 3, 4, 1, 2, 3, 4};
  for (std::size_t k = 0; k < 4; ++k) weights[k] *= parse_rational("1e-400");
  const InformationStructure tied(space, weights);
  CHECK(BeliefSeparation(space, Coalition(0b001)).closest(Prior(tied)).distance == 0);
  // Another posterior, which looks uniform once the weights are raised to the floor of the doubles.
  weights[4] = weights[5] = weights[6] = weights[7] = 1;
  const InformationStructure untied(space, weights);
  const ClosestPosteriors found = BeliefSeparation(space, Coalition(0b001)).closest(Prior(untied));
  CHECK(found.distance == doctest::Approx(0.2).epsilon(1e-12));
}

TEST_CASE("sampled weights at the ends of the range of doubles") {
  const TypeSpace space({2, 2, 2});
  const double great = std::numeric_limits<double>::max() / 2;
  // The sum of one posterior's weights overflows.
  CHECK(closest(space, Coalition(0b001), {great, great, great, great, 1, 1, 1, 1}).distance == 0);
  CHECK(closest(space, Coalition(0b001), {great, great, great, great / 2, 1, 1, 1, 1}).distance ==
        doctest::Approx(3.0 / 28).epsilon(1e-12));
  const double small = std::numeric_limits<double>::denorm_min();
  CHECK(closest(space, Coalition(0b001), {small, small, 2 * small, small, 1, 1, 2, 1}).distance == 0);
  CHECK(closest(space, Coalition(0b001), {small, small, 2 * small, small, 1, 1, 1, 1}).distance ==
        doctest::Approx(0.15).epsilon(1e-12));
}

TEST_CASE("independent types tie for every coalition") {
  constexpr std::uint64_t seed = 93;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 3, 2, 2});
  for (int trial = 0; trial < 20; ++trial) {
    const std::vector<double> weights = random.independent(space, 20);
    for (std::uint32_t mask = 1; mask < 15; ++mask) {
      CHECK(closest(space, Coalition(mask), weights).distance == 0);
    }
  }
}

TEST_CASE("the margin does not depend on units or labels") {
  constexpr std::uint64_t seed = 94;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 3, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{2,4},{1,3,4}", 4);
  for (int trial = 0; trial < 50; ++trial) {
    CAPTURE(trial);
    const std::vector<double> weights =
        trial % 2 == 0 ? random.dirichlet(space.profiles()) : random.lattice(space.profiles(), 3);
    const double wanted = margin(space, pattern, weights);
    // Powers of two change no bit.
    for (const int power : {-300, 7, 300}) {
      std::vector<double> scaled = weights;
      for (double& weight : scaled) weight = std::ldexp(weight, power);
      CHECK(margin(space, pattern, scaled) == wanted);
    }
    // A factor 3, on exact rationals, changes nothing at all.
    std::vector<mpq_class> once;
    std::vector<mpq_class> thrice;
    for (const double weight : weights) {
      once.emplace_back(weight);
      thrice.emplace_back(3 * mpq_class(weight));
    }
    CHECK(margin(space, pattern, once) == margin(space, pattern, thrice));

    // New names for agents and for every agent's types.
    std::vector<int> image{0, 1, 2, 3};
    random.shuffle(image);
    std::vector<int> sizes(4);
    std::vector<std::vector<int>> types(4);
    for (int agent = 0; agent < 4; ++agent) {
      sizes[static_cast<std::size_t>(image[static_cast<std::size_t>(agent)])] = space.size(agent);
      for (int type = 0; type < space.size(agent); ++type)
        types[static_cast<std::size_t>(agent)].push_back(type);
      random.shuffle(types[static_cast<std::size_t>(agent)]);
    }
    const TypeSpace renamed(sizes);
    std::vector<double> moved(weights.size());
    for (std::size_t profile = 0; profile < weights.size(); ++profile) {
      std::size_t place = 0;
      for (int agent = 0; agent < 4; ++agent) {
        const auto i = static_cast<std::size_t>(agent);
        const int type = types[i][static_cast<std::size_t>(space.type_of(profile, agent))];
        place += renamed.stride(image[i]) * static_cast<std::size_t>(type);
      }
      moved[place] = weights[profile];
    }
    const double renamed_margin = margin(renamed, pattern.relabelled(image), moved);
    CHECK(std::abs(renamed_margin - wanted) <= 32 * (12 + 8) * 0x1p-53);
    CHECK((renamed_margin == 0) == (wanted == 0));
  }
}
