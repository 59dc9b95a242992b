#pragma once

#include "sim/store/result_tables.h"

namespace genericity {

/// The columns of what is counted and inferred besides verdicts and histograms: extreme margins, traces, the
/// table of CI against CBDP, and inferences. make_tables and rebuild_result call these.
void add_statistics(const StudyResult& result, ResultTables& tables);
/// The cells have their tallies already. Throws StoreError if the columns contradict themselves.
void rebuild_statistics(const ResultTables& tables, StudyResult& result);

}  // namespace genericity
