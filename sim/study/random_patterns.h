#pragma once

#include <cstdint>
#include <vector>

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// `count` different maximal patterns without condition (G) on the agents of `space`, no two of them
/// relabellings of each other by agents with equal type counts. Pattern k comes from a random order of the
/// coalitions (maximal_open_pattern) that depends on the seed, the number of agents and k alone; one that was
/// there before is left out and the next order taken. Throws InvalidInput if no new one turns up in 1000
/// orders, or beyond 8 agents.
std::vector<Pattern> random_open_patterns(const TypeSpace& space, std::uint64_t seed, std::size_t count);

}  // namespace genericity
