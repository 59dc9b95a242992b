#include "core/environments/environment_evaluation.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace genericity {

namespace {

std::optional<Participation> participation_of(Condition condition) {
  switch (info(condition).participants) {
    case Participants::none:
      return std::nullopt;
    case Participants::agents:
      return Participation::individual;
    case Participants::coalitions:
      return Participation::coalitional;
  }
  return std::nullopt;
}

}  // namespace

EnvironmentEvaluation::EnvironmentEvaluation(std::span<const Condition> conditions,
                                             const NestedPatterns& patterns)
    : patterns_(&patterns), order_(conditions.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  // A condition stands after those that it implies.
  std::sort(order_.begin(), order_.end(),
            [&](std::size_t a, std::size_t b) { return conditions[a] < conditions[b]; });
  for (const Condition condition : conditions) {
    Step& step = steps_.emplace_back();
    step.condition = condition;
    step.decisions.resize(patterns.patterns().size() * PriorBlock::capacity);
    for (const Pattern& pattern : patterns.patterns())
      step.deciders.push_back(
          std::make_unique<ImplementationDecider>(patterns.space(), pattern, participation_of(condition)));
    const ConditionSet sources = inherited_failures(condition);
    for (const std::size_t other : order_) {
      if (sources.contains(conditions[other])) step.weaker.push_back(other);
    }
  }
}

Decision EnvironmentEvaluation::inherited(const Step& step, std::size_t pattern, std::size_t place) const {
  const auto known = [&](const Step& from, std::size_t other) {
    return from.decisions[other * PriorBlock::capacity + place];
  };
  for (const std::size_t weaker : step.weaker) {
    if (known(steps_[weaker], pattern).verdict == Verdict::fails)
      return {Verdict::fails, known(steps_[weaker], pattern).certified, Stage::inherited};
  }
  for (const std::size_t above : patterns_->above(pattern)) {
    if (known(step, above).verdict == Verdict::holds)
      return {Verdict::holds, known(step, above).certified, Stage::inherited};
  }
  for (const std::size_t below : patterns_->below(pattern)) {
    if (known(step, below).verdict == Verdict::fails)
      return {Verdict::fails, known(step, below).certified, Stage::inherited};
  }
  return {};
}

void EnvironmentEvaluation::evaluate(std::span<const Prior> priors,
                                     std::span<const SampledEnvironment> environments,
                                     std::span<const Decision> ci) {
  for (const std::size_t k : order_) {
    Step& step = steps_[k];
    const bool follows_from_ci = info(step.condition).participants == Participants::none;
    for (const std::size_t pattern : patterns_->order()) {
      for (std::size_t place = 0; place < priors.size(); ++place) {
        Decision& decision = step.decisions[pattern * PriorBlock::capacity + place];
        const Decision& with_ci = ci[pattern * PriorBlock::capacity + place];
        if (follows_from_ci && with_ci.verdict == Verdict::holds) {
          decision = {Verdict::holds, with_ci.certified, Stage::inherited};
          continue;
        }
        decision = inherited(step, pattern, place);
        if (decision.verdict == Verdict::undecided)
          decision = step.deciders[pattern]->decide(priors[place], environments[place]);
      }
    }
  }
}

}  // namespace genericity
