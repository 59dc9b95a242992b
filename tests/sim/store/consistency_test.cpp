#include "sim/store/consistency.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

StudyResult good_result() {
  return test::run_whole(
      test::study_of("format = 1\nseed = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = { family = 'lattice', "
                     "denominator = 30 }\n"
                     "patterns = ['minimal', '{1,2}']\n[record]\nsamples = 'all'\n[stop]\nsamples = 80\n"));
}

/// Whether a change of a good result is found, and named.
template <class Change>
bool finds(const std::string& fault, const Change& change) {
  StudyResult result = good_result();
  change(result);
  const std::vector<std::string> faults = faults_of(result);
  return std::any_of(faults.begin(), faults.end(),
                     [&](const std::string& text) { return contains(text, fault); });
}

TEST_CASE("a result that was counted has no faults") {
  CHECK(faults_of(good_result()).empty());
}

TEST_CASE("results that contradict themselves are found out") {
  const auto tally = [](StudyResult& r) -> Tally& { return r.cells[1].tallies[1]; };
  CHECK(finds("do not add up to the samples", [&](StudyResult& r) { ++tally(r).verdicts[0]; }));
  CHECK(finds("more proofs", [&](StudyResult& r) { tally(r).certified += 100; }));
  CHECK(finds("more margins", [&](StudyResult& r) {
    for (int i = 0; i < 90; ++i) tally(r).margins.add(4.0);
  }));
  CHECK(finds("stages", [&](StudyResult& r) { ++tally(r).stages[0]; }));
  CHECK(finds("interval", [&](StudyResult& r) { r.cells[0].low[0] += 0x1p-53; }));
  CHECK(finds("looks", [&](StudyResult& r) { ++r.ensembles[0].looks; }));
  CHECK(finds("sample is not counted", [&](StudyResult& r) { tally(r).least_margin_sample = 80; }));
  CHECK(finds("least margin", [&](StudyResult& r) { tally(r).least_margin = 3.5; }));
  CHECK(finds("the sample is not counted", [&](StudyResult& r) { r.samples.back().sample = 99; }));
  CHECK(finds("out of order", [&](StudyResult& r) { std::swap(r.samples[3], r.samples[4]); }));
  CHECK(finds("has not stopped", [&](StudyResult& r) { r.ensembles[0].stop_reason.clear(); }));
}

}  // namespace
}  // namespace genericity
