#pragma once

#include <optional>
#include <vector>

#include "core/coalition.h"
#include "core/generic/scoring_proof.h"
#include "core/pattern.h"

namespace genericity {

/// Proofs of condition (L) other than that of search_scores, each of which is exceptional at other priors.
/// The search ends at a vertex of a polyhedron, and at which one depends on how the agents are numbered: here
/// it is made under the rotations and reflections of their numbers. Each proof is one that proves_condition_l
/// accepts; the last one is the sum of `first` and all that can be added to it. It has all of their scores,
/// so it is exceptional only where all of these are.
std::vector<ScoringProof> other_scores(const Pattern& pattern, Coalition informed, const ScoringProof& first);

/// Adds level by level. Nothing if the sum is no proof, as where the two score a coalition at different
/// levels.
std::optional<ScoringProof> sum_of_scores(const Pattern& pattern, Coalition informed, const ScoringProof& a,
                                          const ScoringProof& b);

}  // namespace genericity
