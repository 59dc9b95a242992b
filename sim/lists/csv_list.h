#pragma once

#include <string>
#include <string_view>

#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity {

/// The priors in a table of comma-separated values: a line with the names of the columns, then one for each
/// prior. The last |Θ| columns are the weights, the last agent's type fastest, and those before them stand
/// beside the priors. Numbers are the decimals, or fractions such as 1/3, that are written (see ExactList).
/// Throws InputError naming file, line, column and what was expected.
[[nodiscard]] LoadedPriors read_csv_list(const std::string& name, std::string_view text,
                                         const TypeSpace& space);

}  // namespace genericity
