#pragma once

#include <vector>

#include "sim/store/stored_column.h"

namespace genericity {

/// What is kept of the priors of recorded samples: a column along the records for each feature, and, if the
/// priors are kept, a row of probabilities for each record, with NaN beyond the type profiles of its
/// ensemble.
std::vector<ColumnBlock> description_columns(const Description& described);

}  // namespace genericity
