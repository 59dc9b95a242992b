#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/type_space.h"
#include "sim/study/structure_file.h"

namespace genericity::python {

/// A weight of a prior: a number as it is written ("0.15", "1/8", "3"), or a double, taken exactly.
using GivenWeight = std::variant<double, std::string>;

/// A structure as Python gives it: the path of a file in TOML, or, where that is empty, types and weights,
/// one a type profile, the last agent's type fastest.
struct GivenStructure {
  std::string path;
  std::vector<int> types;
  std::vector<GivenWeight> weights;
};

/// Reads it. What is meant by a double may differ from it by half a unit of its last binary place, unless it
/// is a whole number. Throws InputError.
StructureFile structure_of(const GivenStructure& given);

/// The type space of an argument `types`. Throws InputError.
TypeSpace space_of(const std::vector<int>& types);

}  // namespace genericity::python
