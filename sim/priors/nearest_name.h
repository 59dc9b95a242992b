#pragma once

#include <span>
#include <string>
#include <string_view>

namespace genericity {

/// The known name that `wanted` is most likely a slip of, for "did you mean" in messages; empty when nothing
/// is near.
///
/// Near means at most one edit for every three letters of `wanted`, and at least one edit is always allowed.
/// An edit inserts, drops or replaces a letter or swaps two neighbours (optimal string alignment); letter
/// case is no difference. The first of several equally near names is taken.
std::string nearest_name(std::string_view wanted, std::span<const std::string> known);
/// The same for the end of a message: "; did you mean 'alpha'?", or nothing.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> known);

}  // namespace genericity
