#include "sim/store/missing_inferences.h"

#include <doctest/doctest.h>

#include <cmath>

#include "sim/store/result_file.h"
#include "sim/study/inference.h"
#include "sim/study/tail_driver.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"
#include "tests/sim/study/study_texts.h"

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

// No rule asks for a confidence of 2, and the library of distributions knows no quantile for it: every
// inference from these counts fails.
TEST_CASE("where every inference fails, the counts are saved") {
  StudyResult result = test::run_whole(test::study_of(
      "format = 1\nseed = 3\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\n"
      "patterns = ['minimal']\n[stop]\nsamples = 40\n"));
  CHECK(missing_inferences(result).empty());
  result.stop.confidence = 2;
  update_ensemble(result, 0);
  CHECK(std::isnan(result.cells[0].low[0]));
  CHECK(std::isnan(result.cells[0].inferred[0].sequence_high));
  CHECK(std::isnan(result.cells[0].inferred[0].tail_exponent));
  CHECK(result.cells[0].inferred[0].codimension == 3);
  CHECK(missing_inferences(result).size() >= 3);
  const TemporaryDirectory directory;
  write_result(result, directory / "r.h5");
  CHECK(read_result(directory / "r.h5").cells[0].tallies[0].samples() == 40);
}

TEST_CASE("where the limits of a tail cannot be had, its replications are saved") {
  const Study study = test::study_of(
      "format = 1\nseed = 7\nmode = 'tail'\nconditions = ['cbdp']\n[tail]\nepsilons = [1e-3, 1e-1]\n"
      "draws = 100\nreplications = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\npatterns = "
      "['minimal']\n");
  StudyResult result = start_result(study);
  CHECK(run_study(study, result, DriverOptions{}));
  CHECK(missing_inferences(result).empty());
  result.stop.confidence = 2;
  const std::vector<std::string> missing = missing_inferences(result);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].starts_with("not inferred: probability and its limits: "));
  CHECK(missing[1].starts_with("not inferred: slope and its limits: "));
  const TemporaryDirectory directory;
  write_result(result, directory / "r.h5");
  CHECK(read_result(directory / "r.h5").tail.probability == result.tail.probability);
}

}  // namespace
}  // namespace genericity
