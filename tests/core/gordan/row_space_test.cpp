#include "core/gordan/row_space.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/conditions/ci.h"
#include "core/deviations.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("the reduced system is A times its transpose, and x = Aᵀz has the same products with the rows") {
  // A = (1 2 0; 0 −1 3): A Aᵀ = (5 −2; −2 10).
  SparseRows<double> rows{3, {0}, {}, {}};
  rows.push(0, 1.0);
  rows.push(1, 2.0);
  rows.end_row();
  rows.push(1, -1.0);
  rows.push(2, 3.0);
  rows.end_row();
  RowSpace space;
  for (int repeat = 0; repeat < 2; ++repeat) {
    space.reduce(rows);
    CHECK(space.reduced().columns == 2);
    CHECK(space.reduced().value == std::vector<double>{5, -2, -2, 10});
  }
  const Eigen::Vector2d z(2, 1);
  const Eigen::VectorXd x = space.expand(z);
  CHECK(x[0] == 2);
  CHECK(x[1] == 3);
  CHECK(x[2] == 3);
  CHECK(rows.dot(0, x) == space.reduced().dot(0, z));
  CHECK(rows.dot(1, x) == space.reduced().dot(1, z));
}

TEST_CASE("systems with far more unknowns than rows are decided, with proof") {
  constexpr std::uint64_t seed = 20261125;
  CAPTURE(seed);
  const TypeSpace space({2, 2, 2, 2, 2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("minimal", 8);
  const DeviationSystem system(space, pattern);
  REQUIRE(RowSpace::suits(system.rows(), system.unknowns()));
  REQUIRE_FALSE(RowSpace::suits(32, 48));
  CiDecider decider(space, pattern);
  RandomPriors priors(seed);
  for (const double distance : {1.0, 1e-3, 1e-6}) {
    CAPTURE(distance);
    const std::vector<double> near = priors.near_independent(space, distance);
    const Decision decision = decider.decide(Prior(near), {});
    CHECK(decision.verdict == Verdict::holds);
    CHECK(decision.certified);
  }
  // Independent types: CI fails. Without the caller's equal posteriors the solver must find it by itself.
  const std::vector<double> independent = priors.independent(space, 9);
  const Decision decision = decider.decide(Prior(independent), {});
  CHECK(decision.verdict == Verdict::fails);
  CHECK(decision.certified);
}
