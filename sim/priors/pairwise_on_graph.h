#pragma once

#include <memory>

#include "sim/priors/family.h"
#include "sim/priors/spec.h"

namespace genericity {

/// The family `pairwise` with interactions along the edges of the parameter `graph` only. Throws PriorError
/// for a text that is no graph of the agents, or a graph with too many maximal cliques.
std::unique_ptr<PriorFamily> make_pairwise_on_graph(const PriorSpec& spec, double sigma,
                                                    const TypeSpace& space);

}  // namespace genericity
