#pragma once

#include <string>
#include <vector>

#include "sim/store/result_columns.h"
#include "sim/tail/tail_estimate.h"

namespace genericity {

/// The tables that a result file of this mode has besides those of every mode: /tail or /enumeration, which
/// one of mode sample has, too, if some of its ensembles are lists of priors.
std::vector<ResultTable> mode_tables(StudyMode mode, bool has_lists);

/// What the replications of a unit say together for one epsilon.
struct TailRow : tail::TailEstimate {
  double effective_share = 0;
  double multiplicity = 0;
};

/// Everything that is worked out from the replications of a result of mode tail.
struct TailRows {
  /// [cell][condition][epsilon], flat.
  std::vector<TailRow> estimates;
  /// [cell][condition][step], flat: from one epsilon to the next.
  std::vector<tail::TailSlope> slopes;
  /// Why something could not be worked out from the replications, and is NaN.
  std::vector<std::string> missing;
};
TailRows tail_rows(const StudyResult& result);

}  // namespace genericity
