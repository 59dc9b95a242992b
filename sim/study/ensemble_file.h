#pragma once

#include "sim/study/study_file.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// Reads the [[ensemble]] tables of a study, whose seed and mode are known, into it: every combination of
/// types, prior and pattern once. Throws InputError.
void read_ensembles(const TomlReader& reader, const toml::table& root, const StudyLoader& load, Study& study);

}  // namespace genericity
