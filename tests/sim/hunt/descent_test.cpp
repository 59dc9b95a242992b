#include "sim/hunt/descent.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/prior.h"

using namespace genericity;

namespace {

double margin_at(CiDecider& decider, const std::vector<double>& weights) {
  const Prior prior(weights);
  return decider.decide(prior, {}).verdict == Verdict::holds ? decider.margin(prior).lower : 0;
}

}  // namespace

TEST_CASE("weights become whole numbers in proportion, the greatest as asked for") {
  CHECK(whole_weights(std::vector<double>{0.5, 0.25, 1e-9}, 100) == std::vector<double>{100, 50, 1});
}

TEST_CASE("each step lowers the margin, and from a flat prior the way down ends where CI fails") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  CiDecider decider(space, pattern);
  std::vector<double> weights{20, 11, 13, 17, 12, 19, 18, 10};
  Descent descent(space, pattern);
  double step = 0.25;
  double margin = margin_at(decider, weights);
  REQUIRE(margin > 0);
  const double start = margin;
  int steps = 0;
  for (; steps < 30; ++steps) {
    const auto next = descent.next(weights, step);
    if (!next) break;
    const double lower = margin_at(decider, *next);
    CHECK(lower < margin);
    weights = *next;
    margin = lower;
  }
  CHECK(steps > 3);
  // Failures have codimension 3 here: they are approached, not met.
  CHECK(margin < start / 4);
}
