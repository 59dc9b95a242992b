#include "sim/store/column_reader.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/store/describe_columns.h"
#include "sim/store/hdf5_writer.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

/// Ensembles with one column that files may lack, and one that came with version 3.
ResultTable ensembles() {
  return {"progress",
          {along(along_list("ensemble", &StudyResult::ensembles),
                 as::numbers("ensemble", "number of the ensemble", RowNumber{}),
                 as::counts("looks", "looks", &EnsembleResult::looks),
                 optional_column(as::counts("population", "priors", &EnsembleResult::population)),
                 since_version_3(as::bits("seed", "seed", &EnsembleResult::seed)))}};
}

/// Writes the columns of these names.
void write_columns(const Hdf5Image& image, const StudyResult& result, const std::vector<std::string>& names) {
  GroupWriter group(image.file(), "progress");
  for (const StoredColumn& column : ensembles().blocks.front().of(result)) {
    if (std::find(names.begin(), names.end(), column.info.name) != names.end())
      std::visit([&](const auto& values) { group.variable(column.info, values); }, column.values);
  }
}

struct Found {
  StudyResult result;
  std::string fault;
};

Found read_back(const Hdf5Image& image, std::int64_t version) {
  Found found;
  found.fault = message_of<StoreError>([&] {
    ColumnReader reader(image.file(), version, {});
    reader.read(ensembles());
    reader.put_into(found.result);
    reader.compare_with(found.result);
  });
  return found;
}

TEST_CASE("a column that files may lack keeps its default where it is absent") {
  const Hdf5Silence silence;
  StudyResult result = example_result();
  for (EnsembleResult& ensemble : result.ensembles) ensemble.population = 7;
  const Hdf5Image whole;
  write_columns(whole, result, {"ensemble", "looks", "population", "seed"});
  CHECK(read_back(whole, 3).fault.empty());
  CHECK(read_back(whole, 3).result.ensembles.at(1).population == 7);

  const Hdf5Image without;
  write_columns(without, result, {"ensemble", "looks", "seed"});
  const Found found = read_back(without, 3);
  CHECK(found.fault.empty());
  REQUIRE(found.result.ensembles.size() == 3);
  CHECK(found.result.ensembles[1].population == 0);
  CHECK(found.result.ensembles[1].looks == result.ensembles[1].looks);
  CHECK(found.result.ensembles[0].seed == 5);
}

TEST_CASE("any other column must be there, from the version on that has it") {
  const Hdf5Silence silence;
  const StudyResult result = example_result();
  const Hdf5Image image;
  write_columns(image, result, {"ensemble", "looks"});
  CHECK(read_back(image, 2).fault.empty());
  CHECK(read_back(image, 2).result.ensembles.at(1).looks == result.ensembles[1].looks);
  CHECK(contains(read_back(image, 3).fault, "'seed' is missing"));
  const Hdf5Image hollow;
  write_columns(hollow, result, {"ensemble", "seed"});
  CHECK(contains(read_back(hollow, 3).fault, "'looks' is missing"));
}

}  // namespace
}  // namespace genericity
