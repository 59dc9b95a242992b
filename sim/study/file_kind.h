#pragma once

#include "sim/study/toml_reader.h"

namespace genericity {

/// What a file of TOML is about.
enum class FileKind : std::uint8_t { structure, study, mechanism, environment, count_ };

/// Throws InputError if the keys of the file are those of another kind: says which, and which verbs take it.
/// A file that cannot be told passes.
void require_kind(const TomlReader& reader, FileKind wanted);

/// Throws InputError unless `format`, where it stands, is 1, the one format there is.
void check_format(const TomlReader& reader);

}  // namespace genericity
