#include "sim/study/recount.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <utility>

#include "sim/store/consistency.h"
#include "sim/store/science_digest.h"
#include "sim/study/continuation.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

std::string text(const std::string& conditions, const std::string& patterns, const std::string& stop) {
  return "format = 1\nseed = 12\nconditions = [" + conditions +
         "]\n[[ensemble]]\ntypes = [[2, 2, 2], [2, 3]]\nprior = { family = 'lattice', denominator = 24 }\n"
         "patterns = [" +
         patterns + "]\n[record]\nsamples = 'failures'\n[stop]\n" + stop;
}

void check_found_again(const Study& study, const StudyResult& result) {
  CHECK(faults_of(result).empty());
  CHECK(faults_of_recount(study, result, 1).empty());
  CHECK(science_digest(recounted(study, result, 2)) == science_digest(result));
}

StudyResult gone_on(const Study& study, const StudyResult& stored) {
  StudyResult result = continue_result(study, {}, stored, "r.h5");
  (void)run_study(study, result, DriverOptions{});
  return result;
}

DriverOptions interrupted_at_once() {
  DriverOptions options;
  options.interrupted = [] { return true; };
  return options;
}

TEST_CASE("a whole run is found again, whatever its rule was changed to afterwards") {
  const std::string both = "'ci', 'cbdp'";
  const std::string patterns = "'minimal', '{1,2}'";
  const Study study = study_of(text(both, patterns, "samples = 200\n"));
  const StudyResult whole = run_whole(study);
  check_found_again(study, whole);
  for (const std::string stop : {"samples = 50\n", "samples = 1\n", "half_width = 0.2\n", "samples = 300\n",
                                 "samples = 100\nconfidence = 0.9\n", "half_width = 0.2\nsamples = 20\n",
                                 "relative_half_width = 0.9\nsamples = 250\n"}) {
    CAPTURE(stop);
    const Study other = study_of(text(both, patterns, stop));
    check_found_again(other, gone_on(other, whole));
  }
}

TEST_CASE("what a study is as it grows is found again at every step") {
  struct Step {
    std::string conditions;
    std::string patterns;
    std::string stop;
  };
  StudyResult result = run_whole(study_of(text("'cbdp'", "'minimal'", "samples = 60\n")));
  for (const Step& step : {Step{"'cbdp'", "'minimal', '{1,2}'", "samples = 90\n"},
                           Step{"'ci', 'cbdp'", "'minimal', '{1,2}'", "samples = 90\n"},
                           Step{"'ci', 'cbdp', 'bdp'", "'minimal', '{1,2}', 'maximal'", "samples = 40\n"}}) {
    CAPTURE(step.conditions);
    CAPTURE(step.patterns);
    const Study study = study_of(text(step.conditions, step.patterns, step.stop));
    StudyResult part = continue_result(study, {}, result, "r.h5");
    (void)run_study(study, part, interrupted_at_once());
    check_found_again(study, part);
    result = gone_on(study, result);
    check_found_again(study, result);
  }
}

TEST_CASE("shards, cut short or not, are found again") {
  const Study study = study_of(text("'ci', 'cbdp'", "'minimal'", "samples = 90\n"));
  StudyResult shard = start_result(study, {1, 3});
  (void)run_study(study, shard, DriverOptions{});
  check_found_again(study, shard);
  StudyResult part = start_result(study, {2, 3});
  CHECK_FALSE(run_study(study, part, interrupted_at_once()));
  check_found_again(study, part);
}

TEST_CASE("what was changed is found") {
  const Study study = study_of(text("'ci', 'cbdp'", "'minimal'", "samples = 50\n"));
  const StudyResult whole = run_whole(study);
  const auto faults = [&](const auto& change) {
    StudyResult other = whole;
    change(other);
    return faults_of_recount(study, other, 1);
  };
  CHECK(faults([](StudyResult&) {}).empty());
  const std::vector<std::string> expected{
      "cell 1, ci: counted from the beginning, it differs in the number of proofs"};
  CHECK(faults([](StudyResult& r) { --r.cells[1].tallies[0].certified; }) == expected);
  CHECK(faults([](StudyResult& r) { ++r.cells[0].tallies[1].verdicts[2]; }).size() == 1);
  CHECK(faults([](StudyResult& r) { r.samples.pop_back(); }).size() == 1);
  CHECK(faults([](StudyResult& r) { r.ensembles[0].stop_reason = StopReason::half_width; }).size() == 1);
}

TEST_CASE("a theory that is not that of the study's families is found") {
  const std::string modes[] = {"", "mode = 'tail'\n"};
  for (const std::string& mode : modes) {
    CAPTURE(mode);
    const Study study = study_of("format = 1\nseed = 12\n" + mode +
                                 "conditions = ['cbdp', 'bdp']\n[[ensemble]]\ntypes = [2, 2, 2]\n"
                                 "prior = ['dirichlet', { family = 'latent_class', classes = 2 }]\n"
                                 "patterns = ['minimal', 'maximal']\n");
    StudyResult result = start_result(study);
    CHECK(faults_of_theory(study, result).empty());
    result.cells[1].theory[1].constant = std::nextafter(60, 61);
    result.cells[2].theory[0].exponent = 1;
    const std::vector<std::string> expected{
        "cell 1, bdp: the theory of its margin is not that of its priors",
        "cell 2, cbdp: the theory of its margin is not that of its priors"};
    CHECK(faults_of_theory(study, result) == expected);
  }
}

}  // namespace
}  // namespace genericity
