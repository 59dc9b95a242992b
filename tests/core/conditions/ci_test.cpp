#include "core/conditions/ci.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <variant>
#include <vector>

#include "core/pattern_catalogue.h"
#include "tests/core/certified_decision.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::certified_verdict;
using genericity::test::RandomPriors;

namespace {

Verdict verdict_at(const TypeSpace& space, const char* pattern, const std::vector<double>& weights) {
  CiDecider decider(space, Pattern::parse(pattern, space.agents()));
  return certified_verdict(decider, Prior{std::span<const double>(weights)});
}

/// Least distance of posteriors of one coalition.
double separation(const TypeSpace& space, Coalition coalition, const Prior& prior) {
  return BeliefSeparation(space, coalition).closest(prior).distance;
}

}  // namespace

TEST_CASE("the examples of sections 5.1 and 5.2 and of the slides") {
  const TypeSpace four({2, 2, 2, 2});
  const std::vector<double> section_five = test::section_five_prior();
  CHECK(verdict_at(four, "{1,2},{2,3}", section_five) == Verdict::holds);
  CHECK(verdict_at(four, "{1,2},{3,4}", section_five) == Verdict::fails);
  CiDecider decider(four, Pattern::parse("{1,2},{2,3}", 4));
  const auto margin = decider.margin(Prior{std::span<const double>(section_five)});
  CHECK(margin.lower == doctest::Approx(0.097363).epsilon(1e-5));
  CHECK(std::abs(margin.lower - 0.097363) < 1e-6);
  CHECK(margin.upper - margin.lower < 1e-8);

  const TypeSpace three({2, 2, 2});
  CHECK(verdict_at(three, "{1,2}", test::slides_prior()) == Verdict::fails);
  CHECK(verdict_at(three, "minimal", test::slides_prior()) == Verdict::holds);
}

TEST_CASE("a prior given in twentieths is decided on the twentieths") {
  const TypeSpace space({2, 2, 2, 2});
  std::vector<mpq_class> prior;
  for (const double weight : test::section_five_prior()) prior.push_back(mpq_class(weight) / 20);
  const InformationStructure structure(space, prior);
  CiDecider holding(space, Pattern::parse("{1,2},{2,3}", 4));
  CHECK(certified_verdict(holding, Prior(structure)) == Verdict::holds);
  // {1,3} ties exactly at this prior, so CI fails with it although no two coalitions are complementary.
  CiDecider failing(space, Pattern::parse("{1,3}", 4));
  CHECK_FALSE(failing.condition_g().has_value());
  CHECK(certified_verdict(failing, Prior(structure)) == Verdict::fails);
}

TEST_CASE("up to four agents CI holds almost surely or never, by the complementary pairs") {
  constexpr std::uint64_t seed = 111;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2, 2});
  for (const PatternClass& one : all_patterns(space)) {
    CAPTURE(one.pattern.to_full_string());
    const bool complementary = one.pattern.complementary().size() > 0;
    CiDecider decider(space, one.pattern);
    CHECK(decider.condition_g().has_value() == complementary);
    for (int trial = 0; trial < (complementary ? 5 : 200); ++trial) {
      CAPTURE(trial);
      const std::vector<double> weights = random.dirichlet(space.profiles());
      const Verdict wanted = complementary ? Verdict::fails : Verdict::holds;
      CHECK(certified_verdict(decider, Prior{std::span<const double>(weights)}) == wanted);
    }
  }
}

TEST_CASE("the margin of CI is at most 2 min(|S|, n−|S|) times the separation of beliefs") {
  constexpr std::uint64_t seed = 112;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{{{2, 2, 2}, "minimal"},
                                                                    {{3, 2, 2}, "minimal"},
                                                                    {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}"},
                                                                    {{2, 3, 2, 2}, "{1,2},{2,3}"}};
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(pattern.to_string());
    CiDecider decider(space, pattern);
    double greatest_ratio = 0;
    int narrow = 0;
    for (int trial = 0; trial < 100; ++trial) {
      CAPTURE(trial);
      const std::vector<double> weights = random.dirichlet(space.profiles());
      const Prior prior{std::span<const double>(weights)};
      double bound = 1e300;
      for (const Coalition coalition : pattern.coalitions()) {
        const int side = std::min(coalition.size(), space.agents() - coalition.size());
        bound = std::min(bound, 2 * side * separation(space, coalition, prior));
      }
      const auto margin = decider.margin(prior);
      CHECK(margin.lower <= bound + 1e-9);
      CHECK(margin.lower > 0);
      CHECK(margin.lower <= margin.upper + 1e-14);
      CHECK(margin.upper - margin.lower < 1e-6);
      narrow += margin.upper - margin.lower < 1e-8 ? 1 : 0;
      greatest_ratio = std::max(greatest_ratio, margin.lower / bound);
    }
    CHECK(narrow >= 95);
    // The bound is nearly attained, so a margin that is too small by a factor would show.
    CHECK(greatest_ratio > 0.5);
  }
}

TEST_CASE("the margin does not depend on units or labels") {
  constexpr std::uint64_t seed = 113;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{1,3}", 4);
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    const std::vector<double> weights = random.dirichlet(space.profiles());
    CiDecider decider(space, pattern);
    const double wanted = decider.margin(Prior{std::span<const double>(weights)}).lower;
    for (const double factor : {0x1p-400, 0x1p400, 3.0}) {
      std::vector<double> scaled = weights;
      for (double& weight : scaled) weight *= factor;
      const Prior prior{std::span<const double>(scaled)};
      CHECK(decider.margin(prior).lower == doctest::Approx(wanted).epsilon(1e-7));
      CHECK(certified_verdict(decider, prior) == Verdict::holds);
    }
    std::vector<int> image{0, 1, 2, 3};
    random.shuffle(image);
    std::vector<double> moved(weights.size());
    for (std::size_t profile = 0; profile < weights.size(); ++profile) {
      std::size_t place = 0;
      for (int agent = 0; agent < 4; ++agent) {
        const int to = image[static_cast<std::size_t>(agent)];
        // Agent 2 also swaps the names of its types.
        const int type = agent == 1 ? 1 - space.type_of(profile, agent) : space.type_of(profile, agent);
        place += space.stride(to) * static_cast<std::size_t>(type);
      }
      moved[place] = weights[profile];
    }
    CiDecider renamed(space, pattern.relabelled(image));
    CHECK(renamed.margin(Prior{std::span<const double>(moved)}).lower ==
          doctest::Approx(wanted).epsilon(1e-7));
  }
}

TEST_CASE("exchangeable agents who may collude fail through equal posteriors") {
  constexpr std::uint64_t seed = 114;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 4);
  CiDecider decider(space, pattern);
  CiDecider singles(space, Pattern::minimal(4));
  for (int trial = 0; trial < 50; ++trial) {
    CAPTURE(trial);
    const std::vector<double> weights = random.exchangeable(space);
    const Prior prior{std::span<const double>(weights)};
    std::vector<ClosestPosteriors> closest;
    for (const Coalition coalition : pattern.coalitions())
      closest.push_back(BeliefSeparation(space, coalition).closest(prior));
    CHECK(closest.back().distance == 0);
    const Decision told = decider.decide(prior, closest);
    CHECK(told.verdict == Verdict::fails);
    CHECK(told.stage == Stage::equal_posteriors);
    CHECK(decider.checker().refutes_ci(prior.exact(),
                                       std::get<DeviationCertificate>(decider.certificate(prior))));
    // Without being told, the verdict is the same.
    CHECK(certified_verdict(decider, prior) == Verdict::fails);
    CHECK(certified_verdict(singles, prior) == Verdict::holds);
  }
}

TEST_CASE("independent types fail for every pattern") {
  constexpr std::uint64_t seed = 115;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{{{2, 2, 2}, "minimal"},
                                                                    {{3, 2, 4}, "minimal"},
                                                                    {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}"},
                                                                    {{2, 2, 2, 2, 2}, "{1,2,3},{1,4,5}"}};
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(pattern.to_string());
    CiDecider decider(space, pattern);
    for (int trial = 0; trial < 10; ++trial) {
      CAPTURE(trial);
      const std::vector<double> weights = random.independent(space, 20);
      CHECK(certified_verdict(decider, Prior{std::span<const double>(weights)}) == Verdict::fails);
    }
  }
}

TEST_CASE("what a larger pattern allows a smaller one allows") {
  constexpr std::uint64_t seed = 116;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2, 2, 2});
  std::array<std::array<int, 3>, 3> count{};
  for (int trial = 0; trial < 30; ++trial) {
    CAPTURE(trial);
    // Of every complementary pair the triple, the pair or neither; then some of them.
    std::vector<Coalition> large;
    std::vector<Coalition> small;
    for (std::uint32_t mask = 1; mask < 31; ++mask) {
      if (Coalition(mask).size() != 2) continue;
      const int choice = random.integer(0, 5);
      if (choice == 0) continue;
      large.push_back(choice < 4 ? Coalition(mask).complement(5) : Coalition(mask));
      if (random.integer(0, 3) > 0) small.push_back(large.back());
    }
    const Pattern outer(5, large);
    const Pattern inner(5, small);
    REQUIRE(inner.is_subpattern_of(outer));
    CAPTURE(outer.to_string());
    CAPTURE(inner.to_string());
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Prior prior{std::span<const double>(weights)};
    CiDecider outer_decider(space, outer);
    CiDecider inner_decider(space, inner);
    const Verdict of_outer = certified_verdict(outer_decider, prior);
    const Verdict of_inner = certified_verdict(inner_decider, prior);
    ++count.at(static_cast<std::size_t>(of_outer)).at(static_cast<std::size_t>(of_inner));
    if (of_outer == Verdict::holds) CHECK(of_inner == Verdict::holds);
    if (of_inner == Verdict::fails) CHECK(of_outer == Verdict::fails);
    CHECK(of_outer != Verdict::undecided);
    CHECK(of_inner != Verdict::undecided);
  }
  // Every pair of verdicts that may occur did.
  CHECK(count[0][0] > 0);
  CHECK(count[1][0] > 0);
  CHECK(count[1][1] > 0);
}
