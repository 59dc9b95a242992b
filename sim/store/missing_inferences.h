#pragma once

#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// What could not be inferred from the counts of a result, and is NaN in its file: a line for each reason,
/// with the first unit that it concerns and how many others there are. Empty, as a rule.
std::vector<std::string> missing_inferences(const StudyResult& result);

}  // namespace genericity
