#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace genericity {

/// Throws InputError if `output`, which an option or rule of this name gives, is one of the files that the
/// program reads: the same file, whatever links lead to it. What does not exist is none of them.
void refuse_overwriting(const std::string& option, const std::filesystem::path& output,
                        const std::vector<std::filesystem::path>& inputs);

}  // namespace genericity
