#pragma once

#include <vector>

#include "core/type_space.h"

namespace genericity {

/// The type spaces in which the number of agents is one of `agents`, and each agent's number of types one of
/// `each`: those with ascending numbers of types, or, if `ordered`, all of them. By agents, then as numbers
/// are ordered: 2x2, 2x3, 3x3. A number that stands twice counts once. Throws InvalidInput, as TypeSpace
/// does, for a space that is too large, and if they are more than `most`.
std::vector<TypeSpace> space_set(std::vector<int> agents, std::vector<int> each, bool ordered,
                                 std::size_t most);

}  // namespace genericity
