#pragma once

#include <optional>
#include <string>

#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/study/structure_file.h"
#include "sim/study/toml_reader.h"

namespace genericity {

// The keys of a structure, for files that have some of them. All throw InputError naming file, line, key and
// what was expected.

TypeSpace read_structure_types(const TomlReader& reader);
std::optional<Pattern> read_structure_pattern(const TomlReader& reader, const TypeSpace& space);
/// The weights of a prior, a list that messages call `key`.
WrittenWeights read_structure_weights(const TomlReader& reader, const toml::node& node,
                                      const std::string& key, const TypeSpace& space);

}  // namespace genericity
