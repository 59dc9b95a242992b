#pragma once

#include <optional>

#include "core/generic/generic_proof.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// How much a search may cost: operations of an elimination modulo a prime, of which a core does about 10⁹ a
/// second.
struct SearchEffort {
  double operations = 4e8;
};

/// Looks for a proof that CI holds at almost every prior: condition (L), then balanced scores and ranks as
/// far as the effort allows. Every proof has passed check_proof. Nothing if none was found.
std::optional<EliminationProof> prove_almost_always(const TypeSpace& space, const Pattern& pattern,
                                                    SearchEffort effort);

}  // namespace genericity
