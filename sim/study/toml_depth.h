#pragma once

#include <string_view>

namespace genericity {

/// How many tables and lists may stand in one another in a TOML file: more than anyone writes, and few enough
/// for the parser and for all that goes through its trees by recursion.
inline constexpr int most_toml_levels = 100;

/// The line, from 1, at which a text goes deeper than that, by the parts of keys with dots, lists and tables
/// in braces together; 0 if it never does. It need not be valid TOML. Keys below a [header] are counted anew.
int first_too_deep_line(std::string_view text);

}  // namespace genericity
