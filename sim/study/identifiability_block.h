#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/prior.h"
#include "core/simd/batch_prover.h"
#include "core/simd/batch_search.h"
#include "core/simd/workspace.h"
#include "core/verdict.h"
#include "sim/study/ensemble_plan.h"

namespace genericity {

class IdentifiabilityDecider;

/// Decides CI for all patterns of an ensemble on a block of draws at a time.
///
/// CI can only be lost when coalitions are added: transfers that serve a pattern serve every smaller one, and
/// a certificate of failure is one for every larger pattern. So patterns are taken in the plan's order, and
/// each one only for the draws that those before it leave open: first by BatchProver, which proves most of
/// what holds; then by BatchSearch, whose proposals IdentifiabilityDecider proves; what is left goes through
/// the whole cascade, prior by prior. A verdict depends on the prior alone; the stage that reached it also on
/// the patterns that were decided with it.
///
/// Holds its memory from block to block; one object a thread.
class IdentifiabilityBlock {
 public:
  /// Draws of one block, at most: enough to fill the lanes of the batch stages twice, few enough to stay in
  /// the cache.
  static constexpr std::size_t capacity = BatchSearch::capacity;

  IdentifiabilityBlock(const EnsemblePlan& plan, Proofs proofs);
  IdentifiabilityBlock(const IdentifiabilityBlock&) = delete;
  IdentifiabilityBlock& operator=(const IdentifiabilityBlock&) = delete;
  ~IdentifiabilityBlock();

  /// `priors`: the draws of the block, at most `capacity`; `closest[draw · coalitions + coalition]`: their
  /// closest posteriors, coalitions as in NestedPatterns::coalitions(). `first`: the first draw's sample
  /// number; the others follow it.
  void decide(std::uint64_t first, std::span<const Prior> priors, std::span<const ClosestPosteriors> closest);

  /// Of the last block.
  [[nodiscard]] const Decision& decision(std::size_t pattern, std::size_t draw) const {
    return decisions_[pattern * capacity + draw];
  }
  /// A margin's greatest relative distance from t*.
  static constexpr double margin_accuracy = 0.01;
  /// Raised whenever the margin of some prior becomes another number: results with other margins are neither
  /// continued nor merged. 1 (without a line in the identity) had placeholders for margins below 1e-8.
  static constexpr int margins_version = 2;
  /// Where CI holds a proved lower bound m of the margin, t*/1.01 ≤ m ≤ t*, and NaN where none was proved
  /// (see IdentifiabilityMargin); 0 where CI fails; NaN when undecided.
  double margin(std::size_t pattern, std::size_t draw, const Prior& prior);

 private:
  struct Solvers {
    std::unique_ptr<IdentifiabilityDecider> decider;
    std::unique_ptr<BatchProver> prover;  // null where the batch stages do not apply
    std::unique_ptr<BatchSearch> search;
  };

  [[nodiscard]] Decision& place(std::size_t pattern, std::size_t draw) {
    return decisions_[pattern * capacity + draw];
  }
  /// What is known of the pattern from those before it; undecided if nothing.
  [[nodiscard]] Decision inherited(std::size_t pattern, std::size_t draw) const;
  void decide_pattern(std::size_t pattern, std::span<const Prior> priors,
                      std::span<const ClosestPosteriors> closest);
  /// Takes the certificate away from failures that need none, however they were found: whether one was worked
  /// out may depend on the other patterns of the study, and what is counted must not.
  void withdraw_certificates(std::size_t pattern, std::size_t draws);
  /// Copies the weights of the pending draws to where the batch stages want them.
  void gather(std::span<const Prior> priors);

  /// Whether the draw's verdicts need no certificate of failure.
  [[nodiscard]] bool is_trusted(std::size_t draw) const {
    return proofs_ == Proofs::sample && (first_ + draw) % proof_interval != 0;
  }

  const EnsemblePlan* plan_;
  Proofs proofs_;
  std::uint64_t first_ = 0;  // sample number of the block's first draw
  std::shared_ptr<Workspace> workspace_;
  std::vector<Solvers> solvers_;  // by pattern
  std::vector<Decision> decisions_;
  std::vector<std::size_t> pending_;  // draws that the pattern at hand still wants decided
  std::vector<double> weights_;       // theirs
  std::vector<std::uint8_t> proved_;
  std::vector<ClosestPosteriors> closest_;  // of the pattern and draw at hand
};

}  // namespace genericity
