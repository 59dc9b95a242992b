#pragma once

#include <string>
#include <string_view>

namespace genericity {

/// Whether a text can be stored: well-formed UTF-8 (RFC 3629) without the character NUL, which ends a string
/// in HDF5.
bool is_storable_text(std::string_view text);

/// The text with every byte that could not be stored replaced by U+FFFD.
std::string storable_text(std::string_view text);

}  // namespace genericity
