#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/conditions/ci.h"
#include "core/conditions/neutral_space.h"
#include "core/conditions/participation_certificate.h"
#include "core/gordan/gordan.h"
#include "core/pattern.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Decides CI with interim IR or CR: balanced transfers ψ with every deviation of the pattern strictly costly
/// and E[f_C | θ_C] = 0 for all neutral coalitions C. (The paper asks for ≥ 0; a balanced budget turns that
/// into = 0 for single agents. It is the strengthening of CI in the paper's introduction and in the remark
/// that closes its section 4.) Where it holds, q under any utilities with Σ_i u_i(q(θ), θ) ≥ 0 is implemented
/// by η + Mψ with the participation condition, η_i = Σ_j u_j / n − u_i.
///
/// Unknowns of the linear system: the free unknowns of the NeutralSpace, as ψ (not w ψ), so that a box on
/// them is a box on transfers. Holds its memory from call to call; one object per thread.
class ParticipationDecider {
 public:
  ParticipationDecider(const TypeSpace& space, const Pattern& pattern, Participation participation);

  /// Verdicts are proved by the exact checks of participation_certificate.h. What asks less fails first:
  /// where the system itself is left open, a proof that CI alone fails, or CI with IR, is one here
  /// (Stage::inherited).
  Decision decide(const Prior& prior);
  /// Proofs of the last decide(): after holds, after fails.
  [[nodiscard]] const NeutralTransferCertificate& transfers() const { return transfers_; }
  [[nodiscard]] const NeutralDeviationCertificate& deviations() const { return deviations_; }

  /// Bounds on max t such that posterior-normalised rows ≤ −t under neutral, balanced |ψ| ≤ 1: like the
  /// margin of CI, and never greater. Floating point, to about 1e-9.
  GordanSolver::Margin margin(const Prior& prior);

  /// The linear system, for others that work in the neutral space: one row a deviation (coalitions in the
  /// pattern's order, then θ̄_S, then θ̂_S), one column a free unknown, all times one common factor.
  [[nodiscard]] SparseRows<mpz_class> exact_rows(const IntegerWeights& weights) const;
  /// The transfers ψ that the free unknowns stand for.
  [[nodiscard]] std::vector<mpq_class> transfers_of(const IntegerWeights& weights,
                                                    std::span<const mpz_class> free) const;

 private:
  class Judge;
  Decision decide_by_weaker(const Prior& prior);
  struct Row {
    Coalition coalition;
    std::uint32_t truth = 0;
    std::uint32_t report = 0;
  };
  void fill(const Prior& prior);
  [[nodiscard]] NeutralDeviationCertificate deviations_of(const IntegerWeights& weights,
                                                          const Alternative& c) const;

  TypeSpace space_;
  Pattern pattern_;
  Participation participation_;
  NeutralSpace neutral_;
  std::vector<CoalitionSplit> splits_;  // in the pattern's order
  std::vector<Row> deviation_rows_;
  SparseRows<double> rows_;
  SparseRows<double> no_forms_;
  std::vector<double> scale_;
  GordanSolver solver_;
  NeutralTransferCertificate transfers_;
  NeutralDeviationCertificate deviations_;
  // Made when they are first wanted, which is hardly ever.
  std::unique_ptr<CiDecider> alone_;
  std::unique_ptr<ParticipationDecider> individual_;
};

}  // namespace genericity
