#pragma once

#include "sim/study/study.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// Reads the table [record]: which verdicts are kept by themselves, which margins are, and what describes the
/// priors of kept ones. Throws InputError.
void read_record(const TomlReader& reader, const toml::table& root, Study& study);

/// Throws InputError where a study that is read otherwise cannot describe samples as [record] asks: it keeps
/// none, or a list of priors has a column with the name of a feature.
void check_described(const TomlReader& reader, const toml::table& root, const Study& study);

}  // namespace genericity
