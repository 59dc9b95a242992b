#pragma once

#include <optional>
#include <string>

#include "core/pattern.h"
#include "sim/priors/family.h"

namespace genericity {

// TOML files of given priors, whose texts are `text` and which messages call `name`. All functions throw
// InputError naming file, line, key and what was expected.

/// A list of priors as a user writes it in TOML:
///
///     name    = "…"                           optional
///     types   = [2, 2]                        |Θ_i|
///     pattern = "{1,2}"                       optional
///     prior   = [[1, 1, 1, 1], [3, 1, "1/2", 3]]
///     rho     = [0, 0.5]                      what stands beside the priors, under any other key
///
/// Numbers are exact, as those of one structure are (see ExactList).
struct PriorListFile {
  std::string name;
  LoadedPriors priors;
  std::optional<Pattern> pattern;
};

/// Whether it is such a list, and no structure: whether `prior` is a list of lists.
[[nodiscard]] bool holds_prior_list(const std::string& name, const std::string& text);
[[nodiscard]] PriorListFile read_toml_list(const std::string& name, const std::string& text);

/// The priors of a list, or of one structure (see StructureFile).
[[nodiscard]] LoadedPriors read_toml_priors(const std::string& name, const std::string& text);

}  // namespace genericity
