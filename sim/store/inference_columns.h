#pragma once

#include "sim/store/result_tables.h"

namespace genericity {

/// The columns of what is inferred from counts. make_tables and rebuild_result call these.
void add_inferences(const StudyResult& result, ResultTables& tables);
/// The cells have their tallies already.
void rebuild_inferences(const ResultTables& tables, StudyResult& result);

}  // namespace genericity
