#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/store/variable_info.h"
#include "sim/study/result.h"

namespace genericity {

/// A parameter of the families along the cells: numbers, NaN where a family has no such parameter, or texts,
/// then empty.
struct ParameterColumn {
  VariableInfo info;
  std::variant<std::vector<double>, std::vector<std::string>> values;
};

/// The columns of all parameters that a family of the result has, in the order in which they first come:
/// "family", "alpha", "base_family", …
std::vector<ParameterColumn> make_parameter_columns(const StudyResult& result);

/// Gives the ensembles of the result, which has its cells, the parameters that these columns hold.
void rebuild_parameters(const std::vector<ParameterColumn>& columns, StudyResult& result);

}  // namespace genericity
