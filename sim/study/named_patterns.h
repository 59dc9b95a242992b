#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/pattern.h"

namespace genericity {

/// The patterns that a text in a study stands for: one, "{1,2},{2,3}", or all of a name ("noncomplementary",
/// "random-open(10)", which the study's seed draws). Throws InvalidInput with what was expected.
std::vector<Pattern> patterns_named(const std::string& text, const TypeSpace& space, std::uint64_t seed);

}  // namespace genericity
