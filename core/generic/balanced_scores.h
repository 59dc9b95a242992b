#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/exact/modular_matrix.h"
#include "core/generic/influence_space.h"
#include "core/generic/scoring_proof.h"
#include "core/type_space.h"

namespace genericity {

/// One (S, R, j) that coalitions W can be scored by, R and j outside S and informed.
struct ScoreChoice {
  std::size_t coalition = 0;  ///< place in W
  Coalition given;
  int about = 0;
  /// Choices with the same column get the same weight.
  std::size_t column = 0;
};
/// All of them. Those that relabellings of the agents turn into each other, such as keep type counts and W,
/// share a column: the mean of balanced scores over such relabellings is balanced, too.
std::vector<ScoreChoice> score_choices(const TypeSpace& space, std::span<const Coalition> coalitions);
std::size_t count_columns(std::span<const ScoreChoice> choices);

/// Scores y ≥ 0 of coalitions W are *balanced* if at almost every prior every ν ∈ N(p) (see InfluenceSpace)
/// has
///   Σ_{S⊆U} κ_{S,U} ν_S^U = 0 for every U,   κ_{S,U} = Σ_{R,j} y_{S,R,j} ([U = S∪R∪{j}] − [U = S∪R]),
/// where ν^U is the U-marginal. Then no certificate that CI fails uses a coalition with a score: with Q_S = Σ
/// y log p(θ_j|θ_S,θ_R), Σ_S ⟨Q_S, ν_S⟩ = Σ_U ⟨L_U, Σ_S κ_{S,U} ν_S^U⟩ = 0, and ⟨Q_S, ν_S⟩ < 0 wherever S
/// deviates.
///
/// The rows of these equations in y for one ν: residues, one column for each of the choices'.
ModularMatrix balance_rows(const InfluenceSpace& influences, std::span<const ScoreChoice> choices,
                           const std::vector<std::vector<std::uint64_t>>& nu);

/// A prior drawn modulo a prime, with N(p) there.
struct DrawnInfluences {
  DrawnInfluences(const TypeSpace& space, std::span<const Coalition> coalitions, std::uint64_t prime,
                  ResidueStream& stream);
  /// A random member of N(p).
  std::vector<std::vector<std::uint64_t>> member(ResidueStream& stream) const;

  InfluenceSpace influences;
  ModularMatrix null_space;
};

/// Looks for balanced scores that give as many of the coalitions as possible a score, by equations at random
/// priors modulo a prime and a linear program. What it finds is a guess: see passes_balance_test and
/// balance_structurally. Empty if there are none.
std::vector<ScoringLevel::Score> search_balanced_scores(const TypeSpace& space,
                                                        std::span<const Coalition> coalitions,
                                                        std::uint64_t seed);

/// Tests the identity in p at a random prior modulo a random prime, for a random ν ∈ N(p). False: the scores
/// are not balanced. True by mistake with a chance below 2^-40 (false_identity_chance).
bool passes_balance_test(const TypeSpace& space, std::span<const Coalition> coalitions,
                         std::span<const ScoringLevel::Score> scores, std::uint64_t seed);

/// Whether the scores are balanced on every structural family of these coalitions: Σ_{S⊆U} κ_{S,U} λ_S = 0
/// for all λ of the family and U in which it shows. Exact.
bool balance_structurally(const TypeSpace& space, std::span<const Coalition> coalitions,
                          std::span<const ScoringLevel::Score> scores);

}  // namespace genericity
