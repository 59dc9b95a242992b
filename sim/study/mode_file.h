#pragma once

#include <memory>

#include "sim/study/study.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// Reads the study's `mode` and, for mode tail, the table [tail]. Needs the conditions to be known. Throws
/// InputError for what does not go together: a [tail] without mode = "tail", a stop rule that the mode does
/// not have, conditions whose margin tail mode does not know.
void read_mode(const TomlReader& reader, const toml::table& root, Study& study);

/// The family that the study's mode makes of one that was read: itself, or for mode enumerate, all its
/// priors. Throws PriorError if the mode cannot take it; the message says why.
std::shared_ptr<const PriorFamily> family_in_mode(const Study& study,
                                                  std::shared_ptr<const PriorFamily> family);

}  // namespace genericity
