#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/conditions/participation_certificate.h"
#include "core/environments/sampled_environment.h"
#include "core/exact/integers.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Proof that no balanced transfers implement q in an environment: weights c ≥ 0 on deviations and d ≥ 0 on
/// joint types that must be willing to take part, such that
///   Σ_{S∋i} ν_S(θ) − Σ_{C∋i} d_C(θ_C) w(θ)
/// is one function b of θ for all agents i (ν_S as in DeviationCertificate), and what the deviations gain and
/// the joint types lack is positive together,
///   Σ c · g + Σ d · h > 0,   g = Σ_{θ_-S} w(θ̄_S, θ_-S) Σ_{i∈S} [u_i(q(θ̂_S, θ_-S), θ) − u_i(q(θ), θ)],
///                            h = Σ_{θ_-C} w(θ) Σ_{i∈C} [outside − u_i(q(θ), θ)].
/// For the constraints of transfers that implement q, times these weights, add up to Σ_θ b(θ) Σ_i t_i(θ) ≤
/// −(Σ c·g + Σ d·h) < 0, and the left side is 0.
struct ImplementationCertificate {
  struct Participant {
    Coalition coalition;
    std::uint32_t type = 0;  ///< θ_C, numbered as CoalitionSplit::inside
    mpz_class weight;        ///< d > 0
  };
  DeviationCertificate deviations;
  std::vector<Participant> participants;
};

/// Checks proofs about which environments are implementable: whether some t_1 … t_n : Θ → R have Σ_i t_i(θ) =
/// 0 and, for every S of the pattern and θ̄_S ≠ θ̂_S,
///   Σ_{θ_-S} w(θ̄_S, θ_-S) Σ_{i∈S} [t_i(θ̂_S, θ_-S) − t_i(θ̄_S, θ_-S)] ≤ −g(θ̄_S → θ̂_S)
/// (interim CIC); with participation also Σ_{θ_-C} w(θ) Σ_{i∈C} t_i(θ) ≥ h(θ_C) for the agents, or for the
/// coalitions of the pattern, C (interim IR, CR). It knows the definitions and nothing of the solvers.
class ImplementationChecker {
 public:
  ImplementationChecker(const TypeSpace& space, const Pattern& pattern,
                        std::optional<Participation> participation);

  /// Whether the rule balances the budget and satisfies every constraint. Exact.
  [[nodiscard]] bool proves(const IntegerWeights& weights, const SampledEnvironment& environment,
                            const TransferRule& rule) const;
  /// The same for weights and transfers that are doubles, taken as exact numbers, in floating point with an
  /// a-priori bound on rounding. `transfers[i·|Θ| + θ]` of agents 1 to n−1; agent n pays what they get
  /// together. False means: not proved this way. Allocates nothing.
  [[nodiscard]] bool proves(std::span<const double> weights, const SampledEnvironment& environment,
                            std::span<const double> transfers) const;
  /// Whether the certificate is a proof that no transfers will do. Exact.
  [[nodiscard]] bool refutes(const IntegerWeights& weights, const SampledEnvironment& environment,
                             const ImplementationCertificate& certificate) const;

  /// What the weights of a certificate prove of ‖t‖∞ = max_{i,θ} |t_i(θ)| for all t that implement q, whether
  /// or not there are any: with k_i(θ) = Σ_{S∋i} ν_S(θ) − Σ_{C∋i} d_C(θ_C) w(θ), which need not be the same
  /// for all agents here, the constraints add up to Σ k_i(θ) t_i(θ) ≤ −(Σ c·g + Σ d·h), and the left side is
  /// at least −‖t‖∞ Σ_θ Σ_i |k_i(θ) − m(θ)|, m(θ) being their median, as Σ_i m t_i = 0. 0 if they prove
  /// nothing; nothing if they are no weights on constraints, or rule out all t. Exact.
  [[nodiscard]] std::optional<mpq_class> transfers_at_least(
      const IntegerWeights& weights, const SampledEnvironment& environment,
      const ImplementationCertificate& certificate) const;

  /// max_θ Σ_i t_i(θ), if the rule satisfies every constraint and Σ_i t_i(θ) ≥ 0 everywhere: what somebody
  /// must be ready to pay in who takes nothing out. Exact.
  [[nodiscard]] std::optional<mpq_class> subsidy(const IntegerWeights& weights,
                                                 const SampledEnvironment& environment,
                                                 const TransferRule& rule) const;
  /// What the weights of a certificate prove of that amount for all such rules: with one function b as in
  /// ImplementationCertificate, Σ_θ b(θ) Σ_i t_i(θ) ≤ −(Σ c·g + Σ d·h), and the left side is at least −s Σ_θ
  /// max(−b(θ), 0). 0 if they prove nothing; nothing if they are no such weights, or rule out every amount.
  [[nodiscard]] std::optional<mpq_class> subsidy_at_least(const IntegerWeights& weights,
                                                          const SampledEnvironment& environment,
                                                          const ImplementationCertificate& certificate) const;
  /// Whether the certificate proves that no amount is enough: b ≥ 0, and what is gained is positive.
  [[nodiscard]] bool rules_out_subsidies(const IntegerWeights& weights, const SampledEnvironment& environment,
                                         const ImplementationCertificate& certificate) const;

 private:
  struct Member {
    Coalition coalition;
    CoalitionSplit split;
  };
  struct Change;
  /// The constraints times a certificate's weights, added up.
  struct WeightedSum {
    std::vector<mpz_class> coefficients;  ///< [i·|Θ| + θ] of t_i(θ)
    mpq_class excess;                     ///< Σ c·g + Σ d·h
  };
  /// Nothing for weights that are negative or on no constraint.
  [[nodiscard]] std::optional<WeightedSum> sum(const IntegerWeights& weights,
                                               const SampledEnvironment& environment,
                                               const ImplementationCertificate& certificate) const;
  /// The sum, if its coefficients are one function b for all agents.
  [[nodiscard]] std::optional<WeightedSum> balanced_sum(const IntegerWeights& weights,
                                                        const SampledEnvironment& environment,
                                                        const ImplementationCertificate& certificate) const;
  /// Σ_θ max(−b(θ), 0).
  [[nodiscard]] mpz_class negative_part(const WeightedSum& sum) const;
  [[nodiscard]] bool suits(const IntegerWeights& weights, const SampledEnvironment& environment) const {
    return weights.size() == profiles_ && environment.profiles() == profiles_ &&
           environment.agents() == agents_;
  }
  /// Whether the rule satisfies every constraint, whatever its budget.
  [[nodiscard]] bool satisfies(const IntegerWeights& weights, const SampledEnvironment& environment,
                               const TransferRule& rule) const;
  [[nodiscard]] static std::vector<Member> members_of(const TypeSpace& space,
                                                      std::span<const Coalition> coalitions);
  [[nodiscard]] static const Member* find(const std::vector<Member>& members, Coalition coalition);

  std::size_t agents_;
  std::size_t profiles_;
  std::vector<Member> deviating_;
  std::vector<Member> participating_;
};

}  // namespace genericity
