#pragma once

#include <gmpxx.h>

#include <vector>

#include "core/certificate.h"
#include "core/information_structure.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"

namespace genericity {

/// One incentive constraint of a coalition: what the deviation θ̄_S → θ̂_S gains in utility under q, and what
/// the base transfers add to that. Coalitions in the pattern's order, then θ̄_S, then θ̂_S, as in
/// DeviationSystem.
struct IncentiveConstraint {
  Coalition coalition;
  std::uint32_t truth = 0;
  std::uint32_t report = 0;
  /// Σ_{i∈S} E[u_i(q(θ̂_S, ·), θ) + base_i(θ̂_S, ·) − u_i(q(θ̄_S, ·), θ) − base_i(θ̄_S, ·) | θ̄_S].
  mpq_class gain;
};
std::vector<IncentiveConstraint> incentive_constraints(const InformationStructure& structure,
                                                       const Pattern& pattern, const Environment& environment,
                                                       const TransferRule& base);

/// η_i(θ) = (1/n) Σ_j u_j(q(θ), θ) − u_i(q(θ), θ): shares the surplus equally at every profile (Guo, proof of
/// Theorem 2). Balanced; under it every coalition of k expects k/n of the surplus, which gives IR and CR
/// where the surplus is never negative.
TransferRule equal_shares(const Environment& environment);

/// Σ c · w(θ̄_S) · gain over the entries of a certificate, with no base transfers. Where the certificate
/// refutes CI (its deviations leave every agent the same influence) transfers drop out of the weighted sum
/// of the incentive constraints, 0 ≥ this value: a positive one proves that no balanced transfers implement
/// q.
mpq_class combined_gain(const InformationStructure& structure, const Environment& environment,
                        const DeviationCertificate& certificate);

/// Whether the certificate proves that no simple mechanism implements q: it refutes CI and its combined gain
/// is positive. Exact, and independent of how it was found.
bool proves_unimplementable(const InformationStructure& structure, const Pattern& pattern,
                            const Environment& environment, const DeviationCertificate& certificate);

}  // namespace genericity
