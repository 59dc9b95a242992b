#pragma once

#include <vector>

#include "sim/store/stored_column.h"
#include "sim/study/tally_fields.h"

namespace genericity {

/// The columns of the tallies' fields of this use, a block a field (see tally_fields.h). Those of the joint
/// table are left out unless `has_joint`, the counts by prior unless `has_counts_by_prior`. Put back, the
/// cells must have their tallies and the result its conditions and stages.
std::vector<ColumnBlock> tally_columns(FieldUse use, bool has_joint, bool has_counts_by_prior);

/// The number of bins of a result's traces in its file: as many as any unit has, but at least one, since a
/// dimension of length 0 is of no use to readers.
std::size_t trace_bins(const StudyResult& result);

}  // namespace genericity
