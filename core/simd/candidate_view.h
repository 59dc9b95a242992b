#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity::simd {

/// What a coalition S contributes to the candidate kernel. Plain data: the kernels are compiled once per
/// instruction set and must not share inline functions of the standard library.
struct CandidateCoalition {
  std::uint32_t joint_types = 0;   ///< m_S
  std::uint32_t other_types = 0;   ///< k_S
  std::uint32_t member_count = 0;  ///< |S|
  const std::uint32_t* members = nullptr;
  const std::uint32_t* inside = nullptr;  ///< profile(θ_S, θ_-S) = inside[θ_S] + outside[θ_-S]
  const std::uint32_t* outside = nullptr;
  const std::uint32_t* row_starts = nullptr;  ///< 0, m_S, 2 m_S, …
  std::size_t matrix = 0;                     ///< where this coalition's m_S×m_S matrices start
  std::size_t row = 0;                        ///< where its vectors of length m_S start
  double weight = 1;  ///< 1/(|S| (n − |S|)/n): the inverse norm of ψ ↦ f_S, squared
};

/// The system as the candidate kernel sees it. Offsets into the workspace count vectors of lanes.
struct CandidateView {
  std::uint32_t agents = 0;
  std::size_t profiles = 0;
  std::size_t coalition_count = 0;
  const CandidateCoalition* coalitions = nullptr;  ///< singletons of agents 0 … n−1 first
  const std::uint32_t* ramp = nullptr;             ///< 0, 1, 2, …
  std::size_t matrix_size = 0;                     ///< Σ_S m_S²
  // Per profile:
  std::size_t weights = 0, joint = 0;
  // Per agent and profile, agent major:
  std::size_t transfers = 0, direction = 0, gradient = 0, previous = 0;
  // Per coalition and pair of joint types:
  std::size_t residual = 0, weighted = 0, change = 0, weighted_change = 0, inverse = 0;
  // Per coalition and joint type:
  std::size_t threshold = 0, scale = 0;
  std::size_t vectors = 0;  ///< size of the workspace
};

/// What became of a lane.
enum class LaneState : std::uint8_t {
  unfinished,  ///< it was still running when the group was left
  found,       ///< its transfers satisfy every inequality in floating point
  given_up     ///< the iteration limit was reached, or the numbers left the range
};

}  // namespace genericity::simd
