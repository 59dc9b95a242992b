#pragma once

#include <doctest/doctest.h>

#include <variant>

#include "core/conditions/ci.h"

namespace genericity::test {

/// Decides and re-checks the proof through the public checker, in exact arithmetic. A verdict other than
/// undecided whose proof is refused is a failed check.
inline Verdict certified_verdict(CiDecider& decider, const Prior& prior) {
  const Decision decision = decider.decide(prior, {});
  if (decision.verdict == Verdict::undecided) return decision.verdict;
  CHECK(decision.certified);
  const auto proof = decider.certificate(prior);
  if (decision.verdict == Verdict::holds) {
    REQUIRE(std::holds_alternative<TransferCertificate>(proof));
    CHECK(decider.checker().proves_ci(prior.exact(), std::get<TransferCertificate>(proof)));
  } else {
    REQUIRE(std::holds_alternative<DeviationCertificate>(proof));
    CHECK(decider.checker().refutes_ci(prior.exact(), std::get<DeviationCertificate>(proof)));
  }
  return decision.verdict;
}

}  // namespace genericity::test
