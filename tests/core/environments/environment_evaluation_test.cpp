#include "core/environments/environment_evaluation.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/conditions/block_evaluation.h"
#include "tests/core/environments/random_utilities.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("a block's verdicts are those of single deciders, whatever is decided beside them") {
  RandomPriors random(41);
  const TypeSpace space({2, 2, 2});
  const std::vector<Pattern> patterns{Pattern::minimal(3), Pattern::parse("{1,2}", 3), Pattern::maximal(3)};
  const NestedPatterns nested(space, patterns);
  const std::array structure_conditions_asked{Condition::ci};
  BlockEvaluation structures(structure_conditions_asked, nested, EvaluatedMargins::with_verdicts);
  const std::array conditions{Condition::implementable_cr, Condition::implementable,
                              Condition::implementable_ir};
  EnvironmentEvaluation evaluation(conditions, nested, EvaluatedMargins::all);

  std::vector<std::vector<double>> weights;
  std::vector<Prior> priors;
  std::vector<SampledEnvironment> environments;
  weights.reserve(PriorBlock::capacity);
  for (std::size_t place = 0; place < PriorBlock::capacity; ++place) {
    weights.push_back(random.dirichlet(space.profiles()));
    priors.emplace_back(weights.back());
    environments.push_back(test::normal_environment(random, space, 3, place % 4 == 0, -0.5));
  }
  structures.evaluate(priors);
  std::vector<Decision> ci(patterns.size() * PriorBlock::capacity);
  for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
    for (std::size_t place = 0; place < PriorBlock::capacity; ++place)
      ci[pattern * PriorBlock::capacity + place] = structures.outcome(0, pattern, place).decision;
  }
  evaluation.evaluate(priors, environments, ci);

  int counts[3][2] = {};
  int inherited = 0;
  int subsidised = 0;
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    const Participants asked = info(conditions[c]).participants;
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
      ImplementationDecider alone(space, patterns[pattern],
                                  asked == Participants::none     ? std::optional<Participation>()
                                  : asked == Participants::agents ? Participation::individual
                                                                  : Participation::coalitional);
      for (std::size_t place = 0; place < priors.size(); ++place) {
        const Decision& decision = evaluation.decision(c, pattern, place);
        CHECK(decision.certified);
        CHECK(decision.verdict == alone.decide(priors[place], environments[place]).verdict);
        ++counts[c][decision.verdict == Verdict::holds ? 0 : 1];
        inherited += decision.stage == Stage::inherited ? 1 : 0;
        const EnvironmentAmounts& amounts = evaluation.amounts(c, pattern, place);
        const bool holds = decision.verdict == Verdict::holds;
        const double difference = environments[place].greatest_difference();
        CHECK((amounts.least_subsidy == 0) == holds);
        CHECK(std::isinf(amounts.least_transfer) == !holds);
        CHECK((amounts.margin > 0) == holds);
        if (holds) {
          CHECK(amounts.margin == doctest::Approx(1 / (1 + amounts.least_transfer / difference)));
        } else if (!std::isinf(amounts.least_subsidy)) {
          ++subsidised;
          CHECK(amounts.relative_subsidy == doctest::Approx(amounts.least_subsidy / difference));
        }
        // A smaller pattern asks for no more.
        for (const std::size_t below : nested.below(pattern)) {
          CHECK(evaluation.amounts(c, below, place).least_transfer <= amounts.least_transfer);
          CHECK(evaluation.amounts(c, below, place).least_subsidy <= amounts.least_subsidy);
        }
      }
    }
  }
  CHECK(subsidised > 0);
  for (const auto& of_condition : counts) {
    CHECK(of_condition[0] > 0);
    CHECK(of_condition[1] > 0);
  }
  CHECK(inherited > 50);
}
