#include "core/environments/environment_evaluation.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <variant>

#include "core/exact/nearest_double.h"

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

EnvironmentAmounts amounts_of(Verdict verdict, const ImplementationPrograms& programs, const Prior& prior,
                              const SampledEnvironment& environment) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (verdict == Verdict::undecided) return {};
  const mpq_class difference(environment.greatest_difference());
  if (verdict == Verdict::holds) {
    const auto least = programs.least_transfer(prior.exact(), environment);
    EnvironmentAmounts found{.least_subsidy = 0, .relative_subsidy = 0};
    if (!least) return found;
    found.least_transfer = nearest_double(least->value);
    // Without differences nothing is to be gained, and no transfers are needed.
    found.margin = least->value == 0 ? 1 : nearest_double(difference / (difference + least->value));
    return found;
  }
  EnvironmentAmounts found{.least_transfer = infinity, .margin = 0};
  const auto least = programs.least_subsidy(prior.exact(), environment);
  if (const auto* amount = std::get_if<LeastAmount>(&least)) {
    found.least_subsidy = nearest_double(amount->value);
    found.relative_subsidy = nearest_double(amount->value / difference);
  } else if (std::holds_alternative<NoAmount>(least)) {
    found.least_subsidy = infinity;
    found.relative_subsidy = infinity;
  }
  return found;
}

EnvironmentEvaluation::EnvironmentEvaluation(std::span<const Condition> conditions,
                                             const NestedPatterns& patterns, EvaluatedMargins margins)
    : patterns_(&patterns), margins_(margins), order_(conditions.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  // A condition stands after those that it implies.
  std::sort(order_.begin(), order_.end(),
            [&](std::size_t a, std::size_t b) { return conditions[a] < conditions[b]; });
  for (const Condition condition : conditions) {
    Step& step = steps_.emplace_back();
    step.condition = condition;
    step.decisions.resize(patterns.patterns().size() * PriorBlock::capacity);
    step.amounts.resize(step.decisions.size());
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
        const std::size_t at = pattern * PriorBlock::capacity + place;
        ImplementationDecider& decider = *step.deciders[pattern];
        Decision& decision = step.decisions[at];
        decision = follows_from_ci && ci[at].verdict == Verdict::holds
                       ? Decision{Verdict::holds, ci[at].certified, Stage::inherited}
                       : inherited(step, pattern, place);
        if (decision.verdict == Verdict::undecided)
          decision = decider.decide(priors[place], environments[place]);
        if (margins_ == EvaluatedMargins::all)
          step.amounts[at] =
              amounts_of(decision.verdict, decider.programs(), priors[place], environments[place]);
      }
    }
  }
}

}  // namespace genericity
