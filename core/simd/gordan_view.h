#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/agent_blocks.h"

namespace genericity::simd {

/// What a coalition S contributes to Lemma 1's system as GordanSearch sees it. Plain data, as in
/// CandidateCoalition.
struct GordanCoalition {
  std::uint32_t joint_types = 0;  ///< m_S
  std::uint32_t other_types = 0;  ///< k_S
  /// f_S = sign · Σ ψ_i over the carriers, all of them among the first n − 1 agents: S itself, or, where S
  /// has the last agent, everybody else (Σ_i ψ_i = 0).
  std::uint32_t carrier_count = 0;
  const std::uint32_t* carriers = nullptr;
  double sign = 1;
  const std::uint32_t* inside = nullptr;  ///< profile(θ_S, θ_-S) = inside[θ_S] + outside[θ_-S]
  const std::uint32_t* outside = nullptr;
  const std::uint32_t* row_starts = nullptr;    ///< 0, m_S, 2 m_S, …
  const std::uint32_t* slice_starts = nullptr;  ///< 0, k_S, 2 k_S, …
  std::size_t first_row = 0;  ///< of its m_S(m_S − 1) rows; θ̄ outermost, then θ̂ ≠ θ̄
  std::size_t posterior = 0;  ///< where its m_S×k_S posteriors start, |Θ| of them
};

/// The system and the workspace of GordanSearch. Offsets into the workspace count vectors of lanes.
struct GordanView {
  std::size_t profiles = 0;
  std::size_t unknowns = 0;  ///< (n − 1)·|Θ|
  /// Unknowns of which the others' columns are combinations; the others stay 0.
  AgentProfiles kept;
  const std::uint32_t* places = nullptr;  ///< i·|Θ| + θ of the kept unknowns
  std::size_t pitch = 0;  ///< vectors between rows of the normal matrix: odd, to spread over the cache
  std::size_t rows = 0;   ///< K
  std::size_t coalition_count = 0;
  const GordanCoalition* coalitions = nullptr;
  const std::uint32_t* ramp = nullptr;  ///< 0, 1, 2, …
  // Per coalition and profile:
  std::size_t posteriors = 0;
  // Per profile:
  std::size_t joint = 0;
  // Per pair of joint types of the largest coalition:
  std::size_t square = 0;
  // Per pair of profiles:
  std::size_t block = 0;
  // Per row:
  std::size_t multiplier = 0, slack = 0, value = 0, weight = 0, fit = 0, change = 0, multiplier_change = 0,
              slack_change = 0, scratch = 0, inverse_multiplier = 0, inverse_slack = 0;
  // Per unknown:
  std::size_t solution = 0, direction = 0, fitted = 0;
  // Per kept unknown; per pair of these, and a panel of four a kept unknown:
  std::size_t first_side = 0, second_side = 0, pivots = 0, inverses = 0, normal = 0, panel = 0;
  std::size_t vectors = 0;  ///< size of the workspace
};

/// What GordanSearch proposes for a prior.
enum class GordanSide : std::uint8_t {
  none,        ///< nothing: it gave up
  solution,    ///< x with A x < 0 in floating point
  multipliers  ///< c > 0 with Aᵀc = 0 up to rounding
};

/// A prior, and what GordanSearch proposes for it.
struct GordanJob {
  const double* prior = nullptr;
  /// x ((n−1)|Θ| numbers), or c (K numbers, of rows as posteriors; 0 for those of no part), as `side` says.
  double* values = nullptr;
  GordanSide side = GordanSide::none;
  /// Where the search stands when it ends, 2K + (n−1)|Θ| + 2 numbers, and whether it is to go on from there.
  double* state = nullptr;
  bool is_begun = false;
};

}  // namespace genericity::simd
