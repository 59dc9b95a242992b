#pragma once

#include <cstdint>

#include "core/coalition.h"
#include "core/information_structure.h"
#include "core/mechanisms/transfer_rule.h"

namespace genericity {

/// Guo's Lemma 4 in closed form: a transfer rule φ for the coalition S of joint type θ̄_S with
///   Σ_i φ_i(θ) = 0 for all θ,
///   E[Σ_{i∈C} φ_i | θ_C] = 0 for every non-grand coalition C and joint type θ_C,
///   E[Σ_{i∈S} φ_i(θ̂_S, ·) | θ̄_S] = −(k_S / p(θ̂_S)) Var(r_θ̂) ≤ 0 for θ̂_S ≠ θ̄_S,
/// the last strictly unless θ̂_S has the posterior of θ̄_S. Truth is paid the same under φ as without it,
/// misreports are punished.
///
/// With r_θ̂ = p(·|θ̄_S) / p(·|θ̂_S) and its unweighted mean and variance over Θ_-S put G(θ̂, ·) = −(r_θ̂ − mean
/// r_θ̂) for θ̂ ≠ θ̄ and G(θ̄, ·) = −Σ_{θ̂≠θ̄} G(θ̂, ·). Split G into its interaction components G^T (T ⊆ I); only
/// those with T meeting both S and I∖S are not zero. Then
///   φ_i = (1/p) Σ_T G^T / |S∩T| for i ∈ S, over T ∋ i;   φ_i = −(1/p) Σ_T G^T / |T∖S| for i ∉ S, over T ∋ i.
/// p is the prior with Σp = 1. Throws InvalidInput for the grand or the empty coalition. Cost: 2ⁿ|Θ|
/// rational operations.
TransferRule neutral_rule(const InformationStructure& structure, Coalition coalition, std::uint32_t type);

}  // namespace genericity
