#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity::simd {

/// The pairs (agent, profile) that index a symmetric matrix: some profiles of each agent but the last. Plain
/// data.
struct AgentProfiles {
  std::size_t profiles = 0;                ///< |Θ|
  std::size_t order = 0;                   ///< number of pairs
  const std::uint32_t* first = nullptr;    ///< of each agent, her first pair; and `order` behind the last
  const std::uint32_t* profile = nullptr;  ///< of each pair; those of an agent ascend
};

/// Builds a symmetric matrix over (agent, profile) from blocks over pairs of profiles: a coalition S has the
/// same block for all pairs of agents that carry it.
template <class Lanes>
class AgentBlocks {
 public:
  using Vector = typename Lanes::Vector;

  /// Sets the lower half to 0; `pitch` vectors lie between rows.
  static void clear(Vector* matrix, std::size_t order, std::size_t pitch) {
    for (std::size_t i = 0; i < order; ++i) {
      for (std::size_t j = 0; j <= i; ++j) matrix[i * pitch + j] = Vector{};
    }
  }

  /// Adds a |Θ|×|Θ| block to the lower half, for each pair of the carriers, which ascend.
  static void add(const AgentProfiles& pairs, const Vector* block, const std::uint32_t* carriers,
                  std::size_t count, Vector* matrix, std::size_t pitch) {
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        const std::uint32_t first_column = pairs.first[carriers[b]];
        for (std::uint32_t i = pairs.first[carriers[a]]; i < pairs.first[carriers[a] + 1]; ++i) {
          Vector* const to = matrix + i * pitch;
          const Vector* const from = block + pairs.profile[i] * pairs.profiles;
          const std::uint32_t end = a == b ? i + 1 : pairs.first[carriers[b] + 1];
          for (std::uint32_t j = first_column; j < end; ++j) to[j] += from[pairs.profile[j]];
        }
      }
    }
  }
};

}  // namespace genericity::simd
