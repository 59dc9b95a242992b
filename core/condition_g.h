#pragma once

#include <optional>
#include <string>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Decides condition (G) (see ConditionGProof) exactly; empty when it does not hold. Cost: up to 2^(n−1)
/// small exact linear programs.
std::optional<ConditionGProof> prove_condition_g(const Pattern& pattern);

/// The proof in a phrase: "complementary coalitions {1} and {2,3}", or A and the weights.
std::string to_string(const ConditionGProof& proof, int agents);

/// The proof made concrete at one prior: c(θ̄_A, θ_C → θ̂_A, θ_C) = λ_S p(θ̂_A) for S = A ∪ C, and likewise for
/// I∖A, scaled to integers. CertificateChecker::refutes_ci accepts it at every prior.
DeviationCertificate condition_g_certificate(const TypeSpace& space, const IntegerWeights& weights,
                                             const ConditionGProof& proof);

}  // namespace genericity
