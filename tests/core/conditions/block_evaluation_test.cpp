#include "core/conditions/block_evaluation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Priors of lattice weights, many of them with ties, and what they are views of.
struct Block {
  Block(const TypeSpace& space, std::size_t count, std::uint32_t seed) {
    RandomPriors random(seed);
    for (std::size_t k = 0; k < count; ++k)
      structures.emplace_back(space, random.lattice(space.profiles(), k % 2 == 0 ? 3 : 500));
    for (const InformationStructure& structure : structures) priors.emplace_back(structure);
  }
  std::vector<InformationStructure> structures;
  std::vector<Prior> priors;
};

std::vector<Condition> all_conditions() {
  std::vector<Condition> conditions;
  conditions.reserve(structure_conditions.size());
  for (const ConditionInfo& known : structure_conditions) conditions.push_back(known.condition);
  return conditions;
}

std::vector<Pattern> patterns_of(const TypeSpace& space, const std::vector<const char*>& texts) {
  std::vector<Pattern> patterns;
  patterns.reserve(texts.size());
  for (const char* const text : texts) patterns.push_back(Pattern::parse(text, space.agents()));
  return patterns;
}

}  // namespace

TEST_CASE("a block's outcomes are those of examining every condition, pattern and prior by itself") {
  const TypeSpace space({2, 3, 2});
  const std::vector<Pattern> patterns = patterns_of(space, {"{1,2}", "minimal", "maximal"});
  const NestedPatterns nested(space, patterns);
  const std::vector<Condition> conditions = all_conditions();
  BlockEvaluation evaluation(conditions, nested, EvaluatedMargins::all);
  std::size_t holds = 0, fails = 0;
  // Blocks of several sizes: what an earlier one left must not be seen.
  for (const std::size_t count : {PriorBlock::capacity, std::size_t{3}}) {
    const Block block(space, count, 20261129 + static_cast<std::uint32_t>(count));
    evaluation.evaluate(block.priors);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      const ConditionInfo& known = info(conditions[c]);
      CAPTURE(known.key);
      for (std::size_t p = 0; p < patterns.size(); ++p) {
        CAPTURE(patterns[p].to_string());
        for (std::size_t place = 0; place < count; ++place) {
          CAPTURE(place);
          const auto& [decision, margin] = evaluation.outcome(c, p, place);
          const ConditionFinding alone = examine(known.condition, block.structures[place], patterns[p]);
          REQUIRE(alone.decision.verdict != Verdict::undecided);
          CHECK(decision.verdict == alone.decision.verdict);
          CHECK(decision.certified);
          ++(decision.verdict == Verdict::holds ? holds : fails);
          if (!known.has_margin_in_studies) {
            CHECK(std::isnan(margin));
          } else if (known.margin == MarginKind::distance) {
            CHECK(margin == alone.margin);
          } else {
            CHECK(margin == doctest::Approx(alone.margin).epsilon(2 * ci_margin_accuracy));
          }
        }
      }
    }
  }
  CHECK(holds > 0);
  CHECK(fails > 0);
}

TEST_CASE("margins that take a linear program are worked out only where they are asked for") {
  const TypeSpace space({2, 2, 2});
  const std::vector<Pattern> patterns = patterns_of(space, {"minimal"});
  const NestedPatterns nested(space, patterns);
  const std::vector<Condition> conditions{Condition::ci, Condition::cbdp};
  const Block block(space, 1, 1);
  BlockEvaluation evaluation(conditions, nested, EvaluatedMargins::with_verdicts);
  evaluation.evaluate(block.priors);
  CHECK(std::isnan(evaluation.outcome(0, 0, 0).margin));
  CHECK_FALSE(std::isnan(evaluation.outcome(1, 0, 0).margin));
}

TEST_CASE("failures of CI pass on to CI with participation, in whatever order they are asked for") {
  const TypeSpace space({2, 2, 2});
  // {1,2} and {3} are complementary.
  const std::vector<Pattern> patterns = patterns_of(space, {"{1,2}", "minimal"});
  const NestedPatterns nested(space, patterns);
  const Block block(space, 20, 7);
  const auto stages = [&](const std::vector<Condition>& conditions, Condition of, std::size_t pattern) {
    BlockEvaluation evaluation(conditions, nested, EvaluatedMargins::with_verdicts);
    evaluation.evaluate(block.priors);
    const auto place = std::find(conditions.begin(), conditions.end(), of) - conditions.begin();
    std::size_t inherited = 0;
    for (std::size_t k = 0; k < block.priors.size(); ++k) {
      const Decision& decision = evaluation.outcome(static_cast<std::size_t>(place), pattern, k).decision;
      if (decision.stage != Stage::inherited) continue;
      CHECK(decision.verdict == Verdict::fails);
      ++inherited;
    }
    return inherited;
  };
  const std::vector<Condition> strong_first{Condition::ci_cr, Condition::cbdp, Condition::ci_ir,
                                            Condition::ci};
  CHECK(stages(strong_first, Condition::ci_ir, 0) == 20);
  CHECK(stages(strong_first, Condition::ci_cr, 0) == 20);
  // Through CI with IR, which is not asked for.
  CHECK(stages({Condition::ci_cr, Condition::ci}, Condition::ci_cr, 0) == 20);
  CHECK(stages({Condition::ci_cr, Condition::ci_ir}, Condition::ci_cr, 0) == 20);
  CHECK(stages({Condition::ci_cr}, Condition::ci_cr, 0) == 0);
  // On singletons CI with IR fails at some of these priors only.
  const std::size_t some = stages({Condition::ci_cr, Condition::ci_ir}, Condition::ci_cr, 1);
  CHECK(some > 0);
  CHECK(some < 20);
  // Equal posteriors are everyone's own finding.
  CHECK(stages({Condition::cbdp, Condition::bdp, Condition::ci}, Condition::ci, 1) == 0);
  CHECK(stages({Condition::cbdp, Condition::bdp, Condition::ci}, Condition::cbdp, 1) == 0);
}

TEST_CASE("a failure at a trusted place carries no certificate, unless it is one in closed form") {
  const TypeSpace space({2, 2, 2, 2, 2});
  const std::vector<Pattern> patterns =
      patterns_of(space, {"{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", "maximal"});
  const NestedPatterns nested(space, patterns);
  RandomPriors random(5);
  std::vector<std::vector<double>> weights(16);
  for (std::vector<double>& some : weights) some = random.dirichlet(space.profiles());
  std::vector<Prior> priors;
  priors.reserve(weights.size());
  for (const std::vector<double>& some : weights) priors.emplace_back(some);
  PriorBlock::Places trusted;
  for (std::size_t place = 0; place < priors.size(); place += 2) trusted.set(place);
  BlockEvaluation evaluation(std::vector<Condition>{Condition::ci}, nested, EvaluatedMargins::with_verdicts);
  evaluation.evaluate(priors, trusted);
  std::size_t withheld = 0;
  for (std::size_t place = 0; place < priors.size(); ++place) {
    const Decision& open = evaluation.outcome(0, 0, place).decision;
    REQUIRE(open.verdict != Verdict::undecided);
    const bool is_needed = open.verdict == Verdict::holds || !trusted[place];
    CHECK(open.certified == is_needed);
    withheld += is_needed ? 0U : 1U;
    CHECK(evaluation.outcome(0, 1, place).decision.certified);
  }
  CHECK(withheld > 0);
}
