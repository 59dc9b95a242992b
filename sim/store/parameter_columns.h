#pragma once

#include <string>
#include <vector>

#include "sim/store/stored_column.h"

namespace genericity {

/// The column of a parameter of the families along the cells: numbers, NaN where a family has no such
/// parameter, or texts, then empty. It gives them back to the ensembles of a result, which has its cells.
ColumnBlock parameter_column(const std::string& name, bool is_text);

/// Those of all parameters that a family of the result has, in the order in which they first come: "family",
/// "alpha", "base_family", … Throws StoreError for one that is a number in one family and a text in another.
std::vector<ColumnBlock> parameter_columns(const StudyResult& result);

/// The same with their values.
std::vector<StoredColumn> make_parameter_columns(const StudyResult& result);

}  // namespace genericity
