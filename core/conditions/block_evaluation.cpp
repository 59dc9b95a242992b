#include "core/conditions/block_evaluation.h"

#include <algorithm>
#include <numeric>

namespace genericity {

BlockEvaluation::BlockEvaluation(std::span<const Condition> conditions, const NestedPatterns& patterns,
                                 EvaluatedMargins margins)
    : closest_(PriorBlock::capacity * patterns.coalitions().size()), order_(conditions.size()) {
  for (const Coalition coalition : patterns.coalitions())
    separations_.emplace_back(patterns.space(), coalition);
  for (const Condition condition : conditions)
    steps_.push_back({info(condition).make_evaluator(condition, patterns, margins), {}});
  // A condition stands after those that it inherits failures from.
  std::iota(order_.begin(), order_.end(), 0);
  std::sort(order_.begin(), order_.end(),
            [&](std::size_t a, std::size_t b) { return conditions[a] < conditions[b]; });
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const ConditionSet sources = inherited_failures(conditions[k]);
    for (const std::size_t other : order_) {
      if (sources.contains(conditions[other])) steps_[k].weaker.push_back(steps_[other].evaluator.get());
    }
  }
}

void BlockEvaluation::evaluate(std::span<const Prior> priors, const PriorBlock::Places& trusted) {
  std::size_t k = 0;
  for (const Prior& prior : priors) {
    for (BeliefSeparation& separation : separations_) closest_[k++] = separation.closest(prior);
  }
  const PriorBlock block{priors, std::span(closest_).first(k), trusted};
  for (const std::size_t step : order_) steps_[step].evaluator->evaluate(block, steps_[step].weaker);
}

}  // namespace genericity
