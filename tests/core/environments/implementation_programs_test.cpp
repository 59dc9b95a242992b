#include "core/environments/implementation_programs.h"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/environments/implementation_decider.h"
#include "core/information_structure.h"
#include "core/mechanisms/simple_design.h"
#include "tests/core/environments/random_utilities.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

constexpr std::array<std::optional<Participation>, 3> kinds{std::nullopt, Participation::individual,
                                                            Participation::coalitional};

/// Two agents with two types each, two outcomes, and utilities in whole numbers.
struct Bargain {
  TypeSpace space{{2, 2}};
  Pattern pattern = Pattern::parse("", 2);
  IntegerWeights weights{1, 1, 1, 1};
  SampledEnvironment environment{space, 2};

  /// The seller's type is what the good costs her, the buyer's what it is worth to him; trade is outcome 1.
  Bargain(std::array<double, 2> costs, std::array<double, 2> values) {
    std::vector<double> utilities(std::size_t{2} * 2 * 4);
    for (std::size_t profile = 0; profile < 4; ++profile) {
      utilities[4 * 2 + profile] = -costs[profile / 2];
      utilities[4 * 3 + profile] = values[profile % 2];
    }
    CHECK(environment.set(utilities) == 0);
  }
};

}  // namespace

TEST_CASE("the least subsidy of a trade is what bilateral trade is known to need") {
  // Costs 0 or 3, values 1 or 4, all equally likely: trade is efficient but at (3, 1). By Myerson and
  // Satterthwaite's argument, what incentives and participation must leave to the two, less the surplus, has
  // to come from outside. A seller of low cost who pretends a high one trades with probability 1/2 and has 3
  // · 1/2 then; so has the buyer of high value. These rents are 2 · 3/4 on average, the surplus (1 + 4 +
  // 1)/4.
  for (const std::optional<Participation> kind : kinds) {
    const Bargain bargain({0, 3}, {1, 4});
    ImplementationDecider decider(bargain.space, bargain.pattern, kind);
    const auto found = decider.programs().least_subsidy(bargain.weights, bargain.environment);
    REQUIRE(std::holds_alternative<LeastAmount>(found));
    const auto& least = std::get<LeastAmount>(found);
    const bool holds =
        std::holds_alternative<TransferRule>(decider.programs().decide(bargain.weights, bargain.environment));
    CHECK((least.value == 0) == holds);
    CHECK(least.value == 0);
  }
  // Costs 0 or 4, values 1 or 5: rents of 2 · 4/4 and a surplus of (1 + 5 + 1)/4. At the worst θ at least the
  // mean of what is missing, 1/4, is paid in, and no more is needed.
  const Bargain bargain({0, 4}, {1, 5});
  ImplementationDecider decider(bargain.space, bargain.pattern, Participation::individual);
  const auto found = decider.programs().least_subsidy(bargain.weights, bargain.environment);
  REQUIRE(std::holds_alternative<LeastAmount>(found));
  CHECK(std::get<LeastAmount>(found).value == mpq_class(1, 4));
  CHECK(std::holds_alternative<ImplementationCertificate>(
      decider.programs().decide(bargain.weights, bargain.environment)));
}

TEST_CASE("no subsidy is enough where each type would pay to be taken for the other") {
  // Agent 1 likes the outcome that q does not choose at her type, and agent 2, whose type does not
  // matter, likes the chosen one more. One report would have to be paid more than the other, and less.
  const TypeSpace space({2, 2});
  SampledEnvironment environment(space, 2);
  // u_1(0) = (1, 0), u_1(1) = (0, 1) by agent 1's type; u_2(0) = (0, 3), u_2(1) = (3, 0), too.
  CHECK(environment.set(std::vector<double>{1, 1, 0, 0, 0, 0, 3, 3, 0, 0, 1, 1, 3, 3, 0, 0}) == 0);
  const IntegerWeights weights{1, 1, 1, 1};
  ImplementationDecider decider(space, Pattern::parse("", 2), std::nullopt);
  CHECK(std::holds_alternative<ImplementationCertificate>(decider.programs().decide(weights, environment)));
  const auto found = decider.programs().least_subsidy(weights, environment);
  REQUIRE(std::holds_alternative<NoAmount>(found));
  CHECK_FALSE(decider.programs().least_transfer(weights, environment));
}

TEST_CASE("least amounts agree with the verdict, and least transfers with the exact program of designs") {
  RandomPriors random(2005);
  int subsidised = 0;
  int hopeless = 0;
  int paid = 0;
  for (const auto& [sizes, text] : std::vector<std::pair<std::vector<int>, const char*>>{
           {{2, 2}, ""}, {{3, 2}, ""}, {{2, 2, 2}, "{1,2}"}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      ImplementationDecider decider(space, pattern, kinds[kind]);
      for (int draw = 0; draw < 25; ++draw) {
        CAPTURE(space.to_string());
        CAPTURE(kind);
        CAPTURE(draw);
        const InformationStructure structure(
            space, draw % 3 == 0 ? random.lattice(space.profiles(), 4) : random.dirichlet(space.profiles()));
        const SampledEnvironment environment = genericity::test::normal_environment(random, space, 3, false);
        const Decision decision = decider.decide(Prior(structure), environment);
        REQUIRE(decision.verdict != Verdict::undecided);
        const bool holds = decision.verdict == Verdict::holds;
        const IntegerWeights& weights = structure.exact();
        const auto subsidy = decider.programs().least_subsidy(weights, environment);
        REQUIRE_FALSE(std::holds_alternative<std::monostate>(subsidy));
        hopeless += std::holds_alternative<NoAmount>(subsidy) ? 1 : 0;
        if (const auto* amount = std::get_if<LeastAmount>(&subsidy)) {
          CHECK((amount->value == 0) == holds);
          subsidised += holds ? 0 : 1;
        } else {
          CHECK_FALSE(holds);
        }
        const auto transfer = decider.programs().least_transfer(weights, environment);
        CHECK(transfer.has_value() == holds);
        if (!transfer || kinds[kind]) continue;
        ++paid;
        const auto designed = least_transfers(structure, pattern, environment.exact(space));
        REQUIRE(std::holds_alternative<TransferRule>(designed));
        CHECK(std::get<TransferRule>(designed).greatest() == transfer->value);
      }
    }
  }
  CHECK(subsidised > 10);
  CHECK(paid > 10);
  MESSAGE(subsidised, " with a subsidy, ", hopeless, " with none");
}

TEST_CASE("changed weights prove less, or nothing") {
  const Bargain bargain({0, 4}, {1, 5});
  const ImplementationChecker checker(bargain.space, bargain.pattern, Participation::individual);
  ImplementationDecider decider(bargain.space, bargain.pattern, Participation::individual);
  const auto found = decider.programs().least_subsidy(bargain.weights, bargain.environment);
  REQUIRE(std::holds_alternative<LeastAmount>(found));
  const ImplementationCertificate& proof = std::get<LeastAmount>(found).certificate;
  CHECK(checker.subsidy_at_least(bargain.weights, bargain.environment, proof) == mpq_class(1, 4));
  CHECK_FALSE(checker.rules_out_subsidies(bargain.weights, bargain.environment, proof));
  for (std::size_t k = 0; k < proof.participants.size(); ++k) {
    ImplementationCertificate changed = proof;
    changed.participants[k].weight += 1;
    CHECK(checker.subsidy_at_least(bargain.weights, bargain.environment, changed).value_or(0) <
          mpq_class(1, 4));
    CHECK(checker.transfers_at_least(bargain.weights, bargain.environment, changed).has_value());
    changed.participants[k].weight = -1;
    CHECK_FALSE(checker.subsidy_at_least(bargain.weights, bargain.environment, changed));
    CHECK_FALSE(checker.transfers_at_least(bargain.weights, bargain.environment, changed));
  }
  // Transfers that pay in a little less break a constraint.
  TransferRule rule = std::get<LeastAmount>(found).rule;
  CHECK(checker.subsidy(bargain.weights, bargain.environment, rule) == mpq_class(1, 4));
  rule *= mpq_class(99, 100);
  CHECK_FALSE(checker.subsidy(bargain.weights, bargain.environment, rule));
}
