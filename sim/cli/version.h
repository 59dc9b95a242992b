#pragma once

#include <map>
#include <string>
#include <string_view>

namespace genericity {

/// "genericity 0.2.0 (abc1234)": the version and the commit it was built from.
std::string_view program_version();

/// What the program was built from and with, and where it runs: the part of a result's provenance that does
/// not depend on the study.
std::map<std::string, std::string> build_and_host();

}  // namespace genericity
