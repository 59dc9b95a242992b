#pragma once

#include <gmpxx.h>

#include <optional>
#include <variant>

#include "core/certificate.h"
#include "core/information_structure.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"

namespace genericity {

/// The least M ≥ 0 for which base + M ψ is interim CIC, where ψ makes every deviation strictly costly: M =
/// max(0, max over deviations of gain / cost). Any smaller M ≥ 0 fails (Guo, proof of Theorem 1, with base =
/// 0). Nothing if some deviation that gains costs nothing under ψ.
std::optional<mpq_class> least_scale(const InformationStructure& structure, const Pattern& pattern,
                                     const Environment& environment, const TransferRule& base,
                                     const TransferRule& psi);

/// ψ of a CI certificate as a transfer rule, scaled so that ‖ψ‖∞ = 1.
TransferRule as_rule(const TypeSpace& space, const TransferCertificate& certificate);

/// A simple mechanism by Theorem 1: t = base + M ψ.
struct ScaledTransfers {
  TransferRule rule;
  mpq_class scale;  ///< M
};
std::optional<ScaledTransfers> scaled_transfers(const InformationStructure& structure, const Pattern& pattern,
                                                const Environment& environment, const TransferRule& base,
                                                const TransferRule& psi);

/// Decides whether balanced transfers implement q in this one environment, whatever CI says: either such
/// transfers or a certificate for proves_unimplementable. Strict constraints are tried by the solver of CI;
/// borderline cases go to the rational simplex method, if the system has at most `simplex_limit`
/// coefficients. Nothing if undecided.
std::optional<std::variant<TransferRule, DeviationCertificate>> find_transfers(
    const InformationStructure& structure, const Pattern& pattern, const Environment& environment,
    std::size_t simplex_limit = 20000);

/// The same, with transfers of least ‖t‖∞, by one exact linear program; its dual proves that no smaller ones
/// implement q. For small structures: the program has (n−1)|Θ| + 1 rows.
std::variant<TransferRule, DeviationCertificate> least_transfers(const InformationStructure& structure,
                                                                 const Pattern& pattern,
                                                                 const Environment& environment);

/// The environment of the proof of Theorem 1, (2) ⇒ (1), for a certificate that refutes CI: outcomes x0, x1,
/// x2 and one agent i with a type θ̄_i;
///                 u_i(x1)  u_j(x1)  u_i(x2)  u_j(x2)
///   θ_i = θ̄_i       1        1       1+B     1−B/(n−1)      q = x1
///   θ_i ≠ θ̄_i       0        1        1        1            q = x2
/// and x0 worth nothing. B is the least integer for which the certificate contradicts the incentive
/// constraints, over all choices of i and θ̄_i. (The paper allows equality in the bound for B; then the sum of
/// the constraints is no contradiction.)
struct CounterexampleEnvironment {
  Environment environment;
  int agent = 0;    ///< i, from 0
  int type = 0;     ///< θ̄_i, from 0
  mpz_class stake;  ///< B
};
CounterexampleEnvironment simple_counterexample(const TypeSpace& space, const IntegerWeights& weights,
                                                const DeviationCertificate& certificate);
/// That environment for a chosen agent, type and B.
Environment dictator_environment(const TypeSpace& space, int agent, int type, const mpq_class& stake);

}  // namespace genericity
