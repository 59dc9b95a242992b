#pragma once

#include <string>
#include <vector>

#include "core/type_space.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// More cells than this are refused: the table alone would be larger than any reader wants.
inline constexpr std::size_t most_cells = 1'000'000;

/// The type spaces that a value of the key `types` names: one list of numbers of types; a table such as
/// { agents = [3, 4], each = [2, 3], ordered = false } (see space_set); or a list of these. Throws
/// InputError.
std::vector<TypeSpace> read_types(const TomlReader& reader, const toml::node& node, const std::string& path);

}  // namespace genericity
