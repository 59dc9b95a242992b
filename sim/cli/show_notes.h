#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// What the numbers of these columns mean, and what they do not show: what stands below a table for people.
void print_notes(std::ostream& out, const StudyResult& result, const std::vector<std::string>& columns);

}  // namespace genericity
