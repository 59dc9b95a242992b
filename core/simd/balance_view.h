#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/agent_blocks.h"

namespace genericity::simd {

/// A coalition as BalanceProof sees it. Plain data, made by BalanceLayout.
struct BalanceCoalition {
  std::uint32_t joint_types = 0;           ///< m_S
  std::uint32_t other_types = 0;           ///< k_S
  const std::uint32_t* inside = nullptr;   ///< profile(θ_S, θ_-S) = inside[θ_S] + outside[θ_-S]
  const std::uint32_t* outside = nullptr;  ///< k_S of them
  /// The agents i < n with [i ∈ S] ≠ [n ∈ S], ascending; ν_S has the factor `sign` in their equations.
  std::uint32_t carrier_count = 0;
  const std::uint32_t* carriers = nullptr;
  double sign = 1;
  std::size_t first_row = 0;  ///< of its m_S(m_S − 1) weights; θ̄ outermost, then θ̂ ≠ θ̄
  std::size_t posterior = 0;  ///< where its m_S×k_S posteriors start, |Θ| of them
};

/// The equations and the workspace of BalanceProof. Offsets into the workspace count vectors of lanes.
struct BalanceView {
  std::size_t profiles = 0;
  std::size_t rows = 0;     ///< K, one weight a deviation
  AgentProfiles equations;  ///< the rows of M; those left out follow from them
  std::size_t pitch = 0;    ///< vectors between rows of the Gram matrix
  std::size_t coalition_count = 0;
  const BalanceCoalition* coalitions = nullptr;
  /// By what part of the sum of its terms' sizes the residual may be off; by what part the Gram matrix's
  /// diagonal is made smaller; and what the scaled matrix's least eigenvalue then is at least, where that has
  /// a factor.
  double residual_error = 0;
  double shift = 0;
  double least_eigenvalue = 0;
  // Per coalition and profile; per row; per profile; per pair of profiles; per joint type of the largest
  // coalition:
  std::size_t posteriors = 0, weight = 0, influence = 0, size = 0, block = 0, square = 0;
  // Per equation, per pair of equations, and a panel of four an equation:
  std::size_t residual = 0, terms = 0, diagonal = 0, pivots = 0, inverses = 0, gram = 0, panel = 0;
  std::size_t vectors = 0;  ///< size of the workspace
};

}  // namespace genericity::simd
