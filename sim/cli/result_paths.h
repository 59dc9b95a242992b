#pragma once

#include <string>
#include <vector>

namespace genericity {

/// The result files that arguments of a verb name, in their order:
///   - a folder stands for the files in it whose names end in .h5, in natural order (2.h5 before 10.h5).
///     Hidden ones, as locks and temporaries are, and further folders are left out;
///   - "@FILE" stands for the paths in a text file, one a line: files or folders. Empty lines are left out;
///   - all else stands for itself, whether it exists or not, and so does a folder without results.
///
/// Throws UnreadableInput where a list or folder cannot be read.
std::vector<std::string> result_paths(const std::vector<std::string>& arguments);

/// Whether a name comes before another when digits that stand together are read as a number.
bool naturally_before(const std::string& a, const std::string& b);

}  // namespace genericity
