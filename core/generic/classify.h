#pragma once

#include <cstddef>

#include "core/generic/elimination.h"
#include "core/generic/generic_finding.h"
#include "core/generic/generic_proof.h"
#include "core/generic/witness_search.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// What is known of CI for a pattern on a type space at almost every prior, with the proof that was checked.
struct Classification {
  GenericFinding finding;
  GenericProof proof;
};

/// Searches for a proof, without looking for priors of either side: (G), a coalition with all types, and what
/// prove_almost_always finds. The space may have agents with one type.
Classification classify(const TypeSpace& space, const Pattern& pattern, SearchEffort effort);

/// Settles an open pattern by what a search found for it: `between` if it has priors of both sides; else the
/// reason says which side has been seen.
void add_witnesses(Classification& classification, const TypeSpace& space, const WitnessSearch& search,
                   std::size_t pattern);

/// Settles an open pattern by a larger one where CI holds at almost every prior or a smaller one where it
/// fails at every prior. Returns whether it does.
bool inherit(Classification& classification, const TypeSpace& space, const Pattern& pattern,
             const Pattern& other_pattern, const Classification& other);

/// The codimension of the set of priors where CBDP fails: min |Θ_-S| − 1 over the coalitions S ∈ 𝒮* that have
/// anything to report. 0: it fails at every prior, as some coalition has all types.
std::size_t cbdp_codimension(const TypeSpace& space, const Pattern& pattern);

}  // namespace genericity
