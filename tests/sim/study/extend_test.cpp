// Studies that grow: whatever is added to them, the result is the one of a run from the beginning.
#include <doctest/doctest.h>

#include "sim/random/variates.h"
#include "sim/store/science_digest.h"
#include "sim/study/continuation.h"
#include "sim/study/input_error.h"
#include "sim/study/same_study.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

std::string text(const std::string& conditions, const std::string& types, const std::string& priors,
                 const std::string& patterns, int samples, const std::string& rest = "") {
  return "format = 1\nseed = 8\nconditions = [" + conditions + "]\n[[ensemble]]\ntypes = [" + types +
         "]\nprior = [" + priors + "]\npatterns = [" + patterns + "]\n[record]\nsamples = 'failures'\n" +
         "[stop]\nsamples = " + std::to_string(samples) + "\n" + rest;
}

const std::string lattice = "{ family = 'lattice', denominator = 30 }";

StudyResult extended(const Study& study, const StudyResult& stored, int chunks = 1'000'000) {
  StudyResult result = continue_result(study, {}, stored, "r.h5");
  DriverOptions options;
  options.interrupted = [left = chunks]() mutable { return --left <= 0; };
  while (!run_study(study, result, options)) {
  }
  return result;
}

TEST_CASE("samples, patterns, conditions and ensembles that are added reuse what is there") {
  const Study first = study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'minimal', '{1,2}'", 150));
  const Study samples = study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'minimal', '{1,2}'", 400));
  const Study patterns =
      study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'maximal', 'minimal', '{1,2},{2,3}', '{1,2}'", 400));
  const Study conditions = study_of(text("'ci', 'bdp', 'cbdp', 'ci_ir'", "[2, 2, 2]", lattice,
                                         "'maximal', 'minimal', '{1,2},{2,3}', '{1,2}'", 400));
  const Study ensembles =
      study_of(text("'ci', 'bdp', 'cbdp', 'ci_ir'", "[3, 2, 2], [2, 2, 2]", "'independent', " + lattice,
                    "'maximal', 'minimal', '{1,2},{2,3}', '{1,2}'", 400));
  for (const int chunks : {1'000'000, 3}) {
    CAPTURE(chunks);
    StudyResult result = run_whole(first);
    for (const Study* next : {&samples, &patterns, &conditions, &ensembles}) {
      result = extended(*next, result, chunks);
      CHECK(result.complete);
      CHECK(science_digest(result) == science_digest(run_whole(*next)));
    }
    // In one step, and all at once to what was interrupted in the middle.
    CHECK(science_digest(extended(ensembles, run_whole(first), chunks)) == science_digest(result));
  }
}

TEST_CASE("what is there is not drawn again") {
  const Study first = study_of(text("'ci'", "[2, 2, 2]", lattice, "'minimal'", 300));
  StudyResult stored = run_whole(first);
  // A mark that a second count would wash out.
  stored.cells[0].tallies[0].certified += 1000;
  const Study more = study_of(text("'cbdp', 'ci'", "[2, 2, 2]", lattice, "'{1,2}', 'minimal'", 300));
  const StudyResult result = extended(more, stored);
  CHECK(result.cells[1].tallies[1].certified == run_whole(more).cells[1].tallies[1].certified + 1000);
}

TEST_CASE("patterns that are added to a study with a width catch up and share its looks") {
  const auto with = [](const std::string& patterns) {
    return study_of(
        "format = 1\nseed = 4\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2, 2]\n"
        "prior = { family = 'lattice', denominator = 30 }\npatterns = [" +
        patterns + "]\n[stop]\nsamples = 60000\nhalf_width = 0.02\n");
  };
  const StudyResult one = run_whole(with("'minimal'"));
  CHECK(one.ensembles[0].stop_reason == StopReason::half_width);
  const Study more = with("'maximal', 'minimal'");
  CHECK(science_digest(extended(more, one)) == science_digest(run_whole(more)));
}

TEST_CASE("a cap between two looks leaves the looks of a longer run as they are") {
  const auto capped = [](int samples) {
    return study_of(
        "format = 1\nseed = 4\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2]\n"
        "prior = { family = 'lattice', denominator = 8 }\npatterns = ['minimal']\n[stop]\nsamples = " +
        std::to_string(samples) + "\nhalf_width = 0.011\n");
  };
  for (const int cap : {1500, 3000, 5000}) {
    CAPTURE(cap);
    CHECK(science_digest(extended(capped(100000), run_whole(capped(cap)))) ==
          science_digest(run_whole(capped(100000))));
  }
}

TEST_CASE("undecided verdicts are found anew in the company of what is added") {
  const Study first = study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'minimal'", 200));
  StudyResult stored = run_whole(first);
  // As if no proof had been found once.
  Tally& tally = stored.cells[0].tallies[0];
  --tally.verdicts[0];
  ++tally.verdicts[2];
  const Study more = study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'minimal', 'maximal'", 200));
  CHECK(science_digest(extended(more, stored)) == science_digest(run_whole(more)));
}

TEST_CASE("a result with draws of another version is not continued") {
  const Study study = study_of(text("'ci'", "[2, 2, 2]", lattice, "'minimal'", 30));
  const StudyResult stored = run_whole(study);
  const std::string line = "\ndraws " + std::to_string(draws_version) + "\n";
  const std::size_t place = stored.identity.find(line);
  REQUIRE(place != std::string::npos);
  CHECK_NOTHROW(continue_result(study, {}, stored, "r.h5"));
  for (const std::string& other : {std::string("\n"), "\ndraws " + std::to_string(draws_version - 1) + "\n",
                                   "\ndraws " + std::to_string(draws_version) + "0\n"}) {
    StudyResult older = stored;
    older.identity.replace(place, line.size(), other);
    CHECK_THROWS_WITH_AS(
        continue_result(study, {}, older, "r.h5"),
        "r.h5 holds the result of another study: they differ in the version of their draws, which are other "
        "priors; give another file with -o, or remove this one",
        InputError);
  }
}

TEST_CASE("what would mix different science is refused with the difference") {
  const std::string base = text("'ci', 'cbdp'", "[2, 2, 2]", lattice, "'minimal', '{1,2}'", 20);
  const StudyResult stored = run_whole(study_of(base));
  const auto refusal = [&](const std::string& other, Shard shard = {}) {
    return message_of<InputError>([&] { (void)continue_result(study_of(other), shard, stored, "r.h5"); });
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string other = base;
    other.replace(other.find(from), from.size(), to);
    return other;
  };
  CHECK(refusal(base).empty());
  CHECK(contains(refusal(with("seed = 8", "seed = 9")), "'seed 9', the file 'seed 8'"));
  CHECK(contains(refusal(with("'failures'", "'all'")), "'record.samples all'"));
  CHECK(contains(refusal(with("[record]\n", "[record]\nmargins = false\n")), "'record.margins false'"));
  CHECK(contains(refusal(with("'ci', 'cbdp'", "'cbdp'")), "counts the condition ci"));
  CHECK(contains(refusal(with("'minimal', ", "")), "counts the pattern minimal"));
  CHECK(contains(refusal(with("= 30", "= 40")), "lattice(denominator=30)"));
  CHECK(contains(refusal(with("= 30", "= 40")), "lattice(denominator=40)"));
  CHECK(contains(refusal(base, {1, 2}), "shard 1/2, the file is shard 0/1"));
}

TEST_CASE("a shard counts its samples, and no others") {
  const Study study = study_of(text("'ci', 'cbdp'", "[2, 2, 2]", lattice, "'minimal', '{1,2}'", 100));
  for (const Shard shard : {Shard{0, 3}, Shard{1, 3}, Shard{2, 3}, Shard{99, 1000}, Shard{5, 1000}}) {
    StudyResult result = start_result(study, shard);
    CHECK(run_study(study, result, DriverOptions{}));
    for (const CellResult& cell : result.cells) {
      for (std::size_t c = 0; c < cell.samples.size(); ++c) {
        CHECK(cell.samples[c] == SampleRanges(shard.of(100)));
        CHECK(cell.tallies[c].samples() == shard.of(100).size());
      }
    }
    CHECK(result.ensembles[0].stop_reason == StopReason::samples);
  }
  const Study width = study_of(text("'cbdp'", "[2, 2, 2]", lattice, "'minimal'", 100, "half_width = 0.1\n"));
  CHECK(contains(message_of<InputError>([&] { (void)start_result(width, {0, 2}); }), "half_width"));
}

TEST_CASE("margins of ci of another version are counted again, and nothing else") {
  const std::string margins = "[record]\nsamples = 'failures'\nmargins = 'all'\n";
  const auto with = [&](const std::string& conditions, int samples) {
    std::string all = text(conditions, "[2, 2, 2]", lattice, "'minimal', '{1,2}'", samples);
    const std::string without = "[record]\nsamples = 'failures'\n";
    return study_of(all.replace(all.find(without), without.size(), margins));
  };
  const StudyResult fresh = run_whole(with("'ci', 'cbdp'", 120));
  CHECK(fault_of_ci_margins(fresh).empty());
  StudyResult older = fresh;
  older.identity = without_margins_version(older.identity);
  REQUIRE(older.identity != fresh.identity);
  CHECK(fault_of_ci_margins(older).find("ci_margins 1, not ci_margins 2") != std::string::npos);
  older.cells[0].tallies[0].least.margin = 5e-324;
  CHECK(continue_result(with("'ci', 'cbdp'", 120), {}, older, "r.h5").cells[0].tallies[0].samples() == 0);
  CHECK(continue_result(with("'ci', 'cbdp'", 120), {}, older, "r.h5").cells[0].tallies[1].samples() == 120);
  CHECK(science_digest(extended(with("'ci', 'cbdp'", 120), older)) == science_digest(fresh));
  CHECK(science_digest(extended(with("'ci', 'cbdp'", 200), older)) ==
        science_digest(run_whole(with("'ci', 'cbdp'", 200))));
  // Without ci, or without its margins, there is nothing to be of a version.
  const StudyResult others = run_whole(with("'cbdp'", 50));
  CHECK(others.identity == without_margins_version(others.identity));
  CHECK(fault_of_ci_margins(others).empty());
  CHECK(science_digest(extended(with("'ci', 'cbdp'", 120), others)) == science_digest(fresh));
}

}  // namespace
}  // namespace genericity
