#include "sim/store/parameter_columns.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/store/describe_columns.h"

namespace genericity {

namespace {

bool is_missing(double number) {
  return std::isnan(number);
}
bool is_missing(const std::string& text) {
  return text.empty();
}

template <class Values>
ColumnBlock block_of_parameter(const std::string& name, const ColumnKind<Values>& kind,
                               const typename Values::value_type& missing) {
  using Value = typename Values::value_type;
  const auto value = [name, missing](const StudyResult& result, const CellResult& cell) {
    const PriorParameters& parameters = result.ensembles[cell.ensemble].parameters;
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const PriorParameter& parameter) { return parameter.key == name; });
    return found == parameters.end() ? missing : std::get<Value>(found->value);
  };
  auto column = kind(name, "parameter of the family of priors", value);
  column.info.rank = 2;
  ColumnBlock block = along(along_list("cell", &StudyResult::cells), column);
  block.put = [name](std::span<const StoredColumn> columns, StudyResult& result) {
    const auto& values = std::get<Values>(columns.front().values);
    for (std::size_t e = 0; e < result.ensembles.size(); ++e) {
      const std::span<const CellResult> cells = cells_of(std::as_const(result), e);
      if (cells.empty()) continue;
      const Value& first = values[static_cast<std::size_t>(cells.data() - result.cells.data())];
      if (!is_missing(first)) result.ensembles[e].parameters.push_back({name, first});
    }
  };
  block.is_put_last = true;
  return block;
}

}  // namespace

ColumnBlock parameter_column(const std::string& name, bool is_text) {
  return is_text ? block_of_parameter(name, as::texts, "") : block_of_parameter(name, as::reals, no_number);
}

std::vector<ColumnBlock> parameter_columns(const StudyResult& result) {
  std::vector<ColumnBlock> blocks;
  for (const EnsembleResult& ensemble : result.ensembles) {
    for (const PriorParameter& parameter : ensemble.parameters) {
      const bool is_text = std::holds_alternative<std::string>(parameter.value);
      const auto known = std::find_if(blocks.begin(), blocks.end(), [&](const ColumnBlock& block) {
        return block.columns.front().info.name == parameter.key;
      });
      if (known == blocks.end()) {
        blocks.push_back(parameter_column(parameter.key, is_text));
      } else {
        require_of_result(
            is_text == std::holds_alternative<Texts>(known->columns.front().values),
            "the parameter '" + parameter.key + "' is a number in one family and a text in another");
      }
    }
  }
  return blocks;
}

std::vector<StoredColumn> make_parameter_columns(const StudyResult& result) {
  std::vector<StoredColumn> columns;
  for (const ColumnBlock& block : parameter_columns(result)) columns.push_back(block.of(result).front());
  return columns;
}

}  // namespace genericity
