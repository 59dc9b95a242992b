// Lists of priors: each is looked at once, and nothing is left to chance.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/store/result_file.h"
#include "sim/store/science_digest.h"
#include "sim/store/united.h"
#include "sim/study/continuation.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

/// 21 priors from an independent one, at which cbdp and ci fail, to one that is not; `rho` stands beside
/// them.
LoadedPriors line_of_priors(const std::string& /*path*/, const TypeSpace& /*space*/) {
  LoadedPriors loaded{TypeSpace({2, 2, 2}), {}, "d"};
  PriorCoordinate rho{"rho", {}};
  for (int k = 0; k <= 20; ++k) {
    std::vector<double> weights;
    weights.reserve(8);
    for (int profile = 0; profile < 8; ++profile)
      weights.push_back(64 + k * ((profile * 5 + profile / 3) % 7));
    loaded.priors.push_back(weights);
    rho.values.push_back(k / 20.0);
  }
  loaded.coordinates = {rho};
  return loaded;
}

Study study_with(const std::string& stop, const std::string& priors = "{ family = 'file', file = 'line' }",
                 const std::string& seed = "3") {
  return read_study_text("s.toml",
                         "format = 1\nseed = " + seed + "\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = [" +
                             priors + "]\npatterns = ['minimal', '{1,2}']\n" + stop,
                         ".", {}, line_of_priors);
}

StudyResult run_part(const Study& study, Shard shard = {}) {
  StudyResult result = start_result(study, shard);
  DriverOptions options;
  options.threads = 2;
  (void)run_study(study, result, options);
  return result;
}

const std::string both = "{ family = 'file', file = 'line' }, 'dirichlet'";

TEST_CASE("a list is gone through once, and its shares have no limits of chance") {
  for (const std::string stop : {"", "[stop]\nsamples = 1000\n", "[stop]\nhalf_width = 0.4\n",
                                 "[stop]\ntime = '1h'\nsamples = 30\n"}) {
    CAPTURE(stop);
    const StudyResult result = run_part(study_with(stop));
    CHECK(result.complete);
    CHECK(result.ensembles[0].stop_reason == StopReason::all);
    CHECK(result.ensembles[0].population == 21);
    for (const CellResult& cell : result.cells) {
      for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
        CHECK(cell.tallies[c].samples() == 21);
        CHECK(cell.tallies[c].verdicts[2] == 0);
        CHECK(cell.tallies[c].verdicts[1] >= 1);
        CHECK(cell.low[c] == cell.tallies[c].share());
        CHECK(cell.high[c] == cell.low[c]);
        CHECK(cell.inferred[c].simultaneous_low == cell.low[c]);
        CHECK(cell.inferred[c].sequence_high == cell.low[c]);
        CHECK(std::isnan(cell.inferred[c].tail_exponent));
      }
    }
    // One record a prior, cell and condition, whatever else is recorded.
    CHECK(result.samples.size() == 21 * 4);
  }
}

TEST_CASE("a part of a list bounds the share by what is certain") {
  const StudyResult result = run_part(study_with("[stop]\nsamples = 14\n"));
  CHECK(result.ensembles[0].stop_reason == StopReason::samples);
  const CellResult& cell = result.cells[0];
  CHECK(cell.low[1] == static_cast<double>(cell.tallies[1].verdicts[0]) / 21);
  CHECK(cell.high[1] == 1 - static_cast<double>(cell.tallies[1].verdicts[1]) / 21);
}

TEST_CASE("lists beside laws, in files, in shards, and continued") {
  const Study study = study_with("[stop]\nsamples = 90\n", both);
  const StudyResult whole = run_part(study);
  CHECK(whole.cells[2].tallies[0].samples() == 90);
  CHECK(whole.cells[2].low[0] < whole.cells[2].tallies[0].share());
  const TemporaryDirectory folder;
  const auto written = [&](const StudyResult& result, const char* name) {
    (void)write_result(result, folder / name);
    return read_result(folder / name);
  };
  const StudyResult read = written(whole, "whole.h5");
  CHECK(science_digest(read) == science_digest(whole));
  CHECK(read.ensembles[0].population == 21);
  REQUIRE(read.ensembles[0].coordinates.size() == 1);
  CHECK(read.ensembles[0].coordinates[0].key == "rho");
  CHECK(read.ensembles[0].coordinates[0].values == whole.ensembles[0].coordinates[0].values);
  CHECK(read.ensembles[1].coordinates.empty());
  // The first of five shards has most of the list, the others none.
  for (const std::uint64_t shards : {2U, 5U}) {
    std::map<std::string, StudyResult> parts;
    std::vector<std::string> names;
    for (std::uint64_t index = shards; index-- > 0;) {
      names.push_back(std::to_string(index));
      parts.emplace(names.back(), written(run_part(study, {index, shards}), "part.h5"));
    }
    const StudyResult merged = united(names, [&](const std::string& name) { return parts.at(name); });
    CHECK(science_digest(merged) == science_digest(whole));
    CHECK(merged.ensembles[0].coordinates[0].values == whole.ensembles[0].coordinates[0].values);
  }
  StudyResult more =
      continue_result(study, {}, written(run_part(study_with("[stop]\nsamples = 5\n")), "few.h5"), "few.h5");
  (void)run_study(study, more, {});
  CHECK(science_digest(more) == science_digest(whole));
}

TEST_CASE("a list has no replicates, and no samples beyond its end") {
  const Study study = study_with("[stop]\nsamples = 50\n", both, "[3, 4]");
  REQUIRE(study.ensembles.size() == 3);
  CHECK(study.ensembles[0].family->size() == 21);
  // A file of an earlier version went through the list again and again.
  StudyResult stored = run_part(study_with("[stop]\nsamples = 50\n"));
  for (CellResult& cell : stored.cells)
    for (SampleRanges& samples : cell.samples) samples = SampleRange{0, 50};
  CHECK(contains(message_of<InputError>([&] { (void)continue_result(study, {}, stored, "old.h5"); }),
                 "it counts more samples of file(file=line,digest=d) than that list has priors"));
}

TEST_CASE("one prior that a law without noise stands for is a list of one") {
  const StudyResult result = run_part(study_with("", "{ family = 'factor', rho = 0.5 }"));
  CHECK(result.ensembles[0].population == 1);
  CHECK(result.cells[0].tallies[0].samples() == 1);
}

}  // namespace
}  // namespace genericity
