#pragma once

#include <cstddef>
#include <cstdint>

#include "core/certificate.h"
#include "core/exact/integers.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Proof that CI fails on an open set of priors: a certificate that it does at one, with deviations J, and
/// the rank of their rows of Lemma 1's system there. Where that is the rank at almost every prior, the
/// solutions of Σ_J c · row = 0 move continuously with the prior, so those near c stay positive at priors
/// nearby.
struct OpenFailure {
  IntegerWeights weights;
  DeviationCertificate certificate;
  std::uint64_t prime = 0;  ///< the rank is taken modulo it, which bounds the true one from below
  std::size_t rank = 0;
};

/// Proof that CI holds on an open set of priors: transfers at one. Strict inequalities survive small changes.
struct OpenSuccess {
  IntegerWeights weights;
  TransferCertificate certificate;
};

/// The certificate with the rank of its deviations. Not yet proved (see how_open).
OpenFailure open_failure(const TypeSpace& space, IntegerWeights weights, DeviationCertificate certificate,
                         std::uint64_t prime);

/// What is known of a proof that CI fails on an open set.
enum class Openness : std::uint8_t {
  refused,  ///< the certificate or the rank is wrong, or the rank is greater at other priors
  likely,   ///< no greater rank was found at random priors modulo random primes; wrong with a chance below
            ///< 2^-40
  proved    ///< the rank is the greatest that any prior can have, by a bound that the deviations' places give
};

/// Checks the proof: the certificate exactly, its rank modulo the prime, and that no prior has a greater
/// rank, by bounds that do not depend on the prior. `seed` chooses random combinations for one of them, and
/// random priors where all are too weak.
Openness how_open(const TypeSpace& space, const Pattern& pattern, const OpenFailure& failure,
                  std::uint64_t seed);

/// Checks the proof that CI holds on an open set.
bool proves_open_success(const TypeSpace& space, const Pattern& pattern, const OpenSuccess& success);

}  // namespace genericity
