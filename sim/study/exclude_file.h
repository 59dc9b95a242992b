#pragma once

#include "sim/study/study.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// Reads the rules of `exclude`, a list of tables, and moves the cells that they drop from the study's
/// ensembles, which are complete but for this, to `study.dropped`; notes in `study.grid` how many each rule
/// drops. A rule's keys are types, agents, profiles, pattern, seed, family and the families' parameters,
/// those of a base in a table `base`. Throws InputError for a key that no cell has, for a value that no cell
/// could have, and if no cell is left.
void apply_exclusions(const TomlReader& reader, const toml::table& root, Study& study);

}  // namespace genericity
