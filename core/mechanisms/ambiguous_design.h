#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/information_structure.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/simple_design.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"

namespace genericity {

/// The closed-form rules φ of Lemma 4 for every (S, θ̄_S) of the pattern, each scaled so that ‖φ‖∞ = 1; rules
/// equal to an earlier one are left out.
std::vector<TransferRule> neutral_rules(const InformationStructure& structure, const Pattern& pattern);

/// Two joint types of one coalition that no ambiguous mechanism keeps apart in this environment.
///
/// Their posteriors are equal, so whatever the rules pay, worst cases included, a report is paid the same at
/// both types. The two incentive constraints add up to U(θ̄|θ̄) + U(θ̂|θ̂) ≥ U(θ̂|θ̄) + U(θ̄|θ̂), with U(θ̂|θ̄) =
/// Σ_{i∈S} E[u_i(q(θ̂_S, ·), θ) | θ̄_S]; `excess` > 0 is the right side less the left (Guo, Lemma 3).
struct IndistinguishableTypes {
  Coalition coalition;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  mpq_class excess;
};

/// The first such pair among the pattern's coalitions, compared exactly. With it there is neither a simple
/// nor an ambiguous mechanism for q. Nothing if there is none, which proves nothing.
std::optional<IndistinguishableTypes> indistinguishable_types(const InformationStructure& structure,
                                                              const Pattern& pattern,
                                                              const Environment& environment);

/// The least M ≥ 0 for which T = {base + M φ : φ ∈ rules} is interim CIC in mixed reports, for rules that
/// are neutral on the path to every coalition of the pattern. By the dual certificate of the audit's game,
/// each (S, θ̄_S) needs a mixture λ of the rules under which every report costs what it gains: with μ = Mλ
///   minimise Σμ   subject to   Σ_k μ_k cost_k(θ̂) ≥ gain(θ̂) for all θ̂ ≠ θ̄,   μ ≥ 0,
/// an exact linear program; M is the greatest of them. Nothing if one has no solution.
///
/// M is least among all M if every (S, θ̄_S) has a mixture of the rules that makes all its reports costly (as
/// the rules of Lemma 4 do): then every greater M works as well.
std::optional<mpq_class> least_ambiguous_scale(const InformationStructure& structure, const Pattern& pattern,
                                               const Environment& environment, const TransferRule& base,
                                               const std::vector<TransferRule>& rules);

/// An ambiguous mechanism by Theorem 2: T = {base + M φ}.
struct ScaledRules {
  std::vector<TransferRule> rules;
  mpq_class scale;  ///< M
};
std::optional<ScaledRules> scaled_rules(const InformationStructure& structure, const Pattern& pattern,
                                        const Environment& environment, const TransferRule& base,
                                        const std::vector<TransferRule>& rules);

/// The environment of the proof of Lemma 3 for two joint types of S with equal posteriors: that of
/// simple_counterexample for an agent i ∈ S with θ̄_i ≠ θ̂_i and the least integer B > (n−1)/(n−|S|).
CounterexampleEnvironment ambiguous_counterexample(const TypeSpace& space, Coalition coalition,
                                                   std::uint32_t first, std::uint32_t second);

}  // namespace genericity
