#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/evaluator.h"

namespace genericity {

/// Evaluates several conditions under several patterns, a block of priors at a time: finds the closest
/// posteriors of every coalition, and lets a condition inherit failures from those that it implies.
///
/// Allocates nothing by itself after construction. Holds its memory from block to block; one object per
/// thread.
class BlockEvaluation {
 public:
  /// Keeps a reference to the patterns, which must outlive it.
  BlockEvaluation(std::span<const Condition> conditions, const NestedPatterns& patterns,
                  EvaluatedMargins margins);
  BlockEvaluation(std::span<const Condition> conditions, const NestedPatterns&& patterns,
                  EvaluatedMargins margins) = delete;

  /// At most PriorBlock::capacity priors; `trusted`: the places of those at which failures need no
  /// certificate.
  void evaluate(std::span<const Prior> priors, const PriorBlock::Places& trusted = {});
  /// What was found for the condition and the pattern at these places of their lists, at the last block's
  /// prior at this place.
  [[nodiscard]] const ConditionEvaluator::Outcome& outcome(std::size_t condition, std::size_t pattern,
                                                           std::size_t place) const {
    return steps_[condition].evaluator->outcome(pattern, place);
  }

 private:
  struct Step {
    std::unique_ptr<ConditionEvaluator> evaluator;
    std::vector<const ConditionEvaluator*> weaker;  // from whom it inherits failures
  };

  std::vector<BeliefSeparation> separations_;
  std::vector<ClosestPosteriors> closest_;  // [place · coalitions + coalition]
  std::vector<Step> steps_;                 // as the conditions were named
  std::vector<std::size_t> order_;          // places of steps, weaker conditions first
};

}  // namespace genericity
