#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// Reads a result by its name, as read_result() does.
using ResultReader = std::function<StudyResult(const std::string&)>;

/// The union of the results of these names, read one at a time, in as many rounds as it takes (see
/// ResultMerger). Throws StoreError.
StudyResult united(std::vector<std::string> names, const ResultReader& read);

}  // namespace genericity
