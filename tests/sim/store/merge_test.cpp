#include "sim/store/merge.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "sim/store/science_digest.h"
#include "sim/store/store_error.h"
#include "sim/store/united.h"
#include "sim/study/same_study.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

const std::string body =
    "format = 1\nseed = 3\nconditions = ['ci', 'cbdp']\n[[ensemble]]\ntypes = [[2, 2, 2], [3, 2]]\n"
    "prior = { family = 'lattice', denominator = 30 }\npatterns = ['minimal', '{1,2}']\n"
    "[record]\nsamples = 'failures'\n[stop]\nsamples = 500\n";

StudyResult shard_of(const Study& study, std::uint64_t index, std::uint64_t count) {
  StudyResult result = start_result(study, {index, count});
  (void)run_study(study, result, DriverOptions{});
  return result;
}

std::vector<StudyResult> shards_of(const Study& study, std::uint64_t count) {
  std::vector<StudyResult> shards;
  for (std::uint64_t index = 0; index < count; ++index) shards.push_back(shard_of(study, index, count));
  return shards;
}

StudyResult merged(const std::vector<StudyResult>& inputs) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < inputs.size(); ++i) names.push_back("input " + std::to_string(i));
  return united(names, [&](const std::string& name) {
    return inputs.at(static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()));
  });
}

std::string refusal(const std::vector<StudyResult>& inputs) {
  return message_of<StoreError>([&] { (void)merged(inputs); });
}

TEST_CASE("shards in any order and grouping make the result of one run") {
  const Study study = study_of(body);
  const std::string expected = science_digest(run_whole(study));
  std::mt19937_64 engine(11);
  for (const std::uint64_t count : {1U, 2U, 7U, 64U}) {
    CAPTURE(count);
    std::vector<StudyResult> parts = shards_of(study, count);
    std::shuffle(parts.begin(), parts.end(), engine);
    CHECK(science_digest(merged(parts)) == expected);
    // Two at a time, until one is left; some come in twice.
    while (parts.size() > 1) {
      const std::size_t a = engine() % parts.size();
      std::swap(parts[a], parts.back());
      const StudyResult last = parts.back();
      parts.pop_back();
      const std::size_t b = engine() % parts.size();
      parts[b] = merged({parts[b], last, parts[b]});
    }
    CHECK(parts.front().complete);
    CHECK(science_digest(parts.front()) == expected);
  }
}

TEST_CASE("a merged result keeps its theory, and contradicting ones are refused") {
  const Study study = study_of(
      "format = 1\nseed = 3\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2, 2]\n"
      "prior = 'dirichlet'\npatterns = ['minimal']\n[stop]\nsamples = 20\n");
  std::vector<StudyResult> parts = shards_of(study, 2);
  CHECK(merged(parts).cells[0].theory[0].constant == 60);
  CHECK(merged(parts).ensembles[0].parameters == start_result(study).ensembles[0].parameters);
  CHECK(merged(parts).cells[0].inferred[0].theory_constant == 60);
  parts[1].cells[0].theory[0].constant = 61;
  CHECK(refusal(parts).find("they differ in what theory says") != std::string::npos);
}

TEST_CASE("merging is idempotent and commutative; what is there already adds nothing") {
  const Study study = study_of(body);
  const std::vector<StudyResult> parts = shards_of(study, 5);
  const StudyResult some = merged({parts[1], parts[3], parts[2]});
  const std::string digest = science_digest(some);
  CHECK(science_digest(merged({some})) == digest);
  CHECK(science_digest(merged({some, some})) == digest);
  CHECK(science_digest(merged({some, parts[2]})) == digest);
  CHECK(science_digest(merged({parts[2], some, parts[3], parts[2]})) == digest);
  CHECK(science_digest(merged({parts[3], parts[1], parts[2]})) == digest);
  CHECK(some.pieces.size() == 3 * 3 * 2);
  const StudyResult whole = run_whole(study);
  CHECK(science_digest(merged({whole, some, parts[4]})) == science_digest(whole));
  CHECK(science_digest(merged({parts[4], some, whole})) == science_digest(whole));
}

TEST_CASE("holes stay holes, and are filled by a run") {
  const Study study = study_of(body);
  const std::vector<StudyResult> parts = shards_of(study, 5);
  StudyResult some = merged({parts[0], parts[3]});
  CHECK_FALSE(some.complete);
  CHECK(some.ensembles[0].stop_reason == StopReason::none);
  CHECK(some.cells[0].samples[0].to_string() == "0-99,300-399");
  CHECK(run_study(study, some, DriverOptions{}));
  CHECK(science_digest(some) == science_digest(run_whole(study)));
}

TEST_CASE("the checkpoint of a shard adds nothing to the finished shard") {
  const Study study = study_of(body);
  StudyResult part = start_result(study, {1, 2});
  DriverOptions options;
  options.interrupted = [left = 3]() mutable { return --left <= 0; };
  REQUIRE_FALSE(run_study(study, part, options));
  const StudyResult done = shard_of(study, 1, 2);
  CHECK(science_digest(merged({part, done})) == science_digest(done));
  CHECK(science_digest(merged({done, part})) == science_digest(done));
  CHECK(science_digest(merged({shard_of(study, 0, 2), part, done})) == science_digest(run_whole(study)));
  // Unless it counts what the finished one cannot have counted.
  StudyResult other = part;
  std::swap(other.cells[0].tallies[0].verdicts[0], other.cells[0].tallies[0].verdicts[1]);
  std::swap(other.cells[0].tallies[1].verdicts[0], other.cells[0].tallies[1].verdicts[1]);
  CHECK(contains(refusal({done, other}), "contradict"));
}

TEST_CASE("conflicts and what cannot be taken apart are refused in any order") {
  const Study study = study_of(body);
  const std::vector<StudyResult> parts = shards_of(study, 3);
  StudyResult other = parts[1];
  ++other.cells[2].tallies[1].certified;
  for (const auto& inputs : {std::vector{parts[1], other}, std::vector{other, parts[1]},
                             std::vector{other, parts[0], parts[1], parts[2]}}) {
    const std::string message = refusal(inputs);
    CHECK(contains(message, "different things for the same samples 166-332 of cell 2, cbdp"));
  }
  const StudyResult ab = merged({parts[0], parts[1]});
  const StudyResult bc = merged({parts[1], parts[2]});
  CHECK(contains(refusal({ab, bc}), "cannot be taken apart"));
  CHECK(contains(refusal({bc, ab}), "they share the samples 166-332"));
  StudyResult broken = parts[0];
  ++broken.cells[0].tallies[0].verdicts[0];
  CHECK(contains(refusal({broken}), "do not add up"));
}

TEST_CASE("results of other studies are refused with the difference") {
  const Study study = study_of(body);
  const StudyResult result = shard_of(study, 0, 2);
  const auto difference = [&](const auto& change) {
    StudyResult other = result;
    change(other);
    return refusal({result, other});
  };
  CHECK(contains(difference([](StudyResult& r) { ++r.seed; }), "the seed"));
  CHECK(contains(difference([](StudyResult& r) { r.stop.samples = 400; }), "[stop]"));
  CHECK(contains(difference([](StudyResult& r) { r.identity += "x"; }), "ensembles and patterns"));
  CHECK(contains(difference([](StudyResult& r) { r.margins = RecordMargins::all; }), "margins"));
  CHECK(contains(message_of<StoreError>([] { (void)ResultMerger().finish(); }), "nothing to merge"));
}

TEST_CASE("a study that stops by a width merges with its own checkpoint") {
  const Study study = study_of(
      "format = 1\nseed = 4\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [[2, 2], [2, 3]]\n"
      "prior = { family = 'lattice', denominator = 8 }\npatterns = ['minimal']\n[stop]\nhalf_width = 0.02\n");
  const StudyResult whole = run_whole(study);
  StudyResult part = start_result(study);
  DriverOptions options;
  options.interrupted = [left = 5]() mutable { return --left <= 0; };
  REQUIRE_FALSE(run_study(study, part, options));
  CHECK(science_digest(merged({part, whole})) == science_digest(whole));
  CHECK(science_digest(merged({whole, part})) == science_digest(whole));
  CHECK(science_digest(merged({part})) == science_digest(part));
}

TEST_CASE("numbers are written as Slurm takes them") {
  CHECK(array_text({}).empty());
  CHECK(array_text({3, 4, 5, 9}) == "3-5,9");
  CHECK(array_text({0, 1, 63}) == "0-1,63");
}

TEST_CASE("results with margins of ci of another version are refused, also among themselves") {
  std::string with_margins = body;
  with_margins.replace(with_margins.find("[record]\n"), 9, "[record]\nmargins = 'all'\n");
  std::vector<StudyResult> shards = shards_of(study_of(with_margins), 2);
  CHECK(refusal(shards).empty());
  for (StudyResult& shard : shards) shard.identity = without_margins_version(shard.identity);
  CHECK(refusal(shards).starts_with("cannot merge 'input 0': its margins of ci are of another version"));
}

}  // namespace
}  // namespace genericity
