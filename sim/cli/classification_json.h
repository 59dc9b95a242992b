#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/certificate.h"
#include "core/generic/classify.h"
#include "core/generic/generic_proof.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// How likely it is at most that a verdict is wrong which rests on identities tested modulo random primes.
inline constexpr double false_identity_chance = 0x1p-40;

/// Proofs as core/README.md describes them: a kind, and exact numbers as texts.
nlohmann::ordered_json transfers_json(const TypeSpace& space, const TransferCertificate& certificate);
nlohmann::ordered_json deviations_json(const TypeSpace& space, const DeviationCertificate& certificate);
/// Null for no proof.
nlohmann::ordered_json proof_json(const TypeSpace& space, const GenericProof& proof);

/// What `classify --json` prints of one pattern.
nlohmann::ordered_json classification_json(const TypeSpace& space, const Pattern& pattern,
                                           const Classification& classification);

/// A classification that somebody claims, as read from a file.
struct ClaimedClassification {
  TypeSpace space;
  Pattern pattern;
  GenericVerdict verdict = GenericVerdict::open;
  bool all_type_counts = false;
  double chance = 0;
  std::string proof_name;
  GenericProof proof;
};

/// Reads one object that classification_json has made, a list of them, or one a line. Throws InputError that
/// names the file, the line or object, the key and what was expected.
std::vector<ClaimedClassification> read_classifications(const std::string& path, const std::string& text);

}  // namespace genericity
