#include "sim/store/missing_inferences.h"

#include <doctest/doctest.h>

#include <cmath>

#include "sim/store/result_file.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

TEST_CASE("as a rule nothing is missing") {
  CHECK(missing_inferences(example_result()).empty());
}

TEST_CASE("every reason is one line, with the first unit and how many others") {
  StudyResult result = example_result();
  REQUIRE(result.cells.size() >= 2);
  const std::string condition = result.conditions[0];
  result.cells[0].inferred[0].missing = {"tail_exponent: no"};
  result.cells[1].inferred[0].missing = {"tail_exponent: no", "low and high: never"};
  const std::vector<std::string> expected{
      "not inferred for cell 1, " + condition + ": low and high: never",
      "not inferred for cell 0, " + condition + " and 1 more: tail_exponent: no"};
  CHECK(missing_inferences(result) == expected);
}

TEST_CASE("limits that are missing are stored as NaN beside the counts") {
  StudyResult result = example_result();
  result.cells[0].low[0] = result.cells[0].high[0] = UnitInference::unknown;
  result.cells[0].inferred[0].sequence_low = UnitInference::unknown;
  const TemporaryDirectory directory;
  write_result(result, directory / "r.h5");
  const StudyResult read = read_result(directory / "r.h5");
  CHECK(std::isnan(read.cells[0].low[0]));
  CHECK(std::isnan(read.cells[0].inferred[0].sequence_low));
  CHECK(read.cells[0].tallies[0].verdicts == result.cells[0].tallies[0].verdicts);
}

}  // namespace
}  // namespace genericity
