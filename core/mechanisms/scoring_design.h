#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/generic/scoring_proof.h"
#include "core/information_structure.h"
#include "core/pattern.h"

namespace genericity {

/// Transfers in closed form that prove CI at one prior: ψ = ψ⁰ + εψ¹ + ε²ψ² + … of a ScoringProof, and the
/// same rounded to integers, which the exact checker has accepted.
struct ScoringTransfers {
  ScoringProof proof;
  /// ε = 2^-epsilon_exponent. It depends on the prior, and has no meaning where there is one level only.
  int epsilon_exponent = 0;
  /// ψ_1, …, ψ_{n−1} times 2^shift, rounded; ψ_n is minus their sum.
  TransferCertificate certificate;
  int shift = 0;

  [[nodiscard]] mpq_class epsilon() const;
};

/// Condition (L) leaves these coalitions without a score: no ScoringProof was found for the pattern.
struct LeftWithoutScore {
  std::vector<Coalition> coalitions;
};

/// The prior is exceptional for a ScoringProof: every score that the coalition gets at the first level that
/// gives it any is the same after both of these reports, whatever the others report. CI may hold or not.
struct ExceptionalTypes {
  Coalition coalition;
  std::uint32_t first = 0;  ///< numbered as CoalitionSplit::inside
  std::uint32_t second = 0;
};

/// The prior is not exceptional, but so close to it that 100 digits do not show it.
struct UnresolvedScores {};

using ScoringDesign = std::variant<ScoringTransfers, LeftWithoutScore, ExceptionalTypes, UnresolvedScores>;

/// The first coalition and pair of types in the pattern's order that make the prior exceptional for the
/// proof: p(θ_j | θ̄_S, θ_R) = p(θ_j | θ̂_S, θ_R) for all θ_j, θ_R and all scores (S, R, j) of S at its first
/// level. Exact.
std::optional<ExceptionalTypes> exceptional_types(const InformationStructure& structure,
                                                  const Pattern& pattern, const ScoringProof& proof);

/// Finds transfers of condition (L) for the pattern and evaluates them at the prior: short ones, and where
/// the prior is exceptional for these the other_scores. What is said in the end is said of their sum, and so
/// of all. Logarithms are evaluated to 100 digits, and as many bits of them are kept as the exact check asks
/// for.
ScoringDesign design_scores(const InformationStructure& structure, const Pattern& pattern);
/// The same with given transfers, for which proves_condition_l must hold.
ScoringDesign evaluate_scores(const InformationStructure& structure, const Pattern& pattern,
                              const ScoringProof& proof);

}  // namespace genericity
