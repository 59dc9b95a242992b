#pragma once

#include <vector>

#include "sim/store/stored_column.h"
#include "sim/study/tally_fields.h"

namespace genericity {

/// The scopes besides FieldScope::unit whose fields a result has.
struct TallyScopes {
  bool ci_joint = false;
  bool by_prior = false;
  bool amounts = false;
};

/// The columns of the tallies' fields of this use and these scopes, a block a field (see tally_fields.h). Put
/// back, the cells must have their tallies and the result its conditions and stages.
std::vector<ColumnBlock> tally_columns(FieldUse use, const TallyScopes& scopes);

/// The number of bins of a result's traces in its file: as many as any unit has, but at least one, since a
/// dimension of length 0 is of no use to readers.
std::size_t trace_bins(const StudyResult& result);

}  // namespace genericity
