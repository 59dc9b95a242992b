#pragma once

#include <gmpxx.h>

#include <span>
#include <vector>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Priors that are known up to rounding: every weight w(θ) lies anywhere between two bounds, whatever the
/// others are. The weights need not sum to one number; a prior is in the box if some multiple of it is.
class PriorBox {
 public:
  /// w(θ) within weights[θ] ± rounding[θ]. Throws InvalidInput for a wrong count, or where a weight might not
  /// be positive.
  PriorBox(TypeSpace space, std::span<const mpq_class> weights, std::span<const mpq_class> rounding);

  [[nodiscard]] const TypeSpace& space() const { return space_; }
  /// The bounds as integers, up to one common factor.
  [[nodiscard]] const IntegerWeights& low() const { return low_; }
  [[nodiscard]] const IntegerWeights& high() const { return high_; }
  /// The same as doubles, each with a relative error of at most 2^-52.
  [[nodiscard]] std::span<const double> approximate_low() const {
    return std::span(approximate_).first(low_.size());
  }
  [[nodiscard]] std::span<const double> approximate_high() const {
    return std::span(approximate_).last(low_.size());
  }

 private:
  TypeSpace space_;
  IntegerWeights low_;
  IntegerWeights high_;
  std::vector<double> approximate_;
};

/// Whether all priors of the box give the same answer to the question if some two joint types of one of these
/// coalitions have equal posteriors (CBDP and BDP fail exactly then): never under Verdict::holds, always
/// under Verdict::fails. The first is decided exactly: p(·|a) = p(·|b) at some prior of the box exactly if
/// one λ > 0 has low(b,x)/high(a,x) ≤ λ ≤ high(b,x)/low(a,x) for all x, because the two slices share no
/// weight. The second is found only for pairs whose weights are known without rounding; a box around others
/// may have further priors where some pair is equal and not always the same one, but no open set of them.
bool pairs_keep_verdict(Verdict verdict, const PriorBox& box, std::span<const Coalition> coalitions);

/// Whether these transfers prove CI at every prior of the box: the budget balances, and every inequality of
/// Lemma 1, which is linear in the weights, holds at the corner of the box that is worst for it. Exact.
bool proves_ci_throughout(const PriorBox& box, const Pattern& pattern,
                          const TransferCertificate& certificate);

/// Whether CI provably holds at every prior of the box. Transfers that serve all of them are looked for by
/// linear programs, each with the worst corners for the last one's answer added; `first` is tried before.
/// False means that none were found: CI may hold throughout all the same, by transfers that differ.
bool ci_holds_throughout(const PriorBox& box, const Pattern& pattern, const TransferCertificate* first);

/// Whether CI provably fails at every prior of the box: by condition (G), which does not look at the prior,
/// by the certificate, if it rests on weights known without rounding alone, or by
/// has_certificates_throughout(). The certificate is one for the box's middle. False means not proved.
bool ci_fails_throughout(const PriorBox& box, const Pattern& pattern,
                         const DeviationCertificate& certificate);

/// Whether every prior of the box has a certificate with the same deviations as this one for its middle. The
/// certificate's identity is M(w) c = 0, with rows of which none follows from the others whatever w is, and
/// entries linear in w. With X near a right inverse of M(w) diag(c), E = M(w') diag(c) X − I and |M(w') c| ≤
/// v for all w' of the box: if |E| v ≤ q v and q < 1, then I + E is regular, and M(w') c' = 0 for c' = c (1 −
/// X s), (I + E) s = M(w') c, |s| ≤ v/(1 − q); so c' > 0 if |X| v < 1 − q. Computed in doubles with a-priori
/// bounds on rounding. That is where CI fails at an open set of priors; where a failure rests on a tie, M(w)
/// c = 0 has more rows than it has independent ones, and no X serves.
bool has_certificates_throughout(const PriorBox& box, const Pattern& pattern,
                                 const DeviationCertificate& certificate);

}  // namespace genericity
