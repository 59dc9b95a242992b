#include "core/mechanisms/audit.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/errors.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Two agents with two types, agent 1 rewarded by `reward` for the outcome "b", which is chosen when he
/// reports type 2; agent 2 pays the price.
Mechanism dictator(const mpq_class& price) {
  const TypeSpace space({2, 2});
  const std::vector<mpq_class> weights{4, 1, 1, 4};
  // "a" gives nothing; "b" gives agent 1 one unit at either type, agent 2 minus one at type 1 of agent 1.
  Environment environment(space, {"a", "b"}, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1, -1, 0, 0},
                          {0, 0, 1, 1});
  TransferRule rule(space);
  for (const std::size_t profile : {2U, 3U}) {
    rule.at(0, profile) = -price;
    rule.at(1, profile) = price;
  }
  return {
      InformationStructure(space, weights), Pattern::minimal(2), std::move(environment), {std::move(rule)}};
}

}  // namespace

TEST_CASE("a price of one keeps agent 1 honest, and any other price is found out with its gain") {
  const AuditReport honest = audit(dictator(1));
  CHECK(honest.implements());
  CHECK(honest.individually_rational());
  REQUIRE(honest.incentives.size() == 4);

  const AuditReport cheap = audit(dictator(mpq_class(1, 2)));
  CHECK_FALSE(cheap.coalition_proof());
  const IncentiveFinding* worst = cheap.worst_incentive();
  REQUIRE(worst != nullptr);
  CHECK(worst->coalition == Coalition::single(0));
  CHECK(worst->truth == 0);
  CHECK(worst->best_report == 1);
  CHECK(worst->truthful == 0);
  CHECK(worst->gain() == mpq_class(1, 2));

  const AuditReport dear = audit(dictator(2));
  REQUIRE(dear.worst_incentive() != nullptr);
  CHECK(dear.worst_incentive()->truth == 1);
  CHECK(dear.worst_incentive()->gain() == 1);
  CHECK_FALSE(dear.individually_rational());
  CHECK(dear.least_payoff(true)->payoff == -1);
}

TEST_CASE("payoffs are expectations under the true posterior, exactly") {
  Mechanism mechanism = dictator(0);
  // Agent 2's report 1 pays him 5 when agent 1 reports 1: his type 1 sees that with probability 4/5, his
  // type 2 with probability 1/5.
  mechanism.rules[0].at(1, 0) = 5;
  const RationalMatrix first = payoff_table(mechanism, Coalition::single(1), 0);
  CHECK(first(0, 0) == 4);
  CHECK(first(1, 0) == 0);
  const RationalMatrix second = payoff_table(mechanism, Coalition::single(1), 1);
  CHECK(second(0, 0) == 1);
  CHECK(interim_transfers(mechanism.structure, Coalition::single(1), mechanism.rules[0])[0] == 4);
}

TEST_CASE("an unbalanced rule and an inefficient allocation are named") {
  Mechanism mechanism = dictator(1);
  mechanism.rules.push_back(mechanism.rules[0]);
  mechanism.rules[1].at(1, 3) += mpq_class(1, 3);
  const AuditReport report = audit(mechanism);
  REQUIRE(report.budget);
  CHECK(report.budget->rule == 1);
  CHECK(report.budget->profile == 3);
  CHECK(report.budget->sum == mpq_class(1, 3));
  CHECK_FALSE(report.implements());

  const TypeSpace space({2, 2});
  Mechanism wasteful = dictator(1);
  wasteful.environment =
      Environment(space, {"a", "b"}, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1, -1, 0, 0}, {0, 0, 1, 0});
  REQUIRE(audit(wasteful).inefficiency);
  CHECK(audit(wasteful).inefficiency->profile == 3);
}

TEST_CASE("one rule: mixtures gain exactly what the best pure report gains") {
  RandomPriors random(404);
  const TypeSpace space({3, 2, 2});
  for (int trial = 0; trial < 60; ++trial) {
    CAPTURE(trial);
    std::vector<mpq_class> utilities;
    for (std::size_t k = 0; k < 3 * 3 * space.profiles(); ++k) utilities.emplace_back(random.integer(-4, 4));
    std::vector<mpq_class> transfers(3 * space.profiles());
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      transfers[profile] = random.integer(-9, 9);
      transfers[space.profiles() + profile] = random.integer(-9, 9);
      transfers[2 * space.profiles() + profile] = -transfers[profile] - transfers[space.profiles() + profile];
    }
    const Mechanism mechanism{InformationStructure(space, random.lattice(space.profiles(), 9)),
                              Pattern::parse("{1,2}", 3),
                              Environment(space, {"a", "b", "c"}, utilities),
                              {TransferRule(space, transfers)}};
    const AuditReport report = audit(mechanism);
    CHECK_FALSE(report.inefficiency);
    CHECK_FALSE(report.budget);
    CHECK(report.coalition_proof() == report.pure_coalition_proof());
    for (const IncentiveFinding& finding : report.incentives) {
      const mpq_class best = finding.best_pure > finding.truthful ? finding.best_pure : finding.truthful;
      CHECK(finding.game.value == best);
    }
  }
}

TEST_CASE("a hedge between two rules is found where no pure report gains") {
  // Agent 1 of either type: reports 2 and 3 pay (+3, −3) and (−3, +3) under the two rules, and their outcome
  // is worth 1 more than the truth's. Half and half of them gains 1.
  const TypeSpace space({3, 2});
  std::vector<mpq_class> utilities(2 * 2 * 6);
  for (std::size_t profile = 0; profile < 6; ++profile) {
    utilities[12 + profile] = 1;
    utilities[18 + profile] = profile < 2 ? -1 : 0;
  }
  Environment environment(space, {"a", "b"}, utilities, {0, 0, 1, 1, 1, 1});
  TransferRule rule(space);
  for (const std::size_t profile : {2U, 3U, 4U, 5U}) {
    rule.at(0, profile) = profile < 4 ? 3 : -3;
    rule.at(1, profile) = -rule.at(0, profile);
  }
  Mechanism mechanism{InformationStructure(space, std::vector<double>{1, 2, 3, 4, 5, 6}),
                      Pattern::minimal(2),
                      std::move(environment),
                      {rule, mpq_class(-1) * rule}};
  const IncentiveFinding finding = audit_incentives(mechanism, Coalition::single(0), 0);
  CHECK(finding.truthful == 0);
  CHECK(finding.best_pure == -2);
  CHECK_FALSE(finding.holds());
  CHECK(finding.game.value == 1);
  CHECK(finding.game.row_mixture == std::vector<mpq_class>{0, mpq_class(1, 2), mpq_class(1, 2)});
}

TEST_CASE("parts of different type spaces are refused") {
  Mechanism mechanism = dictator(1);
  mechanism.rules[0] = TransferRule(TypeSpace({2, 3}));
  CHECK_THROWS_AS((void)audit(mechanism), InvalidInput);
  mechanism.rules.clear();
  CHECK_THROWS_AS((void)audit(mechanism), InvalidInput);
}
