#pragma once

#include <gmpxx.h>

#include <optional>
#include <string>
#include <vector>

#include "core/information_structure.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

class TomlReader;

/// The weights of a prior as they are written, before they are divided by their sum.
struct WrittenWeights {
  std::vector<mpq_class> values;
  /// By how much each may differ from what was meant: half a unit of its last decimal place, 0 for whole
  /// numbers and fractions (written_rounding).
  std::vector<mpq_class> rounding;

  [[nodiscard]] mpq_class sum() const;
  /// The greatest rounding; 0 if no weight is a decimal.
  [[nodiscard]] mpq_class greatest_rounding() const;
};

/// One information structure as a user writes it, in TOML:
///
///     format  = 1                     optional
///     name    = "…"                   optional
///     types   = [2, 2, 2]             |Θ_i|
///     pattern = "{1,2}"               optional
///     prior   = [0.2, 0.15, "1/10"]   Π|Θ_i| positive weights, the last agent's type fastest
///
/// A number means the decimal that is written: 0.15 is 3/20.
struct StructureFile {
  std::string name;
  InformationStructure structure;
  std::optional<Pattern> pattern;
  WrittenWeights written = {};
};

/// Throws InputError naming file, line, key and what was expected.
StructureFile read_structure(const std::string& path);
/// The same of a text, of which messages say that it is the file `name`.
StructureFile read_structure_text(const std::string& name, const std::string& text);
StructureFile read_structure(const TomlReader& reader);
/// The same from the top level of a file that may say more; other keys are not looked at.
StructureFile read_structure_keys(const TomlReader& reader);

}  // namespace genericity
