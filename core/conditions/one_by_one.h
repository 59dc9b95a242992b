#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/conditions/evaluator.h"

namespace genericity {

/// Evaluates a condition that has a decider of single priors, `Decision decide(const Prior&)`, and no margin
/// in studies: one decider a pattern.
template <class Decider>
class OneByOneEvaluator final : public ConditionEvaluator {
 public:
  /// make(pattern) makes the pattern's decider, as a std::unique_ptr.
  template <class Make>
  OneByOneEvaluator(Condition condition, const NestedPatterns& patterns, const Make& make)
      : ConditionEvaluator(condition, patterns) {
    for (const Pattern& pattern : patterns.patterns().first(evaluated_patterns()))
      deciders_.push_back(make(pattern));
  }

 private:
  void decide(const PriorBlock& block) override {
    for (std::size_t pattern = 0; pattern < deciders_.size(); ++pattern) {
      for (std::size_t place = 0; place < block.priors.size(); ++place) {
        Decision& decision = place_of(pattern, place).decision;
        if (decision.verdict == Verdict::undecided)
          decision = deciders_[pattern]->decide(block.priors[place]);
      }
    }
  }

  std::vector<std::unique_ptr<Decider>> deciders_;
};

}  // namespace genericity
