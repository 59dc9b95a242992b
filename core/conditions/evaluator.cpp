#include "core/conditions/evaluator.h"

#include <algorithm>

namespace genericity {

ConditionEvaluator::ConditionEvaluator(Condition condition, const NestedPatterns& patterns)
    : condition_(condition),
      patterns_(&patterns),
      stride_(info(condition).depends_on_pattern ? PriorBlock::capacity : 0),
      outcomes_((stride_ == 0 ? 1 : patterns.patterns().size()) * PriorBlock::capacity) {}

void ConditionEvaluator::evaluate(const PriorBlock& block,
                                  std::span<const ConditionEvaluator* const> weaker) {
  std::fill(outcomes_.begin(), outcomes_.end(), Outcome{});
  for (std::size_t pattern = 0; pattern < evaluated_patterns(); ++pattern) {
    for (std::size_t place = 0; place < block.priors.size(); ++place) {
      for (const ConditionEvaluator* const other : weaker) {
        const Decision& known = other->outcome(pattern, place).decision;
        if (known.verdict != Verdict::fails) continue;
        place_of(pattern, place).decision = {Verdict::fails, known.certified, Stage::inherited};
        break;
      }
    }
  }
  decide(block);
}

}  // namespace genericity
