#include "sim/study/same_study.h"

#include <doctest/doctest.h>

#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

StudyResult result_of(const std::string& more = "", const std::string& head = "") {
  return start_result(test::study_of("format = 1\nseed = 8\n" + head +
                                     "[[ensemble]]\ntypes = [2, 2]\npatterns = ['minimal']\n"
                                     "prior = { family = 'lattice', denominator = 30 }\n" +
                                     more));
}

TEST_CASE("results of one study have no difference") {
  CHECK_FALSE(difference_of_studies(result_of(), result_of()));
  StudyResult shard = result_of();
  shard.shard = {1, 3};
  shard.complete = true;
  CHECK_FALSE(difference_of_studies(result_of(), shard));
}

TEST_CASE("the difference is named, and is the same either way") {
  const auto difference = [](const auto& change) {
    StudyResult other = result_of();
    change(other);
    const auto found = difference_of_studies(result_of(), other);
    const auto reversed = difference_of_studies(other, result_of());
    REQUIRE(found);
    REQUIRE(reversed);
    CHECK(found->what == reversed->what);
    CHECK(found->first == reversed->second);
    return *found;
  };
  const StudyDifference seed = difference([](StudyResult& r) { r.seed = 9; });
  CHECK(seed.what == "the seed");
  CHECK(seed.first == "seed 8");
  CHECK(seed.second == "seed 9");
  CHECK(difference([](StudyResult& r) { r.margins = RecordMargins::all; }).second == "record.margins all");
  CHECK(difference([](StudyResult& r) { r.stop.samples = 7; }).what ==
        "how much their studies ask for ([stop])");
  CHECK(difference([](StudyResult& r) { r.title = "another"; }).what == "the title");
  CHECK(difference([](StudyResult& r) { r.mode = StudyMode::enumerate; }).what == "the mode");
  CHECK(difference([](StudyResult& r) { r.identity += "x"; }).what ==
        "the ensembles and patterns of their studies");
  CHECK(difference([](StudyResult& r) { r.cells[0].theory[0].codimension = 7; }).what ==
        "what theory says of the margins of their cells");
}

TEST_CASE("margins of ci of two versions are a difference of studies, but not of what may be continued") {
  const StudyResult now = result_of("[record]\nmargins = 'all'\n");
  StudyResult older = now;
  older.identity = without_margins_version(older.identity);
  CHECK_FALSE(difference_of_counting(now, older));
  const auto difference = difference_of_studies(now, older);
  REQUIRE(difference);
  CHECK(difference->what == "the version of their margins of ci");
}

TEST_CASE("a study that grew still counts in the same way") {
  const StudyResult more = result_of("[stop]\nsamples = 50\n", "conditions = ['cbdp']\ntitle = 'other'\n");
  CHECK(difference_of_studies(result_of(), more));
  CHECK_FALSE(difference_of_counting(result_of(), more));
  CHECK(difference_of_counting(result_of(), result_of("", "proofs = 'sample'\n")));
}

}  // namespace
}  // namespace genericity
