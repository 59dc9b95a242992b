#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/condition.h"
#include "core/nested_patterns.h"
#include "core/prior.h"
#include "core/simd/batch_search.h"
#include "core/verdict.h"

namespace genericity {

/// Which margins are worked out: those that come with a verdict, or also those that take a linear program
/// (MarginKind::transfers), which costs about as much as deciding a hard prior.
enum class EvaluatedMargins : std::uint8_t { with_verdicts, all };

/// Priors of one type space that are evaluated together.
struct PriorBlock {
  /// Priors at most: enough to fill the lanes of the batch stages twice, few enough to stay in the cache.
  static constexpr std::size_t capacity = BatchSearch::capacity;
  using Places = std::bitset<capacity>;

  std::span<const Prior> priors;
  /// closest[place · coalitions + coalition]: their closest posteriors, coalitions as in
  /// NestedPatterns::coalitions().
  std::span<const ClosestPosteriors> closest;
  /// The places of priors at which failures need no certificate.
  Places trusted;
};

/// Evaluates one condition under several patterns, a block of priors at a time. A verdict depends on the
/// prior and the pattern alone; the stage that reached it also on what it was evaluated with.
///
/// Holds its memory from block to block; one object per thread.
class ConditionEvaluator {
 public:
  struct Outcome {
    Decision decision;
    /// As ConditionInfo::margin says; 0 under fails; NaN if undecided, unknown or not worked out.
    double margin = std::numeric_limits<double>::quiet_NaN();
  };

  /// Keeps a reference to the patterns.
  ConditionEvaluator(Condition condition, const NestedPatterns& patterns);
  ConditionEvaluator(const ConditionEvaluator&) = delete;
  ConditionEvaluator& operator=(const ConditionEvaluator&) = delete;
  virtual ~ConditionEvaluator() = default;

  [[nodiscard]] Condition condition() const { return condition_; }
  /// Evaluates the condition at every prior of the block. Where one of the `weaker` evaluators, which have
  /// evaluated the same block, says that its condition fails, so does this one (see inherited_failures).
  void evaluate(const PriorBlock& block, std::span<const ConditionEvaluator* const> weaker);
  /// What was found for the last block's prior at this place.
  [[nodiscard]] const Outcome& outcome(std::size_t pattern, std::size_t place) const {
    return outcomes_[pattern * stride_ + place];
  }

 protected:
  [[nodiscard]] const NestedPatterns& patterns() const { return *patterns_; }
  /// The first patterns, as many as make a difference: one if the condition depends on none.
  [[nodiscard]] std::size_t evaluated_patterns() const { return outcomes_.size() / PriorBlock::capacity; }
  [[nodiscard]] Outcome& place_of(std::size_t pattern, std::size_t place) {
    return outcomes_[pattern * stride_ + place];
  }

 private:
  /// Writes the outcome of every evaluated pattern and prior whose decision is still undecided.
  virtual void decide(const PriorBlock& block) = 0;

  Condition condition_;
  const NestedPatterns* patterns_;
  std::size_t stride_;  // 0 if the condition depends on no pattern
  std::vector<Outcome> outcomes_;
};

}  // namespace genericity
