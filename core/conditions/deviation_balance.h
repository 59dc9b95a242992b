#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/certificate.h"
#include "core/conditions/divided_balance.h"
#include "core/deviations.h"
#include "core/exact/integers.h"
#include "core/type_space.h"

namespace genericity {

/// Makes approximate weights on deviations balance exactly: from doubles c ≥ 0 that nearly satisfy the
/// identity of DeviationCertificate to integers that do. This is what makes proofs that CI fails cheap where
/// coalitions are large.
///
/// A coalition with m_S ≥ k_S whose posteriors span R^{k_S} can produce every ν_S with zero Θ_-S-marginals
/// (the space W_S), and W_S does not depend on the prior. So the prior's large integers enter three small
/// steps only:
/// - The weights of the small coalitions must leave an imbalance that the large ones can make up for: a
///   linear system in these weights alone, solved exactly (exact_alternative).
/// - The ν_S of the large coalitions balance the rest: InfluenceEquations, whose coefficients the pattern
/// alone
///   determines.
/// - Each ν_S is written as Σ_θ̄ C(θ̂, θ̄) w(θ̄, ·) with C ≥ 0 off the diagonal: one k_S×k_S inverse for each
///   coalition.
/// What may be chosen freely is rounded from c, so that a c well inside the cone of solutions stays inside. A
/// coalition that must not use some of its deviations (c = 0 there) is tied to a face of its cone and counts
/// as small, whatever its size.
class DeviationBalance {
 public:
  /// The system must outlive this object.
  DeviationBalance(TypeSpace space, const DeviationSystem& system);

  /// Whether there are large coalitions at all; without them exact_alternative alone does the same.
  [[nodiscard]] bool applicable() const;

  /// `c[r]` ≥ 0 for every row of the system, and zeros stay zeros; `approximate` and `exact` are the same
  /// weights up to a common factor and rounding. Nothing if some exact weight comes out negative or a step
  /// meets a singular matrix. Like any certificate, the result is to be checked.
  std::optional<DeviationCertificate> balance(std::span<const double> approximate,
                                              const IntegerWeights& exact, const Eigen::VectorXd& c);

 private:
  TypeSpace space_;
  const DeviationSystem* system_;
  std::vector<bool> can_be_large_;
  /// Made when first needed, by which coalitions are large.
  std::map<std::vector<bool>, DividedBalance> systems_;
};

}  // namespace genericity
