#include "sim/store/coordinate_columns.h"

#include <algorithm>
#include <cmath>

#include "sim/store/describe_columns.h"

namespace genericity {
namespace {

/// The coordinate of this name; null if the ensemble has none.
auto* find_coordinate(auto& ensemble, const std::string& name) {
  const auto found = std::find_if(ensemble.coordinates.begin(), ensemble.coordinates.end(),
                                  [&](const PriorCoordinate& coordinate) { return coordinate.key == name; });
  return found == ensemble.coordinates.end() ? nullptr : &*found;
}

}  // namespace

ColumnBlock coordinate_column(const std::string& name) {
  const auto value = [name](const StudyResult& result, const SampleRecord& record) {
    const auto* found = find_coordinate(result.ensembles[result.cells[record.cell].ensemble], name);
    return found != nullptr && record.sample < found->values.size() ? found->values[record.sample]
                                                                    : no_number;
  };
  ColumnBlock block = along(along_list("record", &StudyResult::samples),
                            as::reals(name, "what the list says of the prior", value));
  block.put = [name](std::span<const StoredColumn> columns, StudyResult& result) {
    const auto& values = std::get<Reals>(columns.front().values);
    for (std::size_t number = 0; number < values.size(); ++number) {
      const SampleRecord& record = result.samples[number];
      if (std::isnan(values[number]) || record.cell >= result.cells.size()) continue;
      EnsembleResult& ensemble = result.ensembles[result.cells[record.cell].ensemble];
      require_of_result(record.sample < ensemble.population,
                        "a record names a prior that its list does not have");
      PriorCoordinate* found = find_coordinate(ensemble, name);
      if (found == nullptr) found = &ensemble.coordinates.emplace_back(PriorCoordinate{name, {}});
      found->values.resize(ensemble.population, no_number);
      found->values[record.sample] = values[number];
    }
  };
  block.is_put_last = true;
  return block;
}

std::vector<ColumnBlock> coordinate_columns(const StudyResult& result) {
  std::vector<ColumnBlock> blocks;
  for (const EnsembleResult& ensemble : result.ensembles) {
    for (const PriorCoordinate& coordinate : ensemble.coordinates) {
      const bool is_known = std::any_of(blocks.begin(), blocks.end(), [&](const ColumnBlock& block) {
        return block.columns.front().info.name == coordinate.key;
      });
      if (!is_known) blocks.push_back(coordinate_column(coordinate.key));
    }
  }
  return blocks;
}

}  // namespace genericity
