#include "core/environments/implementation_decider.h"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <variant>
#include <vector>

#include "core/conditions/ci.h"
#include "core/exact/simplex.h"
#include "core/information_structure.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/simple_design.h"
#include "tests/core/environments/random_utilities.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

constexpr std::array<std::optional<Participation>, 3> all_kinds{std::nullopt, Participation::individual,
                                                                Participation::coalitional};

/// By the definition and the rational simplex method alone: with weights c, d ≥ 0 and b of any sign on what
/// each agent is paid at each profile, {Σ c·A − Σ d·w − b = 0, Σ c·g + Σ d·h = 1} has a solution exactly if
/// no transfers will do.
bool exists_by_definition(const InformationStructure& structure, const Pattern& pattern,
                          const SampledEnvironment& environment, std::optional<Participation> participation) {
  const TypeSpace& space = structure.space();
  const auto agents = static_cast<std::size_t>(space.agents());
  const std::size_t profiles = space.profiles();
  const Environment exact = environment.exact(space);  // staying out is worth 0 there
  std::vector<std::vector<mpq_class>> columns;
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(space, coalition);
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        std::vector<mpq_class>& column = columns.emplace_back(agents * profiles + 1);
        for (const std::uint32_t rest : split.outside) {
          const mpz_class& weight = structure.exact()[truth + rest];
          for (std::size_t agent = 0; agent < agents; ++agent) {
            if (!coalition.contains(static_cast<int>(agent))) continue;
            column[agent * profiles + report + rest] += weight;
            column[agent * profiles + truth + rest] -= weight;
          }
          column.back() +=
              weight * (exact.joint_utility(coalition, exact.chosen(report + rest), truth + rest) -
                        exact.joint_utility(coalition, exact.chosen(truth + rest), truth + rest));
        }
      }
    }
  }
  if (participation) {
    for (const Coalition coalition : neutral_coalitions(pattern, *participation)) {
      const CoalitionSplit split(space, coalition);
      for (const std::uint32_t type : split.inside) {
        std::vector<mpq_class>& column = columns.emplace_back(agents * profiles + 1);
        for (const std::uint32_t rest : split.outside) {
          const mpz_class& weight = structure.exact()[type + rest];
          for (std::size_t agent = 0; agent < agents; ++agent) {
            if (coalition.contains(static_cast<int>(agent))) column[agent * profiles + type + rest] -= weight;
          }
          column.back() -= weight * exact.joint_utility(coalition, exact.chosen(type + rest), type + rest);
        }
      }
    }
  }
  for (const int sign : {1, -1}) {
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      std::vector<mpq_class>& column = columns.emplace_back(agents * profiles + 1);
      for (std::size_t agent = 0; agent < agents; ++agent) column[agent * profiles + profile] = sign;
    }
  }
  RationalMatrix matrix(agents * profiles + 1, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t row = 0; row < matrix.rows; ++row) matrix(row, k) = columns[k][row];
  }
  std::vector<mpq_class> right(matrix.rows);
  right.back() = 1;
  return !solve_nonnegative(matrix, right).feasible();
}

/// The verdict, after its proof has been looked at from outside.
Verdict proved(ImplementationDecider& decider, const InformationStructure& structure, const Pattern& pattern,
               const SampledEnvironment& environment, std::optional<Participation> participation) {
  const Prior prior(structure);
  const Decision decision = decider.decide(prior, environment);
  const TypeSpace& space = structure.space();
  if (decision.verdict == Verdict::holds) {
    CHECK(decision.certified);
    const AuditReport report = audit({structure, pattern, environment.exact(space), {decider.transfers()}});
    CHECK(report.implements());
    if (participation == Participation::individual) CHECK(report.individually_rational());
    if (participation == Participation::coalitional) CHECK(report.coalitionally_rational());
  } else if (decision.verdict == Verdict::fails) {
    CHECK(decision.certified);
    CHECK(ImplementationChecker(space, pattern, participation)
              .refutes(structure.exact(), environment, decider.certificate()));
  }
  return decision.verdict;
}

/// Both redraw, as in Corollary 1: c(S, θ̄ → θ̂) = w(θ̂_S).
DeviationCertificate both_redraw(const InformationStructure& structure, Coalition part) {
  DeviationCertificate certificate;
  for (const Coalition coalition : {part, part.complement(structure.space().agents())}) {
    const CoalitionSplit split(structure.space(), coalition);
    std::vector<mpz_class> law;
    for (const std::uint32_t inside : split.inside) {
      mpz_class& mass = law.emplace_back(0);
      for (const std::uint32_t rest : split.outside) mass += structure.exact()[inside + rest];
    }
    for (std::uint32_t truth = 0; truth < law.size(); ++truth) {
      for (std::uint32_t report = 0; report < law.size(); ++report) {
        if (truth != report) certificate.entries.push_back({coalition, truth, report, law[report]});
      }
    }
  }
  return certificate;
}

}  // namespace

TEST_CASE("verdicts agree with the definition, decided by exact linear programs, and are proved") {
  struct Shape {
    std::vector<int> sizes;
    const char* pattern;
    int draws;
  };
  RandomPriors random(2001);
  int holds[3] = {};
  int fails[3] = {};
  for (const auto& [sizes, text, draws] : std::vector<Shape>{{{2, 2}, "", 300},
                                                             {{3, 3}, "", 60},
                                                             {{2, 2, 2}, "{1,2}", 200},
                                                             {{2, 2, 2}, "{1,2},{1,3},{2,3}", 100},
                                                             {{3, 2, 2}, "{1,2}", 40}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    for (int kind = 0; kind < 3; ++kind) {
      ImplementationDecider decider(space, pattern, all_kinds[static_cast<std::size_t>(kind)]);
      for (int draw = 0; draw < draws; ++draw) {
        CAPTURE(space.to_string());
        CAPTURE(kind);
        CAPTURE(draw);
        const InformationStructure structure(
            space, draw % 3 == 0 ? random.lattice(space.profiles(), 4) : random.dirichlet(space.profiles()));
        // Two outcomes make constant rules and gains of 0 common; utilities that are whole numbers make ties
        // so.
        const std::size_t outcomes = draw % 4 == 0 ? 2 : 3;
        std::vector<double> utilities = test::normal_utilities(random, space, outcomes, draw % 2 == 0);
        if (draw % 5 == 0) {
          for (double& utility : utilities) utility = std::round(utility);
        }
        SampledEnvironment environment(space, outcomes);
        environment.set(utilities, kind == 0 ? 0.0 : -0.5);
        const auto participation = all_kinds[static_cast<std::size_t>(kind)];
        const bool exists = exists_by_definition(structure, pattern, environment, participation);
        CHECK(proved(decider, structure, pattern, environment, participation) ==
              (exists ? Verdict::holds : Verdict::fails));
        ++(exists ? holds : fails)[kind];
      }
    }
  }
  for (int kind = 0; kind < 3; ++kind) {
    CHECK(holds[kind] > 50);
    CHECK(fails[kind] > 10);
  }
}

TEST_CASE("priors that are doubles get the same verdict as the structures that they are") {
  RandomPriors random(2002);
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{3,4}", 4);
  ImplementationDecider decider(space, pattern, {});
  for (int draw = 0; draw < 60; ++draw) {
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const SampledEnvironment environment = test::normal_environment(random, space, 2, draw % 2 == 0);
    const Decision sampled = decider.decide(Prior(weights), environment);
    const InformationStructure structure(space, weights);
    CHECK(proved(decider, structure, pattern, environment, {}) == sampled.verdict);
    CHECK(sampled.verdict != Verdict::undecided);
  }
}

TEST_CASE("two agents, independent private values: always implementable (expected externality)") {
  RandomPriors random(2003);
  for (const std::vector<int>& sizes : std::vector<std::vector<int>>{{2, 2}, {3, 2}, {3, 4}}) {
    const TypeSpace space(sizes);
    ImplementationDecider decider(space, Pattern::minimal(2), {});
    for (int draw = 0; draw < 60; ++draw) {
      const InformationStructure structure(space, random.independent(space, 9));
      const SampledEnvironment environment = test::normal_environment(random, space, 3, true);
      CHECK(proved(decider, structure, Pattern::minimal(2), environment, {}) == Verdict::holds);
    }
  }
}

TEST_CASE("two agents of two types, correlated private values: always implementable") {
  RandomPriors random(2004);
  const TypeSpace space({2, 2});
  const Pattern pattern = Pattern::minimal(2);
  ImplementationDecider decider(space, pattern, {});
  for (int draw = 0; draw < 400; ++draw) {
    const std::vector<double> weights = random.dirichlet(4);
    const SampledEnvironment environment =
        test::normal_environment(random, space, draw % 2 == 0 ? 2 : 4, true);
    CHECK(decider.decide(Prior(weights), environment).verdict == Verdict::holds);
  }
}

TEST_CASE("where CI holds, every environment is implementable") {
  RandomPriors random(2005);
  const TypeSpace space({3, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  CiDecider ci(space, pattern);
  ImplementationDecider decider(space, pattern, {});
  int held = 0;
  for (int draw = 0; draw < 60; ++draw) {
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Prior prior(weights);
    if (ci.decide(prior, {}).verdict != Verdict::holds) continue;
    ++held;
    const SampledEnvironment environment = test::normal_environment(random, space, 3, draw % 2 == 0);
    CHECK(decider.decide(prior, environment).verdict == Verdict::holds);
  }
  CHECK(held > 20);
}

TEST_CASE("the environment of the proof's converse is never implementable where CI fails") {
  RandomPriors random(2006);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 3);  // {3} is its complement: CI fails everywhere
  CiDecider ci(space, pattern);
  ImplementationDecider decider(space, pattern, {});
  for (int draw = 0; draw < 30; ++draw) {
    const InformationStructure structure(space, random.lattice(space.profiles(), 20));
    const Prior prior(structure);
    REQUIRE(ci.decide(prior, {}).verdict == Verdict::fails);
    const auto certificate = std::get<DeviationCertificate>(ci.certificate(prior));
    const CounterexampleEnvironment converse = simple_counterexample(space, structure.exact(), certificate);
    // Twice the least stake is a multiple of n − 1 = 2, and contradicts as well.
    const Environment exact = dictator_environment(space, converse.agent, converse.type, 2 * converse.stake);
    std::vector<double> utilities;
    for (std::uint32_t outcome = 0; outcome < 3; ++outcome) {
      for (int agent = 0; agent < 3; ++agent) {
        for (std::size_t profile = 0; profile < space.profiles(); ++profile)
          utilities.push_back(exact.utility(outcome, agent, profile).get_d());
      }
    }
    SampledEnvironment environment(space, 3);
    environment.set(utilities);
    for (std::size_t profile = 0; profile < space.profiles(); ++profile)
      REQUIRE(environment.chosen(profile) == exact.chosen(profile));
    CHECK(proved(decider, structure, pattern, environment, {}) == Verdict::fails);
  }
}

TEST_CASE("a constant rule needs no transfers") {
  RandomPriors random(2007);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  ImplementationDecider decider(space, pattern, {});
  for (int draw = 0; draw < 30; ++draw) {
    std::vector<double> utilities = test::normal_utilities(random, space, 2, false);
    for (std::size_t k = 0; k < utilities.size() / 2; ++k) utilities[k] += 100;
    SampledEnvironment environment(space, 2);
    environment.set(utilities);
    REQUIRE(environment.is_constant());
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Decision decision = decider.decide(Prior(weights), environment);
    CHECK(decision.verdict == Verdict::holds);
    CHECK(decision.stage == Stage::definition);
    CHECK(decider.transfers() == TransferRule(space));
  }
}

TEST_CASE("private values: the redraws of complementary coalitions rule no environment out") {
  RandomPriors random(2008);
  int negative = 0;
  for (const std::vector<int>& sizes :
       std::vector<std::vector<int>>{{2, 2}, {3, 3}, {2, 2, 2}, {3, 2, 2}, {2, 2, 2, 2}}) {
    const TypeSpace space(sizes);
    for (int draw = 0; draw < 60; ++draw) {
      const InformationStructure structure(
          space, draw % 2 == 0 ? random.lattice(space.profiles(), 9) : random.dirichlet(space.profiles()));
      const Environment environment =
          test::normal_environment(random, space, static_cast<std::size_t>(2 + draw % 3), true).exact(space);
      const int last = space.agents() - 1;
      for (const Coalition part : {Coalition::single(0), Coalition::grand(last)}) {
        const DeviationCertificate certificate = both_redraw(structure, part);
        const mpq_class value = combined_gain(structure, environment, certificate);
        CHECK(value <= 0);
        negative += value < 0 ? 1 : 0;
      }
    }
  }
  CHECK(negative > 400);
}
