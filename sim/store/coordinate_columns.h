#pragma once

#include <string>
#include <vector>

#include "sim/store/stored_column.h"

namespace genericity {

/// The column along the records of what stands beside the priors of lists under this name; NaN where a record
/// is of another ensemble. It gives the values back to the ensembles of a result, which has its records.
ColumnBlock coordinate_column(const std::string& name);

/// Those of all lists of the result, in the order in which they first come.
std::vector<ColumnBlock> coordinate_columns(const StudyResult& result);

}  // namespace genericity
