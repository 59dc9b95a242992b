#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <variant>

#include "core/environments/implementation_checker.h"
#include "core/environments/implementation_constraints.h"
#include "core/environments/sampled_environment.h"
#include "core/exact/integers.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/programs/inequality_program.h"

namespace genericity {

/// A least amount in units of utility, with transfers that need no more and a certificate that none need
/// less, both accepted by ImplementationChecker.
struct LeastAmount {
  mpq_class value;
  TransferRule rule;
  ImplementationCertificate certificate;
};

/// No amount is enough: these constraints contradict one another however much is paid in.
struct NoAmount {
  ImplementationCertificate certificate;
};

/// What exact linear programs say of an environment. They take all that verdicts of studies mostly do
/// without: transfers where none make every constraint strict, and the least amounts.
class ImplementationPrograms {
 public:
  /// The rational simplex method takes over from floating point for at most so many coefficients.
  static constexpr std::size_t simplex_limit = 6000;

  /// Keeps references to both.
  ImplementationPrograms(const ImplementationConstraints& constraints, const ImplementationChecker& checker)
      : constraints_(&constraints), checker_(&checker) {}

  /// Balanced transfers that satisfy every constraint, or the proof that there are none; neither where the
  /// programs found nothing.
  [[nodiscard]] std::variant<std::monostate, TransferRule, ImplementationCertificate> decide(
      const IntegerWeights& weights, const SampledEnvironment& environment) const;
  /// The least ‖t‖∞ of such transfers; nothing where there are none, or none was found.
  [[nodiscard]] std::optional<LeastAmount> least_transfer(const IntegerWeights& weights,
                                                          const SampledEnvironment& environment) const;
  /// The least s such that some transfers satisfy every constraint and have 0 ≤ Σ_i t_i(θ) ≤ s: what somebody
  /// who may pay in and takes nothing out must be ready to pay at the worst θ. 0 exactly where balanced
  /// transfers do. Neither where nothing was found.
  [[nodiscard]] std::variant<std::monostate, LeastAmount, NoAmount> least_subsidy(
      const IntegerWeights& weights, const SampledEnvironment& environment) const;

 private:
  /// min σ ≥ 0 over transfers that break no constraint by more than σ times its coefficients' size; balanced
  /// ones, or any.
  [[nodiscard]] std::optional<InequalityOptimum> least_violation(
      const ImplementationConstraints::Exact& exact, bool is_balanced) const;
  /// t_n from t_1 … t_{n−1}, and the budget behind them if there is one.
  [[nodiscard]] TransferRule rule(std::vector<mpq_class> values, bool is_balanced) const;
  [[nodiscard]] ImplementationCertificate certificate(const InequalityOptimum& optimum) const;

  const ImplementationConstraints* constraints_;
  const ImplementationChecker* checker_;
};

}  // namespace genericity
