#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/pattern.h"
#include "core/simd/instruction_set.h"
#include "core/simd/workspace.h"
#include "core/type_space.h"

namespace genericity {

/// Proves that CI fails at several priors at a time, from weights on deviations that balance up to rounding,
/// such as BatchSearch proposes: that weights which balance exactly exist near them (simd::BalanceProof).
/// Where CI fails at an open set of priors and the weights lie well inside the cone of all that balance, this
/// takes a small part of the time that exact weights would take. What it does not prove is left to CiDecider.
///
/// An answer depends on the prior and its weights alone: not on their neighbours or the instruction set.
/// One object per thread. Allocates nothing after construction, but for a few numbers where weights of a new
/// kind are 0.
class BatchRefuter {
 public:
  /// Whether the pattern has at least as many deviations as independent equations, without which nothing can
  /// be proved, and one object stays below 80 MiB.
  static bool suits(const TypeSpace& space, const Pattern& pattern);
  /// Bytes that one object takes at most.
  static std::size_t memory(const TypeSpace& space, const Pattern& pattern);

  /// `set` must be one of available_instruction_sets(). Objects of one thread may share a workspace.
  BatchRefuter(const TypeSpace& space, const Pattern& pattern, InstructionSet set = best_instruction_set(),
               std::shared_ptr<Workspace> workspace = nullptr);
  BatchRefuter(const BatchRefuter&) = delete;
  BatchRefuter& operator=(const BatchRefuter&) = delete;
  ~BatchRefuter();

  /// A prior's |Θ| weights, taken as exact numbers, and one number a deviation, in the order of
  /// DeviationSystem's rows scaled to posteriors. Both must outlive the call.
  struct Claim {
    const double* prior = nullptr;
    const double* weights = nullptr;
  };
  /// Sets proved[k] to 1 where claim k's prior provably fails CI, else to 0.
  void refute(std::span<const Claim> claims, std::span<std::uint8_t> proved);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace genericity
