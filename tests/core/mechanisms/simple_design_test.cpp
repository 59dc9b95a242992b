#include "core/mechanisms/simple_design.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/conditions/ci.h"
#include "core/errors.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/incentive_system.h"
#include "tests/core/mechanisms/random_environment.h"

using namespace genericity;
using genericity::test::random_environment;
using genericity::test::RandomPriors;

namespace {

bool implements(const InformationStructure& structure, const Pattern& pattern, const Environment& environment,
                const TransferRule& rule) {
  return audit({structure, pattern, environment, {rule}}).implements();
}

struct DesignCase {
  std::vector<int> sizes;
  const char* pattern;
};

}  // namespace

TEST_CASE("CI holds: t = base + Mψ passes the audit in random environments, and M is least") {
  RandomPriors random(1001);
  int positive = 0;
  for (const auto& [sizes, text] :
       std::vector<DesignCase>{{{2, 2, 2}, ""}, {{3, 2, 2}, ""}, {{2, 2, 2, 2}, "{1,2}"}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CiDecider decider(space, pattern);
    for (int draw = 0; draw < 12; ++draw) {
      CAPTURE(space.to_string());
      CAPTURE(draw);
      const InformationStructure structure(
          space, draw % 2 == 0 ? random.lattice(space.profiles(), 30) : random.dirichlet(space.profiles()));
      const Prior prior(structure);
      if (decider.decide(prior, {}).verdict != Verdict::holds) continue;
      const TransferRule psi = as_rule(space, std::get<TransferCertificate>(decider.certificate(prior)));
      const Environment environment = random_environment(random, space, 3, draw % 3 == 0);
      for (const TransferRule& base : {TransferRule(space), equal_shares(environment)}) {
        const auto design = scaled_transfers(structure, pattern, environment, base, psi);
        REQUIRE(design);
        CHECK(implements(structure, pattern, environment, design->rule));
        if (design->scale == 0) continue;
        ++positive;
        const mpq_class less = design->scale * (1 - mpq_class(1, 1000000000));
        CHECK_FALSE(implements(structure, pattern, environment, base + less * psi));
      }
    }
  }
  CHECK(positive > 20);
}

TEST_CASE("equal shares leave every agent the same share of the surplus") {
  RandomPriors random(3);
  const TypeSpace space({2, 3});
  const Environment environment = random_environment(random, space, 3, false);
  const TransferRule shares = equal_shares(environment);
  CHECK_FALSE(audit_budget({shares}));
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    const std::uint32_t outcome = environment.chosen(profile);
    CHECK(environment.utility(outcome, 0, profile) + shares.at(0, profile) ==
          environment.utility(outcome, 1, profile) + shares.at(1, profile));
  }
}

TEST_CASE("CI fails: the counterexample has no simple mechanism, by certificate and by linear program") {
  RandomPriors random(1002);
  for (const auto& [sizes, text] : std::vector<DesignCase>{
           {{2, 2, 2}, "{1,2}"}, {{2, 2}, ""}, {{3, 2, 2}, "{2,3}"}, {{2, 2, 2, 2}, "{1,2},{3,4}"}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CiDecider decider(space, pattern);
    for (int draw = 0; draw < 6; ++draw) {
      CAPTURE(space.to_string());
      CAPTURE(draw);
      const InformationStructure structure(
          space, draw % 2 == 0 ? random.lattice(space.profiles(), 9) : random.dirichlet(space.profiles()));
      const Prior prior(structure);
      REQUIRE(decider.decide(prior, {}).verdict == Verdict::fails);
      const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
      const CounterexampleEnvironment example = simple_counterexample(space, structure.exact(), certificate);
      CHECK_FALSE(example.environment.inefficiency());
      CHECK(proves_unimplementable(structure, pattern, example.environment, certificate));
      // With a stake one lower the certificate contradicts nothing.
      CHECK_FALSE(proves_unimplementable(
          structure, pattern,
          dictator_environment(space, example.agent, example.type, mpq_class(example.stake - 1)),
          certificate));
      const auto found = find_transfers(structure, pattern, example.environment);
      REQUIRE(found);
      REQUIRE(std::holds_alternative<DeviationCertificate>(*found));
      CHECK(proves_unimplementable(structure, pattern, example.environment,
                                   std::get<DeviationCertificate>(*found)));
    }
  }
}

TEST_CASE("this environment decided whatever CI says: the linear programs agree with one another") {
  RandomPriors random(1003);
  int implemented = 0;
  int refused = 0;
  for (const auto& [sizes, text] :
       std::vector<DesignCase>{{{2, 2, 2}, "{1,2}"}, {{2, 2}, ""}, {{2, 2, 2}, ""}, {{3, 2}, ""}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    for (int draw = 0; draw < 45; ++draw) {
      CAPTURE(space.to_string());
      CAPTURE(draw);
      const InformationStructure structure(space, random.lattice(space.profiles(), 6));
      const Environment environment = random_environment(random, space, 2, draw % 2 == 0);
      const auto least = least_transfers(structure, pattern, environment);
      // By the simplex method, and (limit 0) by the solver of CI.
      const auto found = find_transfers(structure, pattern, environment);
      REQUIRE(found);
      CHECK(found->index() == least.index());
      const auto strictly = find_transfers(structure, pattern, environment, 0);
      if (strictly) CHECK(strictly->index() == least.index());
      if (const auto* rule = std::get_if<TransferRule>(&least)) {
        ++implemented;
        CHECK(implements(structure, pattern, environment, *rule));
        CHECK(implements(structure, pattern, environment, std::get<TransferRule>(*found)));
        CHECK(rule->greatest() <= std::get<TransferRule>(*found).greatest());
      } else {
        ++refused;
        CHECK(proves_unimplementable(structure, pattern, environment, std::get<DeviationCertificate>(least)));
        CHECK(
            proves_unimplementable(structure, pattern, environment, std::get<DeviationCertificate>(*found)));
      }
    }
  }
  CHECK(implemented > 10);
  CHECK(refused > 10);
}

TEST_CASE("section 5.2: the printed rule is not implementable with {1,2},{3,4}, with 6 nor with 7") {
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{3,4}", 4);
  const InformationStructure structure(space, test::section_five_prior());
  // The proof's environment with a = 1: B = 6 makes a + B = 7 and a − B/3 = −1.
  const Environment seven = dictator_environment(space, 0, 0, 6);
  CHECK(seven.utility(2, 0, 0) == 7);
  CHECK(seven.utility(2, 1, 0) == -1);
  const auto found = find_transfers(structure, pattern, seven);
  REQUIRE(found);
  CHECK(std::holds_alternative<DeviationCertificate>(*found));
  // With {1,2},{2,3} CI holds and the same environment is implementable.
  const Pattern other = Pattern::parse("{1,2},{2,3}", 4);
  const auto transfers = find_transfers(structure, other, seven);
  REQUIRE(transfers);
  CHECK(implements(structure, other, seven, std::get<TransferRule>(*transfers)));
}

TEST_CASE("a certificate without deviations is refused") {
  const TypeSpace space({2, 2});
  CHECK_THROWS_AS((void)simple_counterexample(space, IntegerWeights{1, 1, 1, 1}, {}), InvalidInput);
}
