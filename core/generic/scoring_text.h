#pragma once

#include <string>

#include "core/generic/scoring_proof.h"

namespace genericity {

/// One line an agent: "  ψ_1 = −L_1 + L_2 + 2 L_13", where L_13 stands for log p(θ_1, θ_3), with agents'
/// numbers from 1 (and "L_{1,10}" where one has two digits).
std::string scoring_level_text(const ScoringLevel& level, int agents);

}  // namespace genericity
