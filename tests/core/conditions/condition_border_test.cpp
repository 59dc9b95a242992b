#include "core/conditions/condition_border.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "tests/core/certified_decision.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::certified_verdict;
using genericity::test::RandomPriors;

namespace {

Verdict verdict_of(const PatternBorder& border, const Pattern& pattern) {
  const bool holds = std::any_of(border.holding.begin(), border.holding.end(),
                                 [&](const Pattern& other) { return pattern.is_subpattern_of(other); });
  const bool fails = std::any_of(border.failing.begin(), border.failing.end(),
                                 [&](const Pattern& other) { return other.is_subpattern_of(pattern); });
  CHECK_FALSE((holds && fails));
  return holds ? Verdict::holds : fails ? Verdict::fails : Verdict::undecided;
}

Verdict ci_at(const InformationStructure& structure, const Pattern& pattern) {
  CiDecider decider(structure.space(), pattern);
  return certified_verdict(decider, Prior(structure));
}

Verdict cbdp_at(const InformationStructure& structure, const Pattern& pattern) {
  for (const Coalition coalition : pattern.coalitions()) {
    if (BeliefSeparation(structure.space(), coalition).closest(Prior(structure)).distance == 0)
      return Verdict::fails;
  }
  return Verdict::holds;
}

Pattern pattern_of(int agents, const std::vector<Coalition>& coalitions, std::uint32_t set) {
  std::vector<Coalition> members;
  for (std::size_t k = 0; k < coalitions.size(); ++k) {
    if (((set >> k) & 1U) != 0) members.push_back(coalitions[k]);
  }
  return {agents, members};
}

/// Small integers, where ties are frequent, or free weights.
std::vector<double> drawn(RandomPriors& random, std::size_t profiles, bool tied) {
  if (!tied) return random.dirichlet(profiles);
  std::vector<double> weights(profiles);
  for (double& weight : weights) weight = random.integer(1, 2);
  return weights;
}

/// Independent given one of two states.
std::vector<double> two_states(RandomPriors& random, const TypeSpace& space) {
  std::vector<double> weights(space.profiles(), 0.0);
  for (int state = 0; state < 2; ++state) {
    std::vector<double> chances(static_cast<std::size_t>(space.agents()));
    for (double& chance : chances) chance = random.integer(1, 7);
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      double weight = 1;
      for (int agent = 0; agent < space.agents(); ++agent) {
        const double chance = chances[static_cast<std::size_t>(agent)];
        weight *= space.type_of(profile, agent) == 0 ? chance : 8 - chance;
      }
      weights[profile] += weight;
    }
  }
  return weights;
}

void compare_all(const InformationStructure& structure) {
  const int agents = structure.space().agents();
  const PatternBorder ci = ci_border(structure);
  const PatternBorder cbdp = cbdp_border(structure);
  const std::vector<Coalition> coalitions = optional_coalitions(agents);
  std::uint64_t ci_holds = 0;
  std::uint64_t cbdp_holds = 0;
  for (std::uint32_t set = 0; set < 1U << coalitions.size(); ++set) {
    const Pattern pattern = pattern_of(agents, coalitions, set);
    CAPTURE(pattern.to_string());
    const Verdict wanted = ci_at(structure, pattern);
    CHECK(verdict_of(ci, pattern) == wanted);
    CHECK(verdict_of(cbdp, pattern) == cbdp_at(structure, pattern));
    if (wanted == Verdict::holds) ++ci_holds;
    if (cbdp_at(structure, pattern) == Verdict::holds) ++cbdp_holds;
  }
  CHECK(ci.holds == ci_holds);
  CHECK(cbdp.holds == cbdp_holds);
  CHECK(ci.holds + ci.fails == std::uint64_t{1} << coalitions.size());
  CHECK(cbdp.holds + cbdp.fails == std::uint64_t{1} << coalitions.size());
  CHECK(ci.undecided.empty());
}

}  // namespace

TEST_CASE("the border is that of all patterns decided one by one, with three agents") {
  RandomPriors random(61);
  for (const TypeSpace& space : {TypeSpace({2, 2, 2}), TypeSpace({2, 3, 2})}) {
    for (int trial = 0; trial < 8; ++trial) {
      const std::vector<double> weights = drawn(random, space.profiles(), trial % 2 == 0);
      compare_all(InformationStructure(space, weights));
    }
  }
  compare_all(InformationStructure(TypeSpace({2, 2, 2}), test::slides_prior()));
  compare_all(InformationStructure(TypeSpace({2, 2}), std::vector<double>{1, 2, 2, 3}));
}

TEST_CASE("the border is that of all patterns decided one by one, with four agents") {
  RandomPriors random(62);
  const TypeSpace space({2, 2, 2, 2});
  compare_all(InformationStructure(space, test::section_five_prior()));
  for (const bool tied : {true, false})
    compare_all(InformationStructure(space, drawn(random, space.profiles(), tied)));
  compare_all(InformationStructure(space, two_states(random, space)));
  // Independent: fails everywhere.
  std::vector<double> product(16);
  for (std::size_t k = 0; k < product.size(); ++k) product[k] = k % 2 == 0 ? 1 : 2;
  const PatternBorder border = ci_border(InformationStructure(space, product));
  REQUIRE(border.failing.size() == 1);
  CHECK(border.failing.front() == Pattern::minimal(4));
  CHECK(border.holding.empty());
  CHECK(border.fails == 1024);
}

TEST_CASE("with five agents the border agrees with decisions of single patterns") {
  RandomPriors random(63);
  const TypeSpace space({2, 2, 2, 2, 2});
  const std::vector<Coalition> coalitions = optional_coalitions(5);
  const InformationStructure structure(space, random.dirichlet(space.profiles()));
  const PatternBorder ci = ci_border(structure);
  CHECK(ci.undecided.empty());
  CHECK(ci.holds + ci.fails == std::uint64_t{1} << 25U);
  // At almost every prior CI holds with pairs alone, and a positive share of it is lost with triples.
  CHECK(verdict_of(ci, Pattern::up_to_size(5, 2)) == Verdict::holds);
  CHECK(ci.holds > 30000);
  CHECK(ci.holds < 59049);
  int holds = 0;
  for (int trial = 0; trial < 200; ++trial) {
    // At most one coalition of each complementary pair, so that not all fail.
    std::uint32_t set = 0;
    for (std::size_t k = 0; k < coalitions.size(); ++k) {
      if (coalitions[k].size() != 2 || random.integer(0, 9) == 0) continue;
      const auto rest = std::lower_bound(coalitions.begin(), coalitions.end(), coalitions[k].complement(5));
      set |= 1U << (random.coin() ? k : static_cast<std::size_t>(rest - coalitions.begin()));
    }
    const Pattern pattern = pattern_of(5, coalitions, set);
    CAPTURE(pattern.to_string());
    const Verdict wanted = ci_at(structure, pattern);
    CHECK(verdict_of(ci, pattern) == wanted);
    if (wanted == Verdict::holds) ++holds;
  }
  CHECK(holds > 10);
  CHECK(holds < 190);
  const PatternBorder cbdp = cbdp_border(structure);
  CHECK(cbdp.holds == std::uint64_t{1} << 25U);
  CHECK(cbdp.holding == std::vector<Pattern>{Pattern::maximal(5)});
}

TEST_CASE("six agents are refused") {
  const TypeSpace space({2, 2, 2, 2, 2, 2});
  const InformationStructure structure(space, std::vector<double>(space.profiles(), 1.0));
  CHECK_THROWS_AS((void)ci_border(structure), InvalidInput);
  CHECK_THROWS_AS((void)cbdp_border(structure), InvalidInput);
}
