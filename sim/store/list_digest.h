#pragma once

#include <string>

#include "sim/priors/family.h"

namespace genericity {

/// What tells a list of doubles from others: the first 16 hexadecimal digits of the SHA-256 of the types (8
/// bytes each, least significant first), the weights' bits, and the names and values of what stands beside
/// them. Results hold it.
[[nodiscard]] std::string list_digest(const LoadedPriors& list);

}  // namespace genericity
