#pragma once

#include <optional>
#include <vector>

#include "core/conditions/participation.h"
#include "core/exact/integers.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Identifiability (Kosenok and Severinov 2008): for every law μ ≠ p of reports some agent i and type θ_i
/// with μ(θ_i) > 0 have μ(·|θ_i) outside the convex hull of {p(·|θ̄_i)}, so that i alone cannot have caused μ.
///
/// In the terms of NeutralDeviationCertificate it fails exactly if some c ≥ 0 and a make all agents'
/// influence one function b that is not a multiple of p; on the minimal pattern IR-CI is this condition
/// together with Convex Independence of every agent. It is not CI on the minimal pattern, and neither implies
/// the other: independent types are identifiable and fail CI; of uniform priors on 2×2×2 almost all have CI
/// and a quarter are not identifiable.
class KosenokSeverinov {
 public:
  explicit KosenokSeverinov(const TypeSpace& space);
  /// Verdicts are proved exactly.
  Decision decide(const Prior& prior);
  /// After fails: influences with b not proportional to p.
  [[nodiscard]] const NeutralDeviationCertificate& deviations() const { return deviations_; }
  /// Positive exactly if the condition holds together with Convex Independence: the margin of IR-CI on the
  /// minimal pattern, a lower bound of what deters every agent.
  GordanSolver::Margin joint_margin(const Prior& prior) { return individual_.margin(prior); }

 private:
  TypeSpace space_;
  Pattern minimal_;
  ParticipationDecider individual_;
  NeutralDeviationCertificate deviations_;
};

/// The definition, decided by exact linear programs: the greatest μ(θ) of every profile over the laws μ that
/// every agent could have generated. Small spaces only; the oracle of the tests. Nothing if the condition
/// holds, else the proof that it fails.
std::optional<NeutralDeviationCertificate> unidentifiable_reports(const TypeSpace& space,
                                                                  const IntegerWeights& weights);

}  // namespace genericity
