#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/environments/implementation_checker.h"
#include "core/environments/implementation_constraints.h"
#include "core/environments/implementation_programs.h"
#include "core/environments/sampled_environment.h"
#include "core/gordan/gordan.h"
#include "core/gordan/sparse_rows.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Decides whether balanced transfers implement the efficient rule of an environment at a prior: whether a
/// simple mechanism exists there, whatever CI says; with participation, whether one exists under which
/// nobody, or no coalition of the pattern, would rather stay out. What ImplementationChecker says, decided.
///
/// The constraints A t ≤ −g have a solution that is strict everywhere exactly if A x + g s < 0, −s < 0 has
/// one, which is what the solver of CI decides, with a proof on either side. Where they have solutions and
/// none is strict, exact linear programs decide. Holds its memory from call to call; one object per thread.
class ImplementationDecider {
 public:
  ImplementationDecider(const TypeSpace& space, const Pattern& pattern,
                        std::optional<Participation> participation);
  ImplementationDecider(const ImplementationDecider&) = delete;
  ImplementationDecider& operator=(const ImplementationDecider&) = delete;
  ~ImplementationDecider() = default;

  /// holds = such transfers exist. Stage::definition: no transfers at all are needed.
  Decision decide(const Prior& prior, const SampledEnvironment& environment);
  /// Proof of the last decide() that held: the transfers.
  [[nodiscard]] TransferRule transfers() const;
  /// What least amounts it takes, whatever the verdict; refer to this object, which stays where it is.
  [[nodiscard]] const ImplementationPrograms& programs() const { return programs_; }
  /// Proof of the last decide() that failed.
  [[nodiscard]] const ImplementationCertificate& certificate() const { return certificate_; }

 private:
  class Judge;
  void fill(std::span<const double> weights, const SampledEnvironment& environment);
  [[nodiscard]] SparseRows<mpz_class> exact_rows(const IntegerWeights& weights,
                                                 const SampledEnvironment& environment) const;
  Decision decide_by_programs(const Prior& prior, const SampledEnvironment& environment);

  ImplementationConstraints constraints_;
  ImplementationChecker checker_;
  ImplementationPrograms programs_;
  SparseRows<double> rows_;  // in (t_1 … t_{n−1}, s): deviations, participants, −s
  std::vector<double> scale_;
  SparseRows<double> no_forms_;
  GordanSolver solver_;
  std::variant<std::vector<double>, TransferRule> transfers_;  // the doubles: of agents 1 to n−1
  ImplementationCertificate certificate_;
};

}  // namespace genericity
