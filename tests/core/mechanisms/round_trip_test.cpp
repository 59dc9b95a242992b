#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/simple_design.h"
#include "tests/core/random_priors.h"

// Theorems 1 and 2 on random structures and environments: where a condition holds the designed mechanism
// passes the exact audit, where it fails the counterexample has no mechanism, with proof. No exceptions;
// undecided cases are counted. GENERICITY_ROUND_TRIPS sets the number of structures; scripts/round-trip runs
// 2,000.

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct Shape {
  std::vector<int> sizes;
  const char* pattern;
};

const std::vector<Shape> shapes{
    {{2, 2}, ""},
    {{4, 2}, ""},
    {{2, 2, 2}, ""},
    {{2, 2, 2}, "{1,2}"},
    {{2, 2, 2}, "maximal"},
    {{3, 2, 2}, ""},
    {{3, 2, 2}, "{1,2}"},
    {{5, 2, 2}, ""},
    {{3, 3, 2}, ""},
    {{2, 2, 2, 2}, ""},
    {{2, 2, 2, 2}, "{1,2}"},
    {{2, 2, 2, 2}, "{1,2},{2,3}"},
    {{2, 2, 2, 2}, "{1,2},{3,4}"},
    {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}"},
    {{2, 2, 2, 2}, "{1,2,3}"},
    {{2, 2, 2, 2, 2}, "{1,2}"},
};

/// The share of CI lies strictly between 0 and 1 here: .23 under Dirichlet(1). It takes seconds and has its
/// turn rarely.
const Shape intermediate{{2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"};
constexpr int intermediate_turn = 250;

constexpr int families = 7;

std::vector<double> draw_prior(RandomPriors& random, const TypeSpace& space, int family) {
  switch (family) {
    case 0:
      return random.dirichlet(space.profiles());
    case 1:
      return random.lattice(space.profiles(), 3);
    case 2:
      return random.lattice(space.profiles(), 1000);
    case 3:
      return random.independent(space, 9);
    case 4:
      return random.near_independent(space, 1e-3);
    case 5:
      return random.extreme(space.profiles(), 0.3, 1e-9);
    default: {
      // Two latent classes: integer mixtures of two independent priors.
      std::vector<double> weights = random.independent(space, 9);
      const std::vector<double> other = random.independent(space, 9);
      for (std::size_t k = 0; k < weights.size(); ++k) weights[k] += other[k];
      return weights;
    }
  }
}

/// Small integers, mostly zeros, or Gaussian doubles, with an outcome that is worth nothing, so that the
/// efficient surplus is never negative.
Environment draw_environment(RandomPriors& random, const TypeSpace& space) {
  const std::size_t agents = static_cast<std::size_t>(space.agents());
  std::vector<mpq_class> utilities(3 * agents * space.profiles());
  const int kind = random.integer(0, 2);
  for (std::size_t k = agents * space.profiles(); k < utilities.size(); ++k) {
    if (kind == 0) utilities[k] = random.normal();
    if (kind == 1) utilities[k] = random.integer(-20, 20);
    if (kind == 2 && random.integer(0, 3) == 0) utilities[k] = random.integer(-20, 20);
  }
  return {space, {"x0", "x1", "x2"}, std::move(utilities)};
}

struct Counts {
  int ci_holds = 0, ci_fails = 0, ci_undecided = 0, cbdp_holds = 0, cbdp_fails = 0;
};

void round_trip_simple(RandomPriors& random, const InformationStructure& structure, const Pattern& pattern,
                       Counts& counts) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  CiDecider decider(space, pattern);
  const Decision decision = decider.decide(prior, {});
  if (decision.verdict == Verdict::undecided) {
    ++counts.ci_undecided;
    return;
  }
  if (decision.verdict == Verdict::holds) {
    ++counts.ci_holds;
    const Environment environment = draw_environment(random, space);
    const TransferRule psi = as_rule(space, std::get<TransferCertificate>(decider.certificate(prior)));
    const TransferRule base = random.coin() ? equal_shares(environment) : TransferRule(space);
    const auto design = scaled_transfers(structure, pattern, environment, base, psi);
    REQUIRE(design);
    REQUIRE(audit({structure, pattern, environment, {design->rule}}).implements());
    if (design->scale == 0) return;
    const TransferRule less = base + design->scale * (1 - mpq_class(1, 1000000000)) * psi;
    REQUIRE_FALSE(audit({structure, pattern, environment, {less}}).coalition_proof());
    return;
  }
  ++counts.ci_fails;
  const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
  const CounterexampleEnvironment example = simple_counterexample(space, structure.exact(), certificate);
  REQUIRE_FALSE(example.environment.inefficiency());
  REQUIRE(proves_unimplementable(structure, pattern, example.environment, certificate));
  if (space.profiles() > 12) return;
  // Small enough for the rational simplex method to find its own proof.
  const auto found = find_transfers(structure, pattern, example.environment);
  REQUIRE(found);
  REQUIRE(std::holds_alternative<DeviationCertificate>(*found));
  REQUIRE(proves_unimplementable(structure, pattern, example.environment,
                                 std::get<DeviationCertificate>(*found)));
}

void round_trip_ambiguous(RandomPriors& random, const InformationStructure& structure, const Pattern& pattern,
                          Counts& counts) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  const std::vector<TransferRule> rules = neutral_rules(structure, pattern);
  for (const Coalition coalition : pattern.coalitions()) {
    const ClosestPosteriors closest = BeliefSeparation(space, coalition).closest(prior);
    if (closest.distance > 0) continue;
    ++counts.cbdp_fails;
    const CounterexampleEnvironment example =
        ambiguous_counterexample(space, coalition, closest.first, closest.second);
    REQUIRE_FALSE(example.environment.inefficiency());
    REQUIRE(indistinguishable_types(structure, pattern, example.environment));
    // And so no set of rules works, for instance these.
    std::vector<TransferRule> some = rules;
    for (TransferRule& rule : some) rule *= 1000;
    some.emplace_back(space);
    REQUIRE_FALSE(audit({structure, pattern, example.environment, some}).coalition_proof());
    return;
  }
  ++counts.cbdp_holds;
  const Environment environment = draw_environment(random, space);
  REQUIRE_FALSE(indistinguishable_types(structure, pattern, environment));
  const auto design = scaled_rules(structure, pattern, environment, equal_shares(environment), rules);
  REQUIRE(design);
  const AuditReport report = audit({structure, pattern, environment, design->rules});
  REQUIRE(report.implements());
  REQUIRE(report.coalitionally_rational());
}

}  // namespace

TEST_CASE("round trip: conditions, designs, audits and counterexamples agree without exception") {
  const char* wanted = std::getenv("GENERICITY_ROUND_TRIPS");
  const int structures = wanted == nullptr ? 336 : std::stoi(wanted);
  Counts counts;
  for (int k = 0; k < structures; ++k) {
    const Shape& shape =
        k % intermediate_turn == 5 ? intermediate : shapes[static_cast<std::size_t>(k) % shapes.size()];
    const int family = k / static_cast<int>(shapes.size()) % families;
    CAPTURE(k);
    CAPTURE(shape.pattern);
    CAPTURE(family);
    RandomPriors random(700000 + static_cast<std::uint64_t>(k));
    const TypeSpace space(shape.sizes);
    const Pattern pattern = Pattern::parse(shape.pattern, space.agents());
    const InformationStructure structure(space, draw_prior(random, space, family));
    round_trip_simple(random, structure, pattern, counts);
    round_trip_ambiguous(random, structure, pattern, counts);
  }
  MESSAGE(structures << " structures: CI holds " << counts.ci_holds << ", fails " << counts.ci_fails
                     << ", undecided " << counts.ci_undecided << "; CBDP holds " << counts.cbdp_holds
                     << ", fails " << counts.cbdp_fails);
  CHECK(counts.ci_holds + counts.ci_fails + counts.ci_undecided == structures);
  CHECK(counts.cbdp_holds + counts.cbdp_fails == structures);
  if (structures < 200) return;
  // Every branch was taken often.
  CHECK(counts.ci_holds > structures / 8);
  CHECK(counts.ci_fails > structures / 8);
  CHECK(counts.cbdp_holds > structures / 4);
  CHECK(counts.cbdp_fails > structures / 16);
}
