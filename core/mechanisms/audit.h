#pragma once

#include <gmpxx.h>

#include <optional>
#include <utility>
#include <vector>

#include "core/coalition.h"
#include "core/exact/matrix_game.h"
#include "core/exact/simplex.h"
#include "core/mechanisms/mechanism.h"

namespace genericity {

/// A rule that is not balanced: Σ_i t_i(θ) = `sum` ≠ 0.
struct BudgetFault {
  std::size_t rule = 0;
  std::size_t profile = 0;
  mpq_class sum;
};

/// What the coalition S of joint type θ̄_S can reach, judged by the worst of the transfer rules.
///
/// With G[θ̂, t] = Σ_{i∈S} E[u_i(q(θ̂_S, ·), (θ̄_S, ·)) + t_i(θ̂_S, ·) | θ̄_S] interim CIC demands
///   V = max_{δ∈Δ(Θ_S)} min_t (δᵀG)_t ≤ min_t G[θ̄_S, t],
/// over mixed reports δ: with several rules a mixture may hedge where no pure report gains.
struct IncentiveFinding {
  Coalition coalition;
  std::uint32_t truth = 0;  ///< θ̄_S, numbered as CoalitionSplit::inside
  mpq_class truthful;       ///< min_t G[θ̄_S, t]
  std::uint32_t best_report = 0;
  mpq_class best_pure;  ///< max_{θ̂≠θ̄} min_t G[θ̂, t], reached by best_report
  /// The game G: its value V, a mixture δ of reports that reaches it, and weights λ on the rules that hold
  /// every report to it, Σ_t λ_t G[θ̂, t] ≤ V. Both sides have been checked exactly. Where CIC holds, V is
  /// the truthful payoff and λ proves it; where it fails, δ gains.
  GameSolution game;

  [[nodiscard]] bool holds() const { return game.value <= truthful; }
  /// V − truthful ≥ 0: what the best (mixed) report gains.
  [[nodiscard]] mpq_class gain() const { return game.value - truthful; }
};

/// An interim payoff on the path of truthful reports, min_t E[Σ_{i∈S} u_i + t_i | θ_S].
struct ParticipationFinding {
  Coalition coalition;
  std::uint32_t type = 0;
  mpq_class payoff;
};

/// The exact audit of a mechanism. Nothing here knows how the mechanism was made.
struct AuditReport {
  std::optional<Inefficiency> inefficiency;   ///< q is not ex-post efficient
  std::optional<BudgetFault> budget;          ///< some rule is not balanced (BB)
  std::vector<IncentiveFinding> incentives;   ///< one a coalition of the pattern and joint type
  std::vector<ParticipationFinding> payoffs;  ///< likewise

  /// Interim CIC: no coalition of the pattern gains from any mixed report.
  [[nodiscard]] bool coalition_proof() const;
  /// CIC against pure reports only. For one rule the same as coalition_proof().
  [[nodiscard]] bool pure_coalition_proof() const;
  /// IR: no type of a single agent expects less than zero. CR: no coalition's joint type does.
  [[nodiscard]] bool individually_rational() const;
  [[nodiscard]] bool coalitionally_rational() const;
  /// Efficient, balanced and coalition-proof: the mechanism implements q.
  [[nodiscard]] bool implements() const;

  /// The finding with the greatest gain, if CIC fails.
  [[nodiscard]] const IncentiveFinding* worst_incentive() const;
  /// The least payoff over single agents, or over all coalitions.
  [[nodiscard]] const ParticipationFinding* least_payoff(bool single_agents) const;
};

/// G[θ̂, t] for the coalition of joint type `truth`: one row a report, one column a rule.
RationalMatrix payoff_table(const Mechanism& mechanism, Coalition coalition, std::uint32_t truth);

/// Σ_{i∈S} E[u_i(q(θ̂_S, ·), (θ̄_S, ·)) | θ̄_S]: the part of the payoff that is no transfer.
mpq_class expected_utility(const InformationStructure& structure, const Environment& environment,
                           const CoalitionSplit& split, Coalition coalition, std::size_t truth,
                           std::size_t report);

/// The first profile and rule where the budget does not balance.
std::optional<BudgetFault> audit_budget(const std::vector<TransferRule>& rules);
/// CIC of one coalition and joint type, in mixed reports.
IncentiveFinding audit_incentives(const Mechanism& mechanism, Coalition coalition, std::uint32_t truth);
/// Everything, for every non-grand coalition of the pattern. The grand coalition cannot gain when the rule is
/// efficient and the budget balanced. Throws InvalidInput if the parts are not of one type space or there is
/// no transfer rule.
AuditReport audit(const Mechanism& mechanism);

}  // namespace genericity
