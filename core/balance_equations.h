#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// One of the equations that weights on deviations of some coalitions must satisfy to be a
/// DeviationCertificate: Σ_S ([agent ∈ S] − [n ∈ S]) ν_S = 0 at a profile, where ν_S(θ) = Σ_{θ̄≠θ̂} c_S(θ̄→θ̂)
/// (1[θ_S = θ̂] − 1[θ_S = θ̄]) w(θ̄, θ_-S) is what the deviations of S change.
struct BalanceEquation {
  std::uint32_t agent = 0;    ///< not the last one
  std::uint32_t profile = 0;  ///< θ
};

/// Equations from which all others follow, whatever the prior and the weights are; agent by agent, profiles
/// ascending.
///
/// Proof. Give every function g on Θ its coordinates: for each agent either the sum over her types or the
/// value at one of her types but the first. Let T be the agents whose types a coordinate reads. ν_S has zero
/// Θ_-S-marginals, Σ_{θ_S} ν_S = 0, so that it vanishes at every coordinate that reads no member of S. There
/// the equations have coefficients that depend on T alone, and those of agents whose rows [i ∈ S] − [n ∈ S],
/// over coalitions that meet T, are a basis imply the others. Now number coordinates like profiles, the first
/// type standing for the sum. The value at θ is the coordinate θ plus and minus coordinates that read more
/// agents; so, going down from coordinates that read all agents, values at θ may stand for coordinates θ.
std::vector<BalanceEquation> independent_balance_equations(const TypeSpace& space,
                                                           std::span<const Coalition> coalitions);

/// Which joint types of coalitions are connected by deviations in use, either way: for each coalition, one
/// after the other, a number a joint type.
struct Connections {
  std::vector<std::uint32_t> first;  ///< the first joint type that this one is connected with, maybe itself
  std::vector<std::uint32_t>
      deviations;  ///< in use among what is connected with it, where it is the first; else 0

  friend bool operator<(const Connections& a, const Connections& b) {
    return std::tie(a.first, a.deviations) < std::tie(b.first, b.deviations);
  }
};

/// An upper bound on the rank of these equations in the deviations in use, whatever the prior is.
///
/// Proof. A deviation θ̄→θ̂ of S changes Σ_x w(θ̄, x) (1[(θ̂, x)] − 1[(θ̄, x)]), and each of these
/// differences is a sum of differences between a joint type and the first one that it is connected with.
/// With the equations' coefficients these have a rank that no prior enters; it is computed exactly. The
/// differences of connected joint types may be left out of it, and their deviations counted instead,
/// because each adds at most one; that is done where it makes the bound smaller. And where a larger
/// coalition uses both deviations between two joint types that differ in a smaller one's types alone,
/// these may be added to, or subtracted from, the same deviations of the smaller one before its
/// differences are taken. The weights w are the same, and these are operations on columns, which change no
/// rank.
std::size_t balance_rank_bound(const TypeSpace& space, std::span<const Coalition> coalitions,
                               std::span<const BalanceEquation> equations, const Connections& connections);

}  // namespace genericity
