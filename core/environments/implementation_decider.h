#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/deviations.h"
#include "core/environments/implementation_checker.h"
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
/// none is strict, the rational simplex method decides systems of up to `simplex_limit` coefficients. Holds
/// its memory from call to call; one object per thread.
class ImplementationDecider {
 public:
  static constexpr std::size_t simplex_limit = 20000;

  ImplementationDecider(const TypeSpace& space, const Pattern& pattern,
                        std::optional<Participation> participation);

  /// holds = such transfers exist. Stage::definition: no transfers at all are needed.
  Decision decide(const Prior& prior, const SampledEnvironment& environment);
  /// Proof of the last decide() that held: the transfers.
  [[nodiscard]] TransferRule transfers() const;
  /// Proof of the last decide() that failed.
  [[nodiscard]] const ImplementationCertificate& certificate() const { return certificate_; }

 private:
  class Judge;
  struct Participant {
    Coalition coalition;
    std::uint32_t type = 0;
    std::uint32_t profile = 0;  // θ_C = the type, the others' first
    const CoalitionSplit* split = nullptr;
  };
  /// Calls visit(sign, place) for the unknowns that make up Σ_{i∈C} t_i at the profile.
  template <class Visit>
  void visit_joint(Coalition coalition, std::size_t profile, const Visit& visit) const;
  void fill(std::span<const double> weights, const SampledEnvironment& environment);
  [[nodiscard]] SparseRows<mpz_class> exact_rows(const IntegerWeights& weights,
                                                 const SampledEnvironment& environment) const;
  /// The certificate of these weights on rows, cleared of denominators; nothing if one is negative.
  [[nodiscard]] ImplementationCertificate certificate_of(std::span<const mpq_class> weights) const;
  Decision decide_by_simplex(const Prior& prior, const SampledEnvironment& environment);

  TypeSpace space_;
  DeviationSystem deviations_;
  std::vector<CoalitionSplit> participant_splits_;
  std::vector<Participant> participants_;
  ImplementationChecker checker_;
  SparseRows<double> rows_;  // in (t_1 … t_{n−1}, s): deviations, participants, −s
  std::vector<double> scale_;
  SparseRows<double> no_forms_;
  GordanSolver solver_;
  std::variant<std::vector<double>, TransferRule> transfers_;  // the doubles: of agents 1 to n−1
  ImplementationCertificate certificate_;
};

}  // namespace genericity
