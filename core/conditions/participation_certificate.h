#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Whose interim payoffs are to be kept: single agents' (interim individual rationality, IR) or those of
/// every coalition of the pattern (interim coalitional rationality, CR).
enum class Participation : std::uint8_t { individual, coalitional };

/// The coalitions C whose transfers must vanish in expectation, E[f_C | θ_C] = 0: the singletons or 𝒮*.
std::vector<Coalition> neutral_coalitions(const Pattern& pattern, Participation participation);

/// Proof that CI holds with participation: transfers ψ, `psi[i·|Θ| + θ]`, that balance the budget, are
/// neutral to every neutral coalition and make every deviation of the pattern strictly costly.
struct NeutralTransferCertificate {
  std::vector<mpq_class> psi;
};

/// Proof that it fails: weights c ≥ 0, not all zero, on deviations and a, of any sign, on the neutral joint
/// types, such that
///   Σ_{S∋i} ν_S(θ) + Σ_{C∋i} a_C(θ_C) w(θ)
/// is one function b of θ for all agents i (ν_S as in DeviationCertificate). Any ψ as above would give
/// 0 > Σ_S Σ_θ ν_S f_S + Σ_C Σ_θ a_C w f_C = Σ_θ b Σ_i ψ_i = 0.
struct NeutralDeviationCertificate {
  DeviationCertificate deviations;
  struct Neutral {
    Coalition coalition;
    std::uint32_t type = 0;
    mpq_class weight;
  };
  std::vector<Neutral> neutral;
};

/// Exact checks that know nothing of the solver.
bool proves_participation(const TypeSpace& space, const Pattern& pattern, Participation participation,
                          const IntegerWeights& weights, const NeutralTransferCertificate& certificate);
bool refutes_participation(const TypeSpace& space, const Pattern& pattern, Participation participation,
                           const IntegerWeights& weights, const NeutralDeviationCertificate& certificate);

/// The function b of the refutation, one value a profile, as agent 1 has it.
std::vector<mpq_class> common_influence(const TypeSpace& space, const IntegerWeights& weights,
                                        const NeutralDeviationCertificate& certificate);

}  // namespace genericity
