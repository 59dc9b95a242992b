#pragma once

#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// The stages in which this program decides, in the order in which trials count them.
std::vector<std::string> stage_names();

/// All stages of both lists: first this program's, in its order, then the others by name. Results of programs
/// with different stages unite under these.
std::vector<std::string> united_stages(const std::vector<std::string>& first,
                                       const std::vector<std::string>& second);

/// Counts the result's verdicts by these stages, each under its name. Every stage of the result must be among
/// them; otherwise throws std::invalid_argument.
void count_by_stages(StudyResult& result, const std::vector<std::string>& stages);

}  // namespace genericity
