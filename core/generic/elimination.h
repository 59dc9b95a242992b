#pragma once

#include <optional>

#include "core/generic/generic_proof.h"
#include "core/generic/search_effort.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Looks for a proof that CI holds at almost every prior: condition (L), then balanced scores and ranks as
/// far as the effort allows. Every proof has passed check_proof. Nothing if none was found.
std::optional<EliminationProof> prove_almost_always(const TypeSpace& space, const Pattern& pattern,
                                                    SearchEffort effort);

}  // namespace genericity
