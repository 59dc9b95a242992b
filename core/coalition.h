#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/type_space.h"

namespace genericity {

/// A set of agents as a bit mask: bit i stands for agent i+1.
class Coalition {
 public:
  constexpr Coalition() = default;
  constexpr explicit Coalition(std::uint32_t mask) : mask_(mask) {}
  static constexpr Coalition single(int agent) { return Coalition(1U << static_cast<unsigned>(agent)); }
  static constexpr Coalition grand(int agents) {
    return Coalition((1U << static_cast<unsigned>(agents)) - 1U);
  }

  [[nodiscard]] constexpr std::uint32_t mask() const { return mask_; }
  [[nodiscard]] constexpr int size() const { return std::popcount(mask_); }
  [[nodiscard]] constexpr bool contains(int agent) const {
    return ((mask_ >> static_cast<unsigned>(agent)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool contains(Coalition other) const {
    return (mask_ & other.mask_) == other.mask_;
  }
  [[nodiscard]] constexpr Coalition complement(int agents) const {
    return Coalition(grand(agents).mask_ & ~mask_);
  }

  /// "{1,3}", agents from 1.
  [[nodiscard]] std::string to_string() const;
  /// Reads that, "{}" included. Throws InvalidInput for anything else, and for agents beyond `agents`.
  static Coalition parse(std::string_view text, int agents);

  /// The coalition after agent i has become agent `image[i]`, one entry an agent.
  [[nodiscard]] Coalition relabelled(std::span<const int> image) const;

  friend constexpr bool operator==(Coalition a, Coalition b) { return a.mask_ == b.mask_; }
  /// Smaller coalitions first; among equals the one with the smaller first agents, so {1,2} < {1,3} < {2,3}.
  friend std::strong_ordering operator<=>(Coalition a, Coalition b);

 private:
  std::uint32_t mask_ = 0;
};

/// The agents with two types or more.
Coalition informed_agents(const TypeSpace& space);

/// m_S = |Θ_S|; 1 for nobody.
std::size_t count_joint_types(const TypeSpace& space, Coalition coalition);

/// How a coalition S splits the type profiles: profile(θ_S, θ_-S) = inside[θ_S] + outside[θ_-S].
///
/// Both lists run in mixed radix order, the last member's type fastest. inside.size() = m_S = |Θ_S| and
/// outside.size() = k_S = |Θ_-S|.
struct CoalitionSplit {
  CoalitionSplit(const TypeSpace& space, Coalition coalition);

  std::vector<std::uint32_t> inside;
  std::vector<std::uint32_t> outside;
};

/// "(1,2)": the joint type θ_S, numbered as CoalitionSplit::inside, members in order, types from 1.
std::string joint_type_text(const TypeSpace& space, Coalition coalition, std::uint32_t type);
/// "types (1,2) and (2,1) of coalition {1,3}".
std::string joint_types_text(const TypeSpace& space, Coalition coalition, std::uint32_t first,
                             std::uint32_t second);

}  // namespace genericity
