#pragma once

#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/certificate.h"
#include "core/conditions/belief_separation.h"
#include "core/conditions/ci_margin.h"
#include "core/pattern.h"
#include "core/prior.h"
#include "core/simd/batch_search.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Decides Coalitional Identifiability (CI) for one pattern, with proof.
///
/// The condition is Guo's Lemma 1 (see DeviationSystem), imposed on every non-grand coalition. Definition 1
/// as printed would fail for every prior as soon as a non-singleton coalition is admitted: put ξ(∅) = 1 and
/// let only that coalition, which then never forms, misreport.
///
/// Holds its memory from call to call; one object per thread.
class CiDecider {
 public:
  CiDecider(const TypeSpace& space, const Pattern& pattern);
  CiDecider(const CiDecider&) = delete;
  CiDecider& operator=(const CiDecider&) = delete;
  ~CiDecider();

  /// Condition (G), if the pattern has it: then CI fails at every prior.
  [[nodiscard]] const std::optional<ConditionGProof>& condition_g() const;

  /// `closest[k]` = closest posteriors of the pattern's k-th coalition (Pattern::coalitions order), where the
  /// caller has them; two equal posteriors of one coalition make CI fail. An empty span leaves that test out
  /// (the verdict is the same, reached more slowly). A `proposal` of a BatchSearch for this prior is tried
  /// before anything else that costs; a wrong one costs time, never a verdict.
  Decision decide(const Prior& prior, std::span<const ClosestPosteriors> closest,
                  const GordanProposal& proposal = {});

  /// The proof of the last decide() that reached a verdict by itself: transfers for holds, deviations for
  /// fails. Throws std::logic_error after an undecided verdict. Valid until the next call.
  [[nodiscard]] std::variant<TransferCertificate, DeviationCertificate> certificate(const Prior& prior) const;

  /// Proved bounds on the margin t* = max t such that posterior-normalised rows ≤ −t, Σψ = 0, |ψ_i(θ)| ≤ 1: a
  /// deviation that gains 1 needs transfers of at most 1/t*, and CI holds at every prior whose posteriors are
  /// all within t* / (4 max_S min(|S|, n − |S|)) of this one's in total variation. CI holds exactly if t* >
  /// 0; where it fails (ask decide() first) a search for bounds that agree is long and in vain. The bounds
  /// agree to the accuracy wherever CiMargin can make them. Beyond some 10,000 rows and unknowns
  /// the exact program would not fit into memory: then the lower bound is what the transfers of decide()
  /// prove, and the upper one what the closest posteriors do, 2 min_S min(|S|, n − |S|) times their distance.
  MarginBounds margin(const Prior& prior, double accuracy = 1e-6);
  /// The proof of the last margin() whose bounds agreed.
  [[nodiscard]] MarginProof margin_proof() const;

  /// Re-checks a proof with the exact checker, at any prior of the type space.
  [[nodiscard]] const CertificateChecker& checker() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace genericity
