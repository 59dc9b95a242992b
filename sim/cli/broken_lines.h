#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

/// The text in lines of at most `width` columns: broken at blanks, and inside a word that has no room of its
/// own behind the signs in `also_after`, but not between braces, so that coalitions stay whole. What still
/// cannot be broken (a path) is longer. Every line but the first begins with `indent` blanks; blanks inside
/// a line stay as they are.
std::vector<std::string> broken_lines(const std::string& text, std::size_t width, std::size_t indent = 0,
                                      std::string_view also_after = ",");

/// The least width in which the text can be broken without longer lines.
std::size_t least_line_width(const std::string& text, std::string_view also_after = ",");

/// A command that is to be copied, with " \" where it goes on in the next line; not broken between quotes.
std::string broken_command(const std::string& command, std::size_t width, std::size_t indent);

}  // namespace genericity
