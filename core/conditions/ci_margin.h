#pragma once

#include <memory>

#include "core/certificate.h"
#include "core/deviations.h"
#include "core/prior.h"

namespace genericity {

/// lower ≤ t* ≤ upper, both proved by a CertificateChecker (margin_at_least and margin_at_most).
struct MarginBounds {
  double lower = 0;
  double upper = 0;

  /// Whether they say t* to this relative accuracy: upper ≤ (1 + accuracy) · lower.
  [[nodiscard]] bool agree(double accuracy) const { return lower > 0 && upper <= (1 + accuracy) * lower; }
};

/// A margin's greatest relative distance from t* where studies record it.
inline constexpr double ci_margin_accuracy = 0.01;
/// Raised whenever the margin of some prior becomes another number: results with other margins are neither
/// continued nor merged. 1 (without a line in the identity) had placeholders for margins below 1e-8.
inline constexpr int ci_margins_version = 2;

/// What proves both bounds: margin_at_least of the transfers and margin_at_most of the deviations.
struct MarginProof {
  TransferCertificate transfers;
  DeviationCertificate deviations;
};

/// Bounds the CI margin t* (see CertificateChecker) from both sides, at any scale.
///
/// An interior point method in doubles finds transfers and weights on deviations; the checker proves what
/// they are worth, in doubles where these are the prior, and else in exact arithmetic. Where that does not
/// bring the bounds together, mostly below 1e-5, the method runs again in extended precision, and below some
/// 1e-8 in 100 digits on the exact prior.
///
/// Holds its memory from call to call; one object per thread.
class CiMargin {
 public:
  /// Keeps references to both.
  CiMargin(const DeviationSystem& system, const CertificateChecker& checker);
  CiMargin(const CiMargin&) = delete;
  CiMargin& operator=(const CiMargin&) = delete;
  ~CiMargin();

  /// Whether the program's equations, of order min(K, (n−1)|Θ| + 1), fit into memory.
  [[nodiscard]] bool suits() const;

  /// Proved bounds that agree to the accuracy (0.01: a part in a hundred) wherever that is within reach. It
  /// is not where t* is below some 1e-45, and below some 1e-6 with equations of an order beyond 160: there
  /// 100 digits would take minutes a prior. {0, ∞} where nothing was proved.
  MarginBounds bounds(const Prior& prior, double accuracy);
  /// The proof of the last bounds, if they agreed; undefined otherwise.
  [[nodiscard]] MarginProof proof() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace genericity
