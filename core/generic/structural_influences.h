#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/exact/modular_matrix.h"
#include "core/type_space.h"

namespace genericity {

/// A way in which coalitions leave no agent to blame that needs no luck: members of N(p) (see InfluenceSpace)
/// that exist at every prior. All coalitions of a list make the same change of the law, times λ_S, with
/// Σ_{S∋i} λ_S the same for all agents i. Which changes they can all make is one of three:
struct StructuralFamily {
  enum class Kind : std::uint8_t {
    lifted,     ///< V_T, for coalitions that contain T
    component,  ///< functions of θ_T whose sum over each of these types is 0, for S that meets T with m_S ≥
                ///< k_S
    split  ///< V_T ∩ V_{I∖T}, for coalitions that contain T or contain I∖T
  };
  Kind kind = Kind::lifted;
  Coalition set;        ///< T
  Coalition everybody;  ///< I
  /// Places in the list of coalitions, and a basis of the λ: one vector each, whole numbers.
  std::vector<std::size_t> members;
  std::vector<std::vector<mpz_class>> weights;

  /// Whether the U-marginal of such a change is not always 0: U meets T; contains T; meets both T and I∖T.
  [[nodiscard]] bool shows_in(Coalition read) const;
};

/// All families for these coalitions that are not empty.
std::vector<StructuralFamily> structural_families(const TypeSpace& space,
                                                  std::span<const Coalition> coalitions);

/// The dimension of what they span at a prior (residues modulo a prime), or `enough` if it is that or more. A
/// lower bound of dim N(p) at almost every prior, because a rank modulo a prime at one prior is never above
/// the rank at almost every prior over the rationals.
std::size_t structural_dimension(const TypeSpace& space, std::span<const Coalition> coalitions,
                                 std::span<const std::uint64_t> weights, std::uint64_t prime,
                                 std::size_t enough, ResidueStream& stream);

}  // namespace genericity
