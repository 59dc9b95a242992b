#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity::simd {

/// A coalition as the proof kernel sees it. Plain data, made by ProofLayout.
struct ProofCoalition {
  std::uint32_t agents = 0;  ///< its members as a bit mask, agent 0 the lowest bit
  std::uint32_t joint_types = 0;
  std::uint32_t other_types = 0;
  /// slice[t·other_types + o] = the profile in which the members have joint type t and the others o.
  const std::uint32_t* slice = nullptr;
};

struct ProofView {
  std::uint32_t agents = 0;
  std::size_t profiles = 0;
  std::size_t coalition_count = 0;
  const ProofCoalition* coalitions = nullptr;
  /// Size of the workspace in vectors of lanes: the prior and f_S, then one row of P_S F_Sᵀ.
  std::size_t vectors = 0;
};

}  // namespace genericity::simd
