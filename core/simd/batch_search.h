#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/pattern.h"
#include "core/simd/instruction_set.h"
#include "core/simd/workspace.h"
#include "core/type_space.h"

namespace genericity {

/// What a search without proof suggests for one prior. Its values live until the workspace is used again.
struct GordanProposal {
  enum class Side {
    none,        ///< nothing; `values` is empty
    solution,    ///< ψ_1 … ψ_{n−1}, column i·|Θ| + θ: every deviation is costly in floating point
    multipliers  ///< c ≥ 0, one a row of DeviationSystem scaled to posteriors: balanced up to rounding
  };
  Side side = Side::none;
  std::span<const double> values;
};

/// The second stage for sampled priors: finds either side of Gordan's alternative for Lemma 1's system,
/// several priors at a time (simd::GordanSearch). It proves nothing: BatchRefuter and CiDecider turn
/// proposals into verdicts. Made for patterns where CI fails at a good part of the priors.
///
/// Floats come first: twice as many priors at a time, in half of the memory. Doubles go on from where these
/// stop: where they find nothing, and, by refine(), where what they find is too coarse for a proof.
///
/// A prior's proposal depends on its weights alone: not on its neighbours or the instruction set. Allocates
/// nothing after construction; one object per thread.
class BatchSearch {
 public:
  /// Priors that can be searched at a time.
  static constexpr std::size_t capacity = 128;

  /// Whether one object stays below 80 MiB.
  static bool suits(const TypeSpace& space, const Pattern& pattern);
  /// Bytes that one object takes.
  static std::size_t memory(const TypeSpace& space, const Pattern& pattern);

  /// `set` must be one of available_instruction_sets(). Objects of one thread may share a workspace.
  BatchSearch(const TypeSpace& space, const Pattern& pattern, InstructionSet set = best_instruction_set(),
              std::shared_ptr<Workspace> workspace = nullptr);
  BatchSearch(const BatchSearch&) = delete;
  BatchSearch& operator=(const BatchSearch&) = delete;
  ~BatchSearch();

  /// Weights of prior k: weights[k·|Θ| … (k+1)·|Θ|−1], positive finite doubles; count ≤ capacity.
  void run(std::span<const double> weights, std::size_t count);
  /// Goes on in doubles at the priors in these places of the last run(), in whatever way they ended.
  void refine(std::span<const std::size_t> places);
  /// What is proposed for prior k of the last run().
  [[nodiscard]] GordanProposal proposal(std::size_t prior) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace genericity
