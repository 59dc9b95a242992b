#pragma once

#include <gmpxx.h>

#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"

namespace genericity {

/// What one level of a ScoringProof pays, in logarithms of marginals L_T(θ) = log p(θ_T).
struct ScoringLevel {
  /// ψ_i gets factor · L_T.
  struct Term {
    int agent = 0;
    Coalition of;  ///< T, not empty
    mpq_class factor;
  };
  /// Coalition S gets weight · log p(θ_j | θ_S, θ_R): the logarithmic score of what it reports about j, given
  /// R, none of whom belongs to it.
  struct Score {
    Coalition coalition;  ///< S
    Coalition given;      ///< R, may be empty
    int about = 0;        ///< j
    mpq_class weight;     ///< > 0
  };
  std::vector<Term> terms;
  std::vector<Score> scores;
};

/// Proof that CI holds at almost every prior, whatever the type counts. Condition (L): transfers
///   ψ_i = Σ_T a_{i,T} L_T,   Σ_i a_{i,T} = 0 for every T,
/// pay each coalition S, up to terms L_T of sets T that it does not meet, a sum of logarithmic scores
/// Σ y_{S,R,j} log p(θ_j | θ_S, θ_R) with y ≥ 0. Such a score is strictly proper wherever two reports of S
/// differ in p(θ_j | ·, θ_R), which is at almost every prior. With several levels, ψ = ψ⁰ + εψ¹ + ε²ψ² + …, a
/// level must do so for the coalitions to which no earlier one gives a score, and may do anything to the
/// others; in the end each must have one. Proof in core/README.md.
///
/// Agents with one type only report nothing: T, R and j range over the others, the `informed`, and coalitions
/// of uninformed agents alone ask for nothing.
struct ScoringProof {
  std::vector<ScoringLevel> levels;
};

/// Whether the score has a positive weight and looks at informed agents alone, none of whom belongs to its
/// coalition.
bool is_score_of_others(const ScoringLevel::Score& score, int agents, Coalition informed);

/// The coalitions of the pattern with an informed member.
std::vector<Coalition> deviating_coalitions(const Pattern& pattern, Coalition informed);

/// The coalitions among `asking` to which the levels give no score, one level after the other; all of
/// `asking` if a level is no such transfer. Exact, and knows nothing of how the proof was found.
std::vector<Coalition> without_score(const Pattern& pattern, Coalition informed, const ScoringProof& proof);

/// Checks condition (L) for the pattern, exactly.
bool proves_condition_l(const Pattern& pattern, Coalition informed, const ScoringProof& proof);

}  // namespace genericity
