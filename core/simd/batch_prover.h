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

/// The first stage for sampled priors: proves Coalitional Identifiability of one pattern for many priors at a
/// time, one prior a SIMD lane, in floats and, what these leave, in doubles.
///
/// It only ever answers "CI is proved": found transfers are rounded to integers that balance the budget and
/// are checked against every inequality of Lemma 1 under an a-priori error bound, as
/// CertificateChecker::proves_ci does, in code of their own. A prior that is not proved is left to
/// CiDecider.
///
/// A prior's answer depends on its weights alone: not on its neighbours, its place, or the instruction set.
/// Holds its memory from call to call and allocates nothing after construction; one object per thread.
class BatchProver {
 public:
  /// When the searches stop looking, one after the other. An iteration costs about 4 |Θ| Σ_S |Θ_S| operations
  /// a prior; 0 leaves a search out.
  struct Limits {
    int float_iterations = 0;   ///< HingeSearch in floats
    int block_iterations = 0;   ///< BlockSearch in doubles
    int double_iterations = 0;  ///< HingeSearch in doubles

    [[nodiscard]] bool any() const { return float_iterations + block_iterations + double_iterations > 0; }
  };
  /// With no more inequalities than unknowns transfers are found soon where there are any, save at priors
  /// close to independence. With some more of them the equalities that BlockSearch wants are out of reach,
  /// and what takes long is for BatchSearch. With many more, CI fails at a good part of the priors, and
  /// BatchSearch, which finds either side, is the better first stage: no limit is above 0.
  static Limits default_limits(const TypeSpace& space, const Pattern& pattern);

  /// Whether this stage is worth its time on the pattern, and the workspace stays below `greatest_memory` (32
  /// MiB unless said otherwise); the others are for the deciders that take one prior at a time.
  static bool suits(const TypeSpace& space, const Pattern& pattern,
                    std::size_t greatest_memory = std::size_t{32} << 20U);
  /// Bytes that one object takes.
  static std::size_t memory(const TypeSpace& space, const Pattern& pattern);

  /// `set` must be one of available_instruction_sets().
  /// Objects of one thread may share a workspace.
  BatchProver(const TypeSpace& space, const Pattern& pattern, InstructionSet set = best_instruction_set(),
              std::shared_ptr<Workspace> workspace = nullptr);
  BatchProver(const TypeSpace& space, const Pattern& pattern, const Limits& limits,
              InstructionSet set = best_instruction_set(), std::shared_ptr<Workspace> workspace = nullptr);
  BatchProver(const BatchProver&) = delete;
  BatchProver& operator=(const BatchProver&) = delete;
  ~BatchProver();

  /// Weights of prior k: weights[k·|Θ| … (k+1)·|Θ|−1], positive finite doubles taken as exact numbers; count
  /// priors. Sets proved[k] to 1 where CI is proved, else to 0; returns how many are.
  ///
  /// With a `transfers` of count·n·|Θ| places the proof of prior k is written to transfers[k·n·|Θ| + i·|Θ| +
  /// θ] = ψ_i(θ), |ψ| ≤ 2^40, where proved[k] is 1; the other places are left as they are.
  std::size_t decide(std::span<const double> weights, std::size_t count, std::span<std::uint8_t> proved,
                     std::span<std::int64_t> transfers = {});

  /// Totals since construction, for benchmarks and tests.
  struct Counters {
    std::uint64_t priors = 0;
    std::uint64_t by_floats = 0;
    std::uint64_t by_blocks = 0;
    std::uint64_t by_doubles = 0;
  };
  [[nodiscard]] const Counters& counters() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace genericity
