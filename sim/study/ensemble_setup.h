#pragma once

#include <span>
#include <vector>

#include "core/nested_patterns.h"
#include "core/verdict.h"
#include "sim/study/study.h"
#include "sim/study/tally.h"

namespace genericity {

/// One ensemble, the conditions that are counted on it, and what its patterns have in common: worked out once
/// and shared by all threads. Keeps a reference to the ensemble.
class EnsembleSetup {
 public:
  EnsembleSetup(const Ensemble& ensemble, std::span<const Condition> conditions)
      : ensemble_(&ensemble),
        conditions_(conditions.begin(), conditions.end()),
        patterns_(ensemble.space, ensemble.patterns) {
    for (const Condition condition : conditions)
      (info(condition).needs_environment ? of_environments_ : of_priors_).push_back(condition);
  }
  EnsembleSetup(const Ensemble&& ensemble, std::span<const Condition> conditions) = delete;

  [[nodiscard]] const Ensemble& ensemble() const { return *ensemble_; }
  [[nodiscard]] std::span<const Condition> conditions() const { return conditions_; }
  /// Those of them that are about a prior alone, and those about a prior and an environment, in the same
  /// order.
  [[nodiscard]] std::span<const Condition> conditions_of_priors() const { return of_priors_; }
  [[nodiscard]] std::span<const Condition> conditions_of_environments() const { return of_environments_; }
  [[nodiscard]] const NestedPatterns& patterns() const { return patterns_; }

  /// Tallies of no samples: [pattern · conditions + condition].
  [[nodiscard]] std::vector<Tally> empty_tallies() const {
    std::vector<Tally> tallies(ensemble_->patterns.size() * conditions_.size());
    for (Tally& tally : tallies) tally.stages.resize(static_cast<std::size_t>(Stage::count_));
    return tallies;
  }

 private:
  const Ensemble* ensemble_;
  std::vector<Condition> conditions_;
  std::vector<Condition> of_priors_;
  std::vector<Condition> of_environments_;
  NestedPatterns patterns_;
};

}  // namespace genericity
