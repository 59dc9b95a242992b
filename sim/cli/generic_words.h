#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/generic/generic_finding.h"
#include "core/verdict.h"

namespace genericity {

/// What is generic of a pattern on its types, in sentences, and whether the prior whose verdict on CI is
/// `here` is an exception.
std::string generic_in_words(const GenericFinding& finding, Verdict here);

/// The same for programs: `verdict`, `all_type_counts`, `reason`, and `exceptional`, which is null where it
/// is not known.
nlohmann::ordered_json generic_json(const GenericFinding& finding, Verdict here);

}  // namespace genericity
