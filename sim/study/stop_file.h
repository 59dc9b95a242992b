#pragma once

#include "sim/study/stop_rule.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// What [stop] of a study says, and the rule's own values where it says nothing. Throws InputError.
StopRule read_stop(const TomlReader& reader, const toml::table& root);

}  // namespace genericity
