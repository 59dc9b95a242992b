#pragma once

#include <vector>

#include "core/type_space.h"
#include "sim/priors/spec.h"

namespace genericity {

/// Reads the parameter `marginals`: for each agent the probabilities of his types, positive numbers whose sum
/// is 1 within 1e-9. They are returned as given. Throws PriorError for anything else.
std::vector<std::vector<double>> read_marginals(const PriorSpec& spec, const TypeSpace& space);

}  // namespace genericity
