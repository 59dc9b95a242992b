#include "sim/store/description_columns.h"

#include <algorithm>
#include <string>

#include "sim/store/describe_columns.h"

namespace genericity {
namespace {

ColumnBlock feature_column(Feature feature, std::size_t place) {
  const ColumnKind<Reals> reals{info(feature).units.data()};
  const auto value = [place](const SampleRecord& record) { return record.description[place]; };
  ColumnBlock block = along(along_list("record", &StudyResult::samples),
                            reals(std::string(info(feature).name), info(feature).sentence.data(), value));
  block.put = [place](std::span<const StoredColumn> columns, StudyResult& result) {
    const auto& values = std::get<Reals>(columns.front().values);
    for (std::size_t number = 0; number < values.size(); ++number) {
      std::vector<double>& description = result.samples[number].description;
      description.resize(std::max(description.size(), place + 1));
      description[place] = values[number];
    }
  };
  return block;
}

std::size_t profiles_of_record(const StudyResult& result, const SampleRecord& record) {
  return profiles_of(result.ensembles[result.cells[record.cell].ensemble].types);
}

/// As many as the ensembles of the records need at most.
std::size_t most_profiles(const StudyResult& result) {
  std::size_t most = 0;
  for (const SampleRecord& record : result.samples) most = std::max(most, profiles_of_record(result, record));
  return most;
}

std::vector<ColumnBlock> prior_columns(std::size_t features) {
  const auto numbers = [](const StudyResult& result, const auto& visit) {
    const std::uint64_t most = most_profiles(result);
    for (std::uint64_t profile = 0; profile < most; ++profile) visit(std::as_const(profile));
  };
  const auto rows = [](const StudyResult& result, const auto& visit) {
    const std::size_t most = most_profiles(result);
    for (const SampleRecord& record : result.samples) {
      for (std::size_t place = 0; place < most; ++place) visit(record, place);
    }
  };
  const auto value = [features](const SampleRecord& record, std::size_t place) {
    return features + place < record.description.size() ? record.description[features + place] : no_number;
  };
  ColumnBlock priors =
      along(Axis{"record profile", rows},
            as::reals("prior", "probability of the type profile; NaN beyond the last", value));
  priors.put = [features](std::span<const StoredColumn> columns, StudyResult& result) {
    if (result.samples.empty()) return;
    const auto& values = std::get<Reals>(columns.front().values);
    const std::size_t most = values.size() / result.samples.size();
    for (std::size_t number = 0; number < result.samples.size(); ++number) {
      SampleRecord& record = result.samples[number];
      require_of_result(record.cell < result.cells.size() &&
                            result.cells[record.cell].ensemble < result.ensembles.size() &&
                            profiles_of_record(result, record) <= most,
                        "a record's prior has more type profiles than the file has room for");
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(number * most);
      record.description.resize(features);
      record.description.insert(record.description.end(), row,
                                row + static_cast<std::ptrdiff_t>(profiles_of_record(result, record)));
    }
  };
  priors.is_put_last = true;
  const auto number =
      as::numbers("profile", "number of the type profile, the last agent's type fastest", itself);
  return {derived(along(Axis{"profile", numbers}, number)), priors};
}

}  // namespace

std::vector<ColumnBlock> description_columns(const Description& described) {
  std::vector<ColumnBlock> blocks;
  for (std::size_t place = 0; place < described.features.size(); ++place)
    blocks.push_back(feature_column(described.features[place], place));
  if (!described.priors) return blocks;
  for (ColumnBlock& block : prior_columns(described.features.size())) blocks.push_back(std::move(block));
  return blocks;
}

}  // namespace genericity
