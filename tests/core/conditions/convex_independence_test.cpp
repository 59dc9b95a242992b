#include "core/conditions/convex_independence.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "core/exact/simplex.h"
#include "tests/core/likely_counts.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::LikelyCounts;
using genericity::test::RandomPriors;

namespace {

/// The definition, by the rational simplex method: is type's posterior in the cone of the others'?
bool exactly_independent(const TypeSpace& space, Coalition coalition, const IntegerWeights& weights) {
  const CoalitionSplit split(space, coalition);
  for (std::size_t type = 0; type < split.inside.size(); ++type) {
    RationalMatrix others(split.outside.size(), split.inside.size() - 1);
    std::vector<mpq_class> own;
    for (std::size_t x = 0; x < split.outside.size(); ++x) {
      std::size_t column = 0;
      for (std::size_t other = 0; other < split.inside.size(); ++other) {
        if (other != type) others(x, column++) = weights[split.inside[other] + split.outside[x]];
      }
      own.emplace_back(weights[split.inside[type] + split.outside[x]]);
    }
    if (solve_nonnegative(others, own).feasible()) return false;
  }
  return true;
}

void check_proof(const TypeSpace& space, const IntegerWeights& weights, const ConvexIndependence& condition,
                 const Decision& decision) {
  REQUIRE(decision.certified);
  if (decision.verdict == Verdict::holds) {
    SeparationCertificate proof = condition.separation();
    CHECK(proves_convex_independence(space, weights, proof));
    for (mpz_class& value : proof.functionals[0]) value = -value;
    CHECK_FALSE(proves_convex_independence(space, weights, proof));
  } else {
    REQUIRE(decision.verdict == Verdict::fails);
    CombinationCertificate proof = condition.combination();
    CHECK(refutes_convex_independence(space, weights, proof));
    for (mpz_class& value : proof.weights) value = -value;
    CHECK_FALSE(refutes_convex_independence(space, weights, proof));
  }
}

/// How many of `draws` Dirichlet(1) priors have the first agent's posteriors in convex position.
int count_independent(const TypeSpace& space, int draws, std::uint64_t seed) {
  RandomPriors random(seed);
  AgentsConvexIndependence condition(space);
  int count = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Decision decision = condition.decide(Prior(weights));
    REQUIRE(decision.verdict != Verdict::undecided);
    REQUIRE(decision.certified);
    if (decision.verdict == Verdict::holds) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a posterior amid three others, and one outside them") {
  const TypeSpace space({4, 3});
  const Coalition first = Coalition::single(0);
  ConvexIndependence condition(space, first);
  // Types 1 to 3 near the corners; type 4 at their centre, then beyond an edge.
  const std::vector<double> inside{8, 1, 1, 1, 8, 1, 1, 1, 8, 3, 3, 3};
  const InformationStructure in(space, inside);
  CHECK(condition.decide(Prior(in)).verdict == Verdict::fails);
  CHECK(condition.combination().type == 3);
  check_proof(space, in.exact(), condition, condition.decide(Prior(in)));
  // 0, which floating point does not know.
  CHECK(std::isnan(condition.margin(Prior(in))));
  const std::vector<double> outside{8, 1, 1, 1, 8, 1, 1, 1, 8, 18, 18, 1};
  const InformationStructure out(space, outside);
  check_proof(space, out.exact(), condition, condition.decide(Prior(out)));
  CHECK(condition.decide(Prior(out)).verdict == Verdict::holds);
  CHECK(condition.margin(Prior(out)) > 0.01);
}

TEST_CASE("two types: the margin is the total variation of the posteriors, and BDP says the same") {
  RandomPriors random(2026);
  const TypeSpace space({2, 2, 2});
  AgentsConvexIndependence condition(space);
  for (int draw = 0; draw < 50; ++draw) {
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const ConditionFinding beliefs =
        examine(Condition::bdp, InformationStructure(space, weights), Pattern::minimal(3));
    CHECK(condition.margin(Prior(weights)) == doctest::Approx(beliefs.margin).epsilon(1e-6));
    CHECK(condition.decide(Prior(weights)).verdict == beliefs.decision.verdict);
  }
  const std::vector<double> independent = random.independent(space, 5);
  CHECK(examine(Condition::bdp, InformationStructure(space, independent), Pattern::minimal(3))
            .decision.verdict == Verdict::fails);
  CHECK(condition.decide(Prior(independent)).verdict == Verdict::fails);
}

TEST_CASE("verdicts agree with the rational simplex method, ties included") {
  RandomPriors random(77);
  for (const auto& sizes : std::vector<std::vector<int>>{{4, 3}, {5, 2}, {3, 2, 2}, {2, 2, 3}}) {
    const TypeSpace space(sizes);
    for (const Coalition coalition : {Coalition(0b1), Coalition(0b10), Coalition(0b11)}) {
      if (coalition.complement(space.agents()).size() == 0) continue;
      ConvexIndependence condition(space, coalition);
      for (int draw = 0; draw < 60; ++draw) {
        CAPTURE(space.to_string());
        CAPTURE(coalition.to_string());
        CAPTURE(draw);
        const InformationStructure structure(
            space, draw % 2 == 0 ? random.lattice(space.profiles(), 3) : random.dirichlet(space.profiles()));
        const Decision decision = condition.decide(Prior(structure));
        check_proof(space, structure.exact(), condition, decision);
        CHECK((decision.verdict == Verdict::holds) ==
              exactly_independent(space, coalition, structure.exact()));
      }
    }
  }
}

TEST_CASE("weights of very different sizes are decided all the same") {
  RandomPriors random(5);
  const TypeSpace space({4, 3});
  ConvexIndependence condition(space, Coalition::single(0));
  for (int draw = 0; draw < 60; ++draw) {
    CAPTURE(draw);
    const InformationStructure structure(space, random.extreme(space.profiles(), 0.05, 1e-200));
    const Decision decision = condition.decide(Prior(structure));
    REQUIRE(decision.verdict != Verdict::undecided);
    check_proof(space, structure.exact(), condition, decision);
    CHECK((decision.verdict == Verdict::holds) ==
          exactly_independent(space, Coalition::single(0), structure.exact()));
  }
}

// Under Dirichlet(1) the posteriors of agent 1 are independent and uniform on the simplex over agent 2's
// types, so Convex Independence is the event that uniform points are in convex position.
TEST_CASE("four and five points of a triangle in convex position (Valtr 1996: 2/3 and 11/36)") {
  const int draws = 4000;
  const int four = count_independent(TypeSpace({4, 3}), draws, 11);
  CAPTURE(four);
  CHECK(LikelyCounts(draws, 2.0 / 3).contains(four));
  const int five = count_independent(TypeSpace({5, 3}), draws, 12);
  CAPTURE(five);
  CHECK(LikelyCounts(draws, 11.0 / 36).contains(five));
}

TEST_CASE("five points of a tetrahedron in convex position (Buchta and Reitzner 2001)") {
  // A point lies in the tetrahedron of the other four with the mean volume 13/720 − π²/15015 of that.
  constexpr double pi = 3.14159265358979323846;
  const int draws = 4000;
  const int count = count_independent(TypeSpace({5, 4}), draws, 13);
  CAPTURE(count);
  CHECK(LikelyCounts(draws, 1 - 5 * (13.0 / 720 - pi * pi / 15015)).contains(count));
}
