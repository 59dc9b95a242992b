#pragma once

#include <vector>

#include "core/coalition.h"
#include "core/generic/scoring_proof.h"
#include "core/generic/search_effort.h"
#include "core/pattern.h"

namespace genericity {

/// What condition (L) does for a pattern: levels that give as many coalitions as possible a score, and those
/// left without one. (L) holds exactly if none is left, up to what floating point overlooks: that a coalition
/// is left is not proved.
struct ScoringSearch {
  ScoringProof proof;
  std::vector<Coalition> left;
};

/// Searches level by level. The solutions of a level form a cone, so one linear program finds the largest set
/// of coalitions that it can score, and going level by level is best. The programs are solved in floating
/// point and their vertices read as rationals with small denominators; a level that the exact check
/// (without_score) refuses is dropped. Coefficients are made small and few: a second program makes Σ|a|
/// least.
///
/// Where singletons alone may form, three agents or more, nothing is searched for: each is scored about the
/// next one, at the cost of a third. A program that would cost more than the effort allows is not tried, and
/// leaves its coalitions without a score.
ScoringSearch search_scores(const Pattern& pattern, Coalition informed,
                            SearchEffort effort = SearchEffort::unlimited());

}  // namespace genericity
