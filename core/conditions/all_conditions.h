#pragma once

#include <limits>
#include <string>
#include <variant>

#include "core/certificate.h"
#include "core/conditions/ci.h"
#include "core/conditions/condition.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "core/verdict.h"

namespace genericity {

/// What is known of one condition at one information structure.
struct ConditionFinding {
  Condition condition = Condition::ci;
  Decision decision;
  /// Under holds a positive distance from failure, as info(condition).margin says; a lower bound, or NaN
  /// where none is known. Under fails 0. NaN if undecided.
  double margin = std::numeric_limits<double>::quiet_NaN();
  /// Why, in a sentence.
  std::string reason;
  /// The same in a few words, for tables; empty where the sentence is as short.
  std::string brief = {};
};

/// What is known of CI: its margin between proved bounds where it holds, and the proof of its verdict, which
/// is neither kind while undecided.
struct CiFinding : ConditionFinding {
  MarginBounds bounds;
  std::variant<std::monostate, TransferCertificate, DeviationCertificate> certificate;
};
/// Decides CI (Guo, Lemma 1) with its margin and proof; the proof is the decider's, to be checked by a
/// CertificateChecker.
CiFinding examine_ci_with_proof(const InformationStructure& structure, const Pattern& pattern);

/// Decides one condition, with exact proof. For one structure at a time: studies keep evaluators instead.
inline ConditionFinding examine(Condition condition, const InformationStructure& structure,
                                const Pattern& pattern) {
  return info(condition).examine(condition, structure, pattern);
}

}  // namespace genericity
