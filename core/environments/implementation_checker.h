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

 private:
  struct Member {
    Coalition coalition;
    CoalitionSplit split;
  };
  struct Change;
  [[nodiscard]] static std::vector<Member> members_of(const TypeSpace& space,
                                                      std::span<const Coalition> coalitions);
  [[nodiscard]] static const Member* find(const std::vector<Member>& members, Coalition coalition);

  std::size_t agents_;
  std::size_t profiles_;
  std::vector<Member> deviating_;
  std::vector<Member> participating_;
};

}  // namespace genericity
