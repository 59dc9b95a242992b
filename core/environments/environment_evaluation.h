#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "core/conditions/condition.h"
#include "core/conditions/evaluator.h"
#include "core/environments/implementation_decider.h"
#include "core/environments/implementation_programs.h"
#include "core/environments/sampled_environment.h"
#include "core/nested_patterns.h"
#include "core/prior.h"
#include "core/verdict.h"

namespace genericity {

/// What a condition on an environment takes, in units of utility; NaN where that is not known. The numbers
/// are the doubles nearest to what exact linear programs proved.
struct EnvironmentAmounts {
  /// The least ‖t‖∞ = max_{i,θ} |t_i(θ)| of transfers that do (see ImplementationChecker); infinite if none
  /// do.
  double least_transfer = std::numeric_limits<double>::quiet_NaN();
  /// The least that somebody who may pay in and takes nothing out must be ready to pay at the worst θ: 0
  /// exactly where the condition holds, infinite where nothing is enough.
  double least_subsidy = std::numeric_limits<double>::quiet_NaN();
  /// Both in parts of the most that an outcome can matter to an agent, D (greatest_difference()): 1 / (1 +
  /// least_transfer / D), so that 0 is failure and 1 means that no transfers are needed; and least_subsidy /
  /// D.
  double margin = std::numeric_limits<double>::quiet_NaN();
  double relative_subsidy = std::numeric_limits<double>::quiet_NaN();
};

/// Finds them for a verdict that holds or fails.
EnvironmentAmounts amounts_of(Verdict verdict, const ImplementationPrograms& programs, const Prior& prior,
                              const SampledEnvironment& environment);

/// Decides conditions on an environment under several patterns, a block of priors at a time, each with an
/// environment of its own. What follows from elsewhere is not decided again (Stage::inherited): where CI
/// holds, transfers implement every efficient rule; where they exist for a pattern, the same ones serve every
/// smaller one; where they do not exist, none do for a larger pattern, nor under a condition that asks for
/// more.
///
/// A verdict depends on the prior, the environment and the pattern alone; the stage that reached it also on
/// what is decided beside it. Holds its memory from block to block; one object per thread.
class EnvironmentEvaluation {
 public:
  /// The conditions must be such that need an environment. Keeps a reference to the patterns. Amounts take
  /// exact linear programs for every prior and environment: worked out with EvaluatedMargins::all alone.
  EnvironmentEvaluation(std::span<const Condition> conditions, const NestedPatterns& patterns,
                        EvaluatedMargins margins);
  EnvironmentEvaluation(std::span<const Condition> conditions, const NestedPatterns&& patterns,
                        EvaluatedMargins margins) = delete;

  /// At most PriorBlock::capacity priors, and as many environments. `ci[pattern · capacity + place]` is what
  /// is known of CI.
  void evaluate(std::span<const Prior> priors, std::span<const SampledEnvironment> environments,
                std::span<const Decision> ci);
  /// What was found for the condition and the pattern at these places of their lists, at the last block's
  /// prior and environment at this place.
  [[nodiscard]] const Decision& decision(std::size_t condition, std::size_t pattern,
                                         std::size_t place) const {
    return steps_[condition].decisions[pattern * PriorBlock::capacity + place];
  }
  /// Likewise; unknown unless margins were asked for.
  [[nodiscard]] const EnvironmentAmounts& amounts(std::size_t condition, std::size_t pattern,
                                                  std::size_t place) const {
    return steps_[condition].amounts[pattern * PriorBlock::capacity + place];
  }

 private:
  struct Step {
    Condition condition = Condition::implementable;
    std::vector<std::size_t> weaker;  // places of conditions from which it inherits failures
    std::vector<std::unique_ptr<ImplementationDecider>> deciders;  // one a pattern
    std::vector<Decision> decisions;
    std::vector<EnvironmentAmounts> amounts;
  };
  [[nodiscard]] Decision inherited(const Step& step, std::size_t pattern, std::size_t place) const;

  const NestedPatterns* patterns_;
  EvaluatedMargins margins_;
  std::vector<Step> steps_;         // as the conditions were named
  std::vector<std::size_t> order_;  // places of steps, weaker conditions first
};

}  // namespace genericity
