#pragma once

#include <string>

#include "core/generic/scoring_proof.h"

namespace genericity {

/// The transfers of all levels as an align* environment of LaTeX, one line an agent: "\psi_1 &= -\log
/// p(\theta_1) + 2 \log p(\theta_1,\theta_3)". Several levels are \psi^{(0)}_i, \psi^{(1)}_i, …, below a line
/// that says how ψ is made of them, with ε = 2^-epsilon_exponent.
std::string scoring_latex(const ScoringProof& proof, int agents, int epsilon_exponent);

}  // namespace genericity
