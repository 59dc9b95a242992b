#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/certificate.h"
#include "core/exact/integers.h"
#include "core/generic/generic_finding.h"
#include "core/generic/open_set.h"
#include "core/generic/scoring_proof.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Proof that CI fails at every prior of one type space: a coalition with every agent of two types or more.
/// The others have nothing to report, so nobody can tell its lies from the truth.
struct KnownTypesProof {
  Coalition coalition;
};

/// A prior, a prime and the rank, modulo it, of InfluenceSpace::equations() there.
struct RankAtPrior {
  IntegerWeights weights;
  std::uint64_t prime = 0;
  std::size_t rank = 0;
};

/// Proof that CI holds at almost every prior: coalitions leave the stage one after the other, as no
/// certificate of failure can use them. First those with a score under condition (L). Then those with
/// balanced scores, each step among the coalitions that are left. At last all others, if they can make no
/// change of the law together, N(p) = 0 at almost every prior.
struct EliminationProof {
  struct Balanced {
    std::vector<ScoringLevel::Score> scores;
    /// Where the structural families span all of N(p) there, the scores are checked on them; else the
    /// identity is tested at random priors.
    std::optional<RankAtPrior> structural;
  };
  ScoringProof scoring;
  std::vector<Balanced> balanced;
  std::optional<RankAtPrior> full_rank;
};

/// Proof that both sides have positive measure.
struct WitnessProof {
  std::shared_ptr<const OpenSuccess> holds;
  std::shared_ptr<const OpenFailure> fails;
};

struct InheritedProof;

/// A proof of a generic verdict; nothing for `open`.
using GenericProof = std::variant<std::monostate, ConditionGProof, KnownTypesProof, EliminationProof,
                                  WitnessProof, std::shared_ptr<const InheritedProof>>;

/// Proof by another pattern on the same type space: one that has fewer coalitions and fails at every prior,
/// or more and holds at almost every one.
struct InheritedProof {
  Pattern pattern;
  GenericProof proof;
};

/// "G", "known_types", "L", "rank", "LR", "witnesses", "inherited"; empty for none.
std::string_view proof_name(const GenericProof& proof);

/// How sure a proof is.
enum class Assurance : std::uint8_t {
  refused,  ///< it proves nothing
  likely,   ///< it rests on an identity tested modulo random primes: wrong with a chance below 2^-40
  proved
};

/// What a proof shows, if it passes the check.
struct CheckedProof {
  Assurance assurance = Assurance::refused;
  GenericVerdict verdict = GenericVerdict::open;
  bool all_type_counts = false;
};

/// Checks a proof, by exact arithmetic and ranks modulo primes, apart from the searches that make them.
CheckedProof check_proof(const TypeSpace& space, const Pattern& pattern, const GenericProof& proof);

/// The proof in a short phrase.
std::string to_string(const GenericProof& proof, const TypeSpace& space);

}  // namespace genericity
