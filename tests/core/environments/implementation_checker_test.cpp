#include "core/environments/implementation_checker.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/environments/implementation_decider.h"
#include "core/information_structure.h"
#include "core/mechanisms/audit.h"
#include "tests/core/environments/random_utilities.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE(
    "what the checker proves is what the exact audit of mechanisms finds, with and without participation") {
  RandomPriors random(31);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 3);
  int proved[3] = {};
  for (int draw = 0; draw < 60; ++draw) {
    const InformationStructure structure(space, random.lattice(space.profiles(), 12));
    // Where staying out is worth a lot less than nothing, the conditions differ.
    const SampledEnvironment environment = test::normal_environment(random, space, 3, draw % 2 == 0, -1.0);
    ImplementationDecider decider(space, pattern, Participation::individual);
    const Prior prior(structure);
    if (decider.decide(prior, environment).verdict != Verdict::holds) continue;
    TransferRule rule = decider.transfers();
    // Also transfers that are moved a little, so that constraints are broken now and then.
    if (draw % 3 == 0) {
      rule.at(0, 1) += mpq_class(1, 2);
      rule.at(1, 1) -= mpq_class(1, 2);
    }
    const AuditReport report = audit({structure, pattern, environment.exact(space), {rule}});
    const bool found[3] = {report.implements(), report.implements() && report.individually_rational(),
                           report.implements() && report.coalitionally_rational()};
    const std::optional<Participation> asked[3] = {{}, Participation::individual, Participation::coalitional};
    for (int k = 0; k < 3; ++k) {
      CAPTURE(draw);
      CAPTURE(k);
      CHECK(ImplementationChecker(space, pattern, asked[k]).proves(structure.exact(), environment, rule) ==
            found[k]);
      proved[k] += found[k] ? 1 : 0;
    }
  }
  CHECK(proved[0] > 10);
  CHECK(proved[1] > 10);
}

TEST_CASE("a rule that does not balance, or has another shape, proves nothing") {
  const TypeSpace space({2, 2});
  const Pattern pattern = Pattern::minimal(2);
  const SampledEnvironment environment(space, 2);  // nothing matters
  const IntegerWeights weights{1, 2, 3, 4};
  const ImplementationChecker checker(space, pattern, {});
  TransferRule rule(space);
  CHECK(checker.proves(weights, environment, rule));
  rule.at(0, 0) = 1;
  rule.at(1, 0) = 1;
  CHECK_FALSE(checker.proves(weights, environment, rule));
  CHECK_FALSE(checker.proves(IntegerWeights{1, 2, 3}, environment, TransferRule(space)));
  CHECK_FALSE(checker.proves(weights, environment, TransferRule(TypeSpace({2, 3}))));
}

TEST_CASE("floating point proves no more than exact arithmetic, also next to the border") {
  RandomPriors random(32);
  const TypeSpace space({2, 2});
  const Pattern pattern = Pattern::minimal(2);
  const ImplementationChecker checker(space, pattern, {});
  int agreed = 0;
  for (int draw = 0; draw < 3000; ++draw) {
    const InformationStructure structure(space, random.lattice(4, 5));
    SampledEnvironment environment(space, 2);
    std::vector<double> utilities(16);
    for (double& utility : utilities) utility = random.integer(-2, 2);
    environment.set(utilities);
    std::vector<double> transfers(4);
    for (double& transfer : transfers) transfer = random.integer(-2, 2) + (random.coin() ? 0x1p-50 : 0.0);
    std::vector<mpq_class> values(transfers.begin(), transfers.end());
    for (std::size_t k = 0; k < 4; ++k) values.emplace_back(-values[k]);
    const bool exact = checker.proves(structure.exact(), environment, TransferRule(space, values));
    const bool fast = checker.proves(structure.approximate(), environment, transfers);
    CHECK((exact || !fast));
    agreed += exact && fast ? 1 : 0;
  }
  CHECK(agreed > 20);
}

TEST_CASE("every certificate that is bent a little is refused") {
  RandomPriors random(33);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  ImplementationDecider decider(space, pattern, Participation::coalitional);
  const ImplementationChecker checker(space, pattern, Participation::coalitional);
  int refuted = 0;
  for (int draw = 0; draw < 40; ++draw) {
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Prior prior(weights);
    const SampledEnvironment environment = test::normal_environment(random, space, 3, false);
    if (decider.decide(prior, environment).verdict != Verdict::fails) continue;
    const ImplementationCertificate good = decider.certificate();
    REQUIRE(checker.refutes(prior.exact(), environment, good));
    ++refuted;
    for (std::size_t k = 0; k < good.deviations.entries.size(); ++k) {
      ImplementationCertificate bent = good;
      bent.deviations.entries[k].weight += 1;
      CHECK_FALSE(checker.refutes(prior.exact(), environment, bent));
      bent.deviations.entries[k].weight = -good.deviations.entries[k].weight;
      CHECK_FALSE(checker.refutes(prior.exact(), environment, bent));
    }
    // Without participation the same weights prove nothing, unless nobody's participation was needed.
    const bool is_alone = good.participants.empty();
    CHECK(ImplementationChecker(space, pattern, {}).refutes(prior.exact(), environment, good) == is_alone);
    CHECK_FALSE(checker.refutes(prior.exact(), environment, {}));
    // Where utilities change sign, what was lost is gained.
    SampledEnvironment constant(space, 3);
    CHECK_FALSE(checker.refutes(prior.exact(), constant, {good.deviations, {}}));
  }
  CHECK(refuted > 10);
}
