#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/conditions/belief_separation.h"
#include "core/conditions/block_evaluation.h"
#include "core/nested_patterns.h"
#include "core/prior.h"
#include "sim/features/entropies.h"
#include "sim/features/feature.h"

namespace genericity {

/// Works out what a study keeps of its recorded samples. What it says of a prior and a pattern depends on
/// them alone. Holds its memory from block to block; one object per thread.
class SampleDescriber {
 public:
  /// Keeps references to both.
  SampleDescriber(const Description& asked, const NestedPatterns& patterns);
  SampleDescriber(const Description&& asked, const NestedPatterns& patterns) = delete;
  SampleDescriber(const Description& asked, const NestedPatterns&& patterns) = delete;

  /// The block of priors that is described next, at most PriorBlock::capacity; it must outlive the calls.
  void look_at(std::span<const Prior> priors);
  /// Description::size numbers of the block's prior at this place under this pattern. `t_star` spares work
  /// where it is known. Every number is 0 or more, or NaN where it is not known.
  std::vector<double> describe(std::size_t pattern, std::size_t place, std::optional<double> t_star);

 private:
  /// What depends on the prior and a coalition alone.
  struct OfCoalition {
    double information = 0;
    double separation = 0;
  };
  void look_at_place(std::size_t place);
  /// What depends on the prior alone.
  double value_of_prior(Feature feature);
  /// Of the `number`-th feature that is asked.
  double value(std::size_t number, std::size_t pattern, std::size_t place, std::optional<double> t_star);
  [[nodiscard]] bool asks(Feature feature) const;

  const Description* asked_;
  const NestedPatterns* patterns_;
  Entropies entropies_;
  std::vector<CoalitionSplit> splits_;         // of the patterns' coalitions; empty where not asked
  std::vector<BeliefSeparation> separations_;  // as well
  std::unique_ptr<BlockEvaluation> ci_;        // for t_star
  bool has_evaluated_ = false;                 // ci_, on this block
  std::span<const Prior> priors_;
  std::optional<std::size_t> place_;  // what the rest is about
  std::vector<double> prior_;         // probabilities
  std::vector<double> of_prior_;      // the features asked, NaN for those that depend on the pattern
  std::vector<OfCoalition> of_coalitions_;
};

/// A prior's weights divided by their sum.
std::vector<double> probabilities(std::span<const double> weights);

}  // namespace genericity
