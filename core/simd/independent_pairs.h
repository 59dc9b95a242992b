#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/simd/agent_blocks.h"
#include "core/type_space.h"

namespace genericity::simd {

/// Numbers the pairs (agent, profile) of independent_balance_equations: as equations on weights they imply
/// the others, and as unknowns of Lemma 1's system they are enough, because the others' columns are
/// combinations of theirs.
class IndependentPairs {
 public:
  IndependentPairs(const TypeSpace& space, std::span<const Coalition> coalitions);
  IndependentPairs(const IndependentPairs&) = delete;
  IndependentPairs& operator=(const IndependentPairs&) = delete;

  [[nodiscard]] AgentProfiles pairs() const;
  /// i·|Θ| + θ of every pair, ascending.
  [[nodiscard]] std::span<const std::uint32_t> places() const { return places_; }

 private:
  std::size_t profiles_;
  std::vector<std::uint32_t> first_, profile_, places_;
};

}  // namespace genericity::simd
