#pragma once

#include <string>
#include <vector>

#include "core/coalition.h"
#include "sim/priors/spec.h"

namespace genericity {

/// Reads a partition of the agents 1 … n, "{1,3},{2}" (blanks anywhere between signs), from the parameter
/// `key`. The blocks are returned in the order of their first agents. Throws PriorError for anything else.
std::vector<Coalition> read_agent_blocks(const PriorSpec& spec, const std::string& key, int agents);

/// "{1,3},{2}".
std::string blocks_text(const std::vector<Coalition>& blocks);

}  // namespace genericity
