#include "sim/store/parameter_columns.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/store/table_tools.h"

namespace genericity {

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

const PriorParameter* find(const PriorParameters& parameters, const std::string& key) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const PriorParameter& parameter) { return parameter.key == key; });
  return found == parameters.end() ? nullptr : &*found;
}

bool is_text(const PriorParameter& parameter) {
  return std::holds_alternative<std::string>(parameter.value);
}

}  // namespace

std::vector<ParameterColumn> make_parameter_columns(const StudyResult& result) {
  std::vector<ParameterColumn> columns;
  for (const EnsembleResult& ensemble : result.ensembles) {
    for (const PriorParameter& parameter : ensemble.parameters) {
      const auto is_it = [&](const ParameterColumn& column) { return column.info.name == parameter.key; };
      auto column = std::find_if(columns.begin(), columns.end(), is_it);
      if (column == columns.end()) {
        const std::string meaning = "parameter of the family of priors";
        columns.push_back({{parameter.key, {"cell"}, meaning, is_text(parameter) ? "" : "1", ""}, Numbers{}});
        if (is_text(parameter)) columns.back().values = Texts{};
      } else {
        require_of_result(
            is_text(parameter) == std::holds_alternative<Texts>(column->values),
            "the parameter '" + parameter.key + "' is a number in one family and a text in another");
      }
    }
  }
  for (ParameterColumn& column : columns) {
    for (const CellResult& cell : result.cells) {
      const PriorParameter* parameter = find(result.ensembles[cell.ensemble].parameters, column.info.name);
      if (auto* numbers = std::get_if<Numbers>(&column.values)) {
        numbers->push_back(parameter == nullptr ? no_number : std::get<double>(parameter->value));
      } else {
        std::get<Texts>(column.values)
            .push_back(parameter == nullptr ? "" : std::get<std::string>(parameter->value));
      }
    }
  }
  return columns;
}

void rebuild_parameters(const std::vector<ParameterColumn>& columns, StudyResult& result) {
  for (std::size_t e = 0; e < result.ensembles.size(); ++e) {
    const std::span<const CellResult> cells = cells_of(std::as_const(result), e);
    if (cells.empty()) continue;
    const auto row = static_cast<std::size_t>(cells.data() - result.cells.data());
    for (const ParameterColumn& column : columns) {
      if (const auto* numbers = std::get_if<Numbers>(&column.values)) {
        if (!std::isnan((*numbers)[row]))
          result.ensembles[e].parameters.push_back({column.info.name, (*numbers)[row]});
      } else if (const std::string& text = std::get<Texts>(column.values)[row]; !text.empty()) {
        result.ensembles[e].parameters.push_back({column.info.name, text});
      }
    }
  }
}

}  // namespace genericity
