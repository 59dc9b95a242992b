#pragma once

#include <cstdint>
#include <span>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// The set of priors at which two joint types of one of these coalitions have equal posteriors: where CBDP
/// (for singletons BDP) fails. The functions below say how thin it is. m_S = |Θ_S|, k_S = |Θ_-S|; coalitions
/// are non-empty and not grand.

/// Codimension of the set within the simplex of priors: d = min_S k_S − 1.
///
/// p(·|θ_S) = p(·|θ'_S) says that the 2 × k_S matrix of the two slices of p has rank 1. Such matrices are a
/// smooth manifold of codimension k_S − 1, and the set is the union of finitely many of them. d ≥ 1 always: a
/// null set.
std::uint64_t null_set_codimension(const TypeSpace& space, std::span<const Coalition> coalitions);

/// The constant C of P(margin < ε) ~ C ε^d under uniform priors (Dirichlet(1)), margin = the least
/// total-variation distance of two posteriors of one coalition.
///
/// For one pair θ_S ≠ θ'_S the posteriors are independent and uniform on the simplex, so their distance has
/// the law Beta(k−1, k) and P(distance < ε) ~ C(2(k−1), k−1) ε^(k−1). For d ≥ 2 the pairs add up, since two
/// of these events together are of smaller order:
///
///     C = Σ_{S : k_S = d+1} C(m_S, 2) · C(2d, d).
///
/// For d = 1, coalitions I∖{i} and I∖{j} with |Θ_i| = |Θ_j| = 2 share the 2 × 2 minor of θ_i against θ_j at
/// each type profile of the others: one event, seen as rows by one and as columns by the other. Such a pair
/// of pairs contributes 5/2 instead of 2 + 2.
double uniform_tail_constant(const TypeSpace& space, std::span<const Coalition> coalitions);

/// Codimension of the set within other families of priors, whose dimension is smaller; 0 where the whole
/// family lies in the set, so that the condition fails at each of its priors.

/// Products p = Π_B p_B over `blocks`, a partition of the agents: min over S and the blocks B that S meets of
/// |Θ_{B∖S}| − 1. Posteriors of types that differ in B alone differ only in what they say of B∖S.
std::uint64_t null_set_codimension_of_blocks(const TypeSpace& space, std::span<const Coalition> coalitions,
                                             std::span<const Coalition> blocks);

/// Exchangeable priors, all |Θ_i| = m: 0 if a coalition has two members, who may swap their types. Otherwise
/// C(m+n−2, n−1) − 1, the dimension of exchangeable posteriors over the n−1 others.
std::uint64_t null_set_codimension_of_exchangeable(const TypeSpace& space,
                                                   std::span<const Coalition> coalitions);

/// Mixtures of r independent laws: min_S min(r, k_S) − 1. Where the classes' laws of θ_-S are linearly
/// independent, equal posteriors are equal posteriors of the r classes.
std::uint64_t null_set_codimension_of_classes(const TypeSpace& space, std::span<const Coalition> coalitions,
                                              std::uint64_t classes);

/// Log-linear priors with two-way interactions only: min_S Σ_{j∉S} (|Θ_j| − 1). The logarithm of the ratio of
/// two posteriors is a sum over j ∉ S of functions of θ_j, each of which has to be constant.
std::uint64_t null_set_codimension_of_pairwise(const TypeSpace& space, std::span<const Coalition> coalitions);

/// Log-linear priors with two-way interactions between neighbours in a graph only: min over S and i ∈ S of
/// Σ (|Θ_j| − 1) over the neighbours j ∉ S of i; 0 exactly if some member of a coalition has no neighbour
/// outside it.
///
/// Let θ_S and θ'_S differ for the agents D ⊆ S. The logarithm of the ratio of their posteriors is, up to a
/// constant, the sum over j ∉ S of h_j(θ_j) = Σ_{i∈D} [b_ij(θ_i, θ_j) − b_ij(θ'_i, θ_j)], where only
/// neighbours i of j count. Equal posteriors are h_j that are constant: |Θ_j| − 1 independent linear
/// equations for each neighbour j ∉ S of D. The fewest neighbours has a D of one agent.
std::uint64_t null_set_codimension_of_graph(const TypeSpace& space, std::span<const Coalition> coalitions,
                                            std::span<const Coalition> neighbours);

}  // namespace genericity
