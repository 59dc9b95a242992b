#pragma once

#include <cstddef>
#include <optional>

#include "core/certificate.h"
#include "core/information_structure.h"
#include "core/pattern.h"

namespace genericity {

// Certificates that people can read, for single priors: each is made for the reader, and is to be checked
// like any other (CertificateChecker).

/// A certificate with as few deviations as a short search finds, and among these with short numbers; its
/// weights have no common factor. Two types with equal posteriors come first; then corners of the cone of all
/// certificates: the simplex method proposes them in floating point, and their weights are worked out
/// exactly. Nothing if none is found, or deviations times profiles are more than `limit`.
std::optional<DeviationCertificate> sparse_certificate(const InformationStructure& structure,
                                                       const Pattern& pattern, std::size_t limit = 100000);

/// What to show of a prior at which `known` proves that CI fails: the redraws of condition (G) where the
/// pattern has it, else the sparse certificate, else `known`.
DeviationCertificate short_certificate(const InformationStructure& structure, const Pattern& pattern,
                                       const DeviationCertificate& known);

/// Transfers that prove CI, times a whole number: the multiples of 1/`denominator` nearest to `known` over
/// its greatest |ψ_i(θ)|, rounded so that the budget still balances, with the least denominator of a short
/// list for which they do, and for which the least cost of a deviation is at least half of that under
/// `known`. `known`, over the greatest common divisor, where none does.
struct ShortTransfers {
  TransferCertificate certificate;  ///< within ±denominator
  mpz_class denominator;
};
ShortTransfers short_transfers(const InformationStructure& structure, const Pattern& pattern,
                               const TransferCertificate& known);

}  // namespace genericity
