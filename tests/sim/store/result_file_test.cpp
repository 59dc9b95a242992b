#include "sim/store/result_file.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "sim/store/science_digest.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

StudyResult written_and_read(const StudyResult& result) {
  const TemporaryDirectory directory;
  write_result(result, directory / "result.h5");
  CHECK(directory.entries() == 1);
  return read_result(directory / "result.h5");
}

std::string refusal(const StudyResult& result) {
  const TemporaryDirectory directory;
  std::string message = message_of<StoreError>([&] { write_result(result, directory / "result.h5"); });
  CHECK(directory.entries() == 0);
  return message;
}

TEST_CASE("a result comes back bit for bit") {
  const StudyResult result = example_result();
  CHECK(difference(result, written_and_read(result)).empty());
}

TEST_CASE("the comparison of these tests sees every field") {
  const StudyResult result = example_result();
  const auto changed = [&](auto change) {
    StudyResult other = result;
    change(other);
    return difference(result, other);
  };
  CHECK(changed([](StudyResult&) {}).empty());
  CHECK(changed([](StudyResult& r) { r.cells[6].low[1] = 0; }) == "cells");
  CHECK(changed([](StudyResult& r) { r.cells[6].high[1] = -r.cells[6].high[1]; }) == "cells");
  CHECK(changed([](StudyResult& r) { r.cells[0].tallies[1].margins.add(0.5); }) == "cells");
  CHECK(changed([](StudyResult& r) { r.samples[3].margin = 0; }) == "samples");
  CHECK(changed([](StudyResult& r) { r.ensembles[1].looks = 4; }) == "ensembles");
  CHECK(changed([](StudyResult& r) { r.seconds[1] = 4; }) == "seconds");
}

TEST_CASE("unusual results come back too") {
  StudyResult result = example_result();
  SUBCASE("no records although they were asked for") {
    result.samples.clear();
  }
  SUBCASE("no records, none asked for") {
    result.samples.clear();
    result.recorded = RecordSamples::none;
  }
  SUBCASE("many records") {
    const std::vector<SampleRecord> some = result.samples;
    for (int i = 0; i < 500; ++i) result.samples.insert(result.samples.end(), some.begin(), some.end());
  }
  SUBCASE("no stages") {
    result.stages.clear();
    for (CellResult& cell : result.cells) {
      for (Tally& tally : cell.tallies) tally.stages.clear();
    }
  }
  SUBCASE("no provenance and no timings") {
    result.provenance.clear();
    result.seconds.clear();
  }
  SUBCASE("an identity and a config longer than HDF5's limit for a plain attribute") {
    result.identity = std::string(300000, 'x') + "end";
    result.provenance["config"] = std::string(200000, 'y');
  }
  SUBCASE("many provenance entries with odd names") {
    for (int i = 0; i < 100; ++i)
      result.provenance["entry/" + std::to_string(i) + " ü.seconds"] = std::to_string(i);
    result.provenance["ensemble_seconds"] = "a name that a variable has too";
  }
  SUBCASE("one cell, one condition, nothing counted") {
    result.cells.erase(result.cells.begin(), result.cells.end() - 1);
    result.cells[0].tallies.resize(1);
    result.cells[0].samples.resize(1);
    result.cells[0].low.resize(1);
    result.cells[0].high.resize(1);
    result.cells[0].inferred.resize(1);
    result.cells[0].theory.resize(1);
    result.cells[0].theorem.shares.resize(1);
    result.conditions.resize(1);
    result.condition_labels.resize(1);
    result.samples.clear();
    for (EnsembleResult& ensemble : result.ensembles) ensemble.samples = 0;
    // They stand along the cells, of which these ensembles have none.
    result.ensembles[0].parameters.clear();
    result.ensembles[1].parameters.clear();
    result.complete = false;
  }
  SUBCASE("empty texts") {
    result.title.clear();
    result.identity.clear();
    result.cells[0].coalitions.clear();
  }
  CHECK(difference(result, written_and_read(result)).empty());
}

TEST_CASE("what cannot be kept exactly is normalised as documented") {
  StudyResult result = example_result();
  result.provenance["job"] = std::string("a\0b\xff", 4);
  result.cells[0].tallies[0].stages.clear();
  const StudyResult read = written_and_read(result);
  CHECK(read.provenance.at("job") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
  CHECK(read.cells[0].tallies[0].stages == std::vector<std::uint64_t>{0, 0, 0});
}

TEST_CASE("results whose parts do not fit together are not written") {
  StudyResult result = example_result();
  SUBCASE("no cells") {
    result.cells.clear();
    CHECK(contains(refusal(result), "no cells"));
  }
  SUBCASE("no conditions") {
    result.conditions.clear();
    CHECK(contains(refusal(result), "no conditions"));
  }
  SUBCASE("unknown ensemble") {
    result.cells[2].ensemble = 3;
    CHECK(contains(refusal(result), "ensemble"));
  }
  SUBCASE("missing interval") {
    result.cells[2].high.pop_back();
    CHECK(contains(refusal(result), "interval"));
  }
  SUBCASE("missing stage") {
    result.cells[2].tallies[1].stages.pop_back();
    CHECK(contains(refusal(result), "stage"));
  }
  SUBCASE("record of an unknown cell") {
    result.samples[0].cell = result.cells.size();
    CHECK(contains(refusal(result), "record"));
  }
  SUBCASE("timings of other ensembles") {
    result.seconds.pop_back();
    CHECK(contains(refusal(result), "timings"));
  }
  SUBCASE("text that is not UTF-8") {
    result.cells[0].pattern = "\xC3";
    CHECK(contains(refusal(result), "UTF-8"));
  }
  SUBCASE("least margin that is not a number") {
    result.cells[0].tallies[0].least.margin = std::numeric_limits<double>::quiet_NaN();
    CHECK(contains(refusal(result), "margin"));
  }
}

TEST_CASE("the digest covers the science and nothing else") {
  const StudyResult result = example_result();
  const std::string digest = science_digest(result);
  CHECK(digest.size() == 64);
  const auto digest_after = [&](auto change) {
    StudyResult other = result;
    change(other);
    return science_digest(other);
  };
  CHECK(digest_after([](StudyResult& r) { r.provenance["host"] = "other"; }) == digest);
  CHECK(digest_after([](StudyResult& r) { r.seconds[0] = 9; }) == digest);
  CHECK(digest_after([](StudyResult& r) { r.cells[0].tallies[0].stages[0] += 1; }) == digest);
  CHECK(digest_after([](StudyResult& r) { r.cells[0].tallies[0].verdicts[2] += 1; }) != digest);
  CHECK(digest_after([](StudyResult& r) { r.cells[3].low[0] = 0; }) != digest);
  CHECK(digest_after([](StudyResult& r) { r.samples[9].verdict ^= 1U; }) != digest);
  CHECK(digest_after([](StudyResult& r) { r.ensembles[0].key += 1; }) != digest);
  CHECK(digest_after([](StudyResult& r) { r.complete = false; }) != digest);
  CHECK(digest_after([](StudyResult& r) { r.seed += 1; }) != digest);
}

TEST_CASE("a file is written over an older one, and a link stays a link") {
  const TemporaryDirectory directory;
  StudyResult result = example_result();
  write_result(result, directory / "result.h5");
  std::filesystem::create_symlink("result.h5", directory / "link.h5");
  result.title = "second";
  write_result(result, directory / "link.h5");
  CHECK(std::filesystem::is_symlink(directory / "link.h5"));
  CHECK(read_result(directory / "result.h5").title == "second");
  CHECK(directory.entries() == 2);
}

TEST_CASE("thousands of cells are read as they were written, and take room in proportion") {
  const TemporaryDirectory directory;
  std::uintmax_t small = 0;
  for (const std::size_t cells : {500U, 5000U}) {
    const StudyResult result = large_result(cells);
    write_result(result, directory / "result.h5");
    CHECK(difference(result, read_result(directory / "result.h5")).empty());
    const std::uintmax_t size = std::filesystem::file_size(directory / "result.h5");
    if (cells == 500) small = size;
    CHECK(size <= 10 * small);
  }
}

}  // namespace
}  // namespace genericity
