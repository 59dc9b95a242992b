#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "sim/priors/every_lattice.h"
#include "sim/store/result_file.h"
#include "sim/study/continuation.h"
#include "sim/study/enumeration.h"
#include "sim/study/recount.h"
#include "sim/study/tail_driver.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::study_fault;
using test::study_of;

const std::string tail_study = R"(
format = 1
seed = 7
mode = "tail"
conditions = ["cbdp", "bdp"]
[tail]
epsilons = [1e-3, 1e-1]
draws = 100
replications = 4
[[ensemble]]
types = [2, 2, 2]
prior = [{ family = "dirichlet", alpha = 1 }, { family = "dirichlet", alpha = 0.5 }, "logistic_normal"]
patterns = ["minimal", "{1,2}"]
)";

const std::string lattice_study = R"(
format = 1
seed = 7
mode = "enumerate"
conditions = ["ci", "cbdp", "bdp"]
[[ensemble]]
types = [2, 2, 2]
prior = [{ family = "lattice", denominator = 9 }, { family = "lattice", denominator = 11 }]
patterns = ["minimal", "maximal"]
)";

StudyResult run_tail(
    const Study& study, StudyResult result, int threads,
    const std::function<bool()>& interrupted = [] { return false; }) {
  DriverOptions options;
  options.threads = threads;
  options.interrupted = interrupted;
  (void)run_study(study, result, options);
  return result;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

}  // namespace

TEST_CASE("tails do not depend on threads, interruptions or what was asked before") {
  const Study study = study_of(tail_study);
  CHECK(study.tail.epsilons == std::vector{1e-1, 1e-3});
  const StudyResult one = run_tail(study, start_result(study), 1);
  CHECK(one.complete);
  CHECK(run_tail(study, start_result(study), 3).tail.probability == one.tail.probability);

  // Interrupted after every step.
  StudyResult stopped = start_result(study);
  int runs = 0;
  while (!stopped.complete) {
    stopped = run_tail(study, continue_result(study, {}, stopped, "a file"), 2, [] { return true; });
    ++runs;
  }
  CHECK(runs > 10);
  CHECK(stopped.tail.probability == one.tail.probability);
  CHECK(stopped.tail.effective_share == one.tail.effective_share);
  CHECK(stopped.tail.multiplicity == one.tail.multiplicity);

  // A smaller study first, then the whole: fewer ε, replications, patterns and conditions.
  const Study smaller = study_of(
      with(with(with(with(tail_study, "[1e-3, 1e-1]", "[1e-3]"), "replications = 4", "replications = 2"),
                R"(["cbdp", "bdp"])", R"(["bdp"])"),
           R"(["minimal", "{1,2}"])", R"(["{1,2}"])"));
  const StudyResult first = run_tail(smaller, start_result(smaller), 1);
  StudyResult continued = continue_result(study, {}, first, "a file");
  std::size_t kept = 0;
  for (std::size_t i = 0; i < continued.tail.probability.size(); ++i) {
    if (std::isnan(continued.tail.probability[i])) continue;
    ++kept;
    CHECK(continued.tail.probability[i] == one.tail.probability[i]);
  }
  CHECK(kept == 3 * 2);  // three priors, bdp at 1e-3, two replications
  continued = run_tail(study, continued, 2);
  CHECK(continued.tail.probability == one.tail.probability);
}

TEST_CASE("a tail is not continued by a study that would drop some of it") {
  const Study study = study_of(tail_study);
  const StudyResult stored = start_result(study);
  const auto refusal = [&](const std::string& from, const std::string& to) {
    return message_of<InputError>(
        [&] { (void)continue_result(study_of(with(tail_study, from, to)), {}, stored, "a file"); });
  };
  CHECK(refusal("replications = 4", "replications = 3").find("holds 4 replications") != std::string::npos);
  CHECK(refusal("[1e-3, 1e-1]", "[1e-3, 1e-2]").find("tail at 0.1,") != std::string::npos);
  CHECK_NOTHROW((void)continue_result(study_of(with(tail_study, "replications = 4", "replications = 5")), {},
                                      stored, "a file"));
}

TEST_CASE("splitting does not depend on threads, interruptions or what was asked before") {
  const std::string text = with(tail_study, "{ family = \"dirichlet\", alpha = 0.5 }, \"logistic_normal\"",
                                "\"pairwise\", { family = \"latent_class\", classes = 2 }");
  const Study study = study_of(text);
  const StudyResult one = run_tail(study, start_result(study), 1);
  CHECK(one.complete);
  CHECK(run_tail(study, start_result(study), 3).tail.probability == one.tail.probability);
  StudyResult stopped = start_result(study);
  while (!stopped.complete)
    stopped = run_tail(study, continue_result(study, {}, stopped, "a file"), 2, [] { return true; });
  CHECK(stopped.tail.probability == one.tail.probability);
  CHECK(stopped.tail.effective_share == one.tail.effective_share);
  CHECK(stopped.tail.multiplicity == one.tail.multiplicity);

  // The levels of a larger ε are those of a smaller one, as far as they go.
  const Study smaller =
      study_of(with(with(text, "[1e-3, 1e-1]", "[1e-1]"), "replications = 4", "replications = 2"));
  const StudyResult first = run_tail(smaller, start_result(smaller), 1);
  const StudyResult continued = continue_result(study, {}, first, "a file");
  for (std::size_t i = 0; i < continued.tail.probability.size(); ++i)
    if (!std::isnan(continued.tail.probability[i]))
      CHECK(continued.tail.probability[i] == one.tail.probability[i]);
  CHECK(run_tail(study, continued, 2).tail.probability == one.tail.probability);
}

TEST_CASE("where the family lies in the failure set, tail mode says so") {
  const auto fault = [](const std::string& prior, const std::string& epsilon) {
    const Study study =
        study_of(with(with(tail_study, "\"logistic_normal\"", prior), "[1e-3, 1e-1]", "[" + epsilon + "]"));
    try {
      require_tail(study);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  // The agents of {1,2} may swap their types; {1,2} and {3} are independent; one class is no mixture.
  for (const std::string prior :
       {"\"exchangeable\"", "{ family = \"block_independent\", blocks = \"{1,2},{3}\" }",
        "{ family = \"latent_class\", classes = 1 }"}) {
    CAPTURE(prior);
    CHECK(fault(prior, "1e-3").find("the margin is exactly 0 in every draw") != std::string::npos);
  }
  CHECK(fault("\"pairwise\"", "1e-3").empty());
  CHECK(fault("\"pairwise\"", "1e-10").find("not to be trusted below") != std::string::npos);
}

// BDP looks at single agents only: whatever the pattern, it is CBDP on the minimal one.
TEST_CASE("the tail of BDP is that of CBDP on singletons") {
  const Study study = study_of(tail_study);
  const StudyResult result = run_tail(study, start_result(study), 2);
  for (std::size_t e = 0; e < 3; ++e) {
    for (std::size_t i = 0; i < 2 * 4; ++i) {
      const std::size_t minimal = 2 * e;
      const double cbdp = result.tail.probability[result.tail.place(minimal, 0, 2, 0) + i];
      CHECK(result.tail.probability[result.tail.place(minimal, 1, 2, 0) + i] == cbdp);
      CHECK(result.tail.probability[result.tail.place(minimal + 1, 1, 2, 0) + i] == cbdp);
      CHECK(result.tail.probability[result.tail.place(minimal + 1, 0, 2, 0) + i] != cbdp);
    }
  }
}

TEST_CASE("results of both modes are read back as they were written") {
  const TemporaryDirectory folder;
  const Study study = study_of(tail_study);
  StudyResult partly = start_result(study);
  int asked = 0;
  partly = run_tail(study, partly, 1, [&asked] { return ++asked == 7; });
  for (const StudyResult& written : {partly, run_tail(study, start_result(study), 2)}) {
    write_result(written, folder / "tail.h5");
    const StudyResult found = read_result(folder / "tail.h5");
    CHECK(found.mode == StudyMode::tail);
    CHECK(found.complete == written.complete);
    CHECK(found.tail.settings == written.tail.settings);
    CHECK(found.cells[0].theory[0].constant == 60);
    CHECK(faults_of_theory(study, found).empty());
    CHECK(run_tail(study, continue_result(study, {}, found, "a file"), 1).tail.probability ==
          run_tail(study, start_result(study), 1).tail.probability);
  }
  const Study single = study_of(with(tail_study, "[1e-3, 1e-1]", "[1e-3]"));
  write_result(run_tail(single, start_result(single), 1), folder / "single.h5");
  CHECK(read_result(folder / "single.h5").tail.settings.epsilons == std::vector{1e-3});
  const Study lattice = study_of(lattice_study);
  const StudyResult counted = test::run_whole(lattice);
  write_result(counted, folder / "lattice.h5");
  const StudyResult found = read_result(folder / "lattice.h5");
  CHECK(found.mode == StudyMode::enumerate);
  CHECK(found.ensembles[1].population == counted.ensembles[1].population);
  for (std::size_t c = 0; c < counted.cells.size(); ++c) {
    for (std::size_t condition = 0; condition < 3; ++condition) {
      const auto share = [&](const StudyResult& r) {
        return exact_share(r.cells[c].tallies[condition], r.ensembles[r.cells[c].ensemble].population);
      };
      CHECK(share(found).numerator == share(counted).numerator);
    }
  }
}

TEST_CASE("every prior of a lattice comes once, in lexicographic order") {
  const TypeSpace space({2, 3});
  const std::uint64_t denominator = 10;
  const auto family = every_lattice_prior(space, denominator);
  REQUIRE(family->size() == 126);  // C(9, 5)
  CHECK(lattice_size(space, denominator) == 126);
  std::vector<double> weights(space.profiles());
  std::vector<double> last;
  for (std::uint64_t i = 0; i < family->size(); ++i) {
    family->draw({0}, i, 1, weights, {});
    double sum = 0;
    for (const double weight : weights) {
      CHECK(weight >= 1);
      sum += weight;
    }
    CHECK(sum == denominator);
    CHECK((last.empty() || last < weights));
    last = weights;
  }
  CHECK(last == std::vector<double>{5, 1, 1, 1, 1, 1});
}

TEST_CASE("an enumeration counts every prior, exactly, on any number of threads") {
  const Study study = study_of(lattice_study);
  const StudyResult result = test::run_whole(study);
  const StudyResult threads = test::run_whole(study, 3);
  CHECK(result.complete);
  for (std::size_t c = 0; c < result.cells.size(); ++c) {
    const std::uint64_t population = result.ensembles[result.cells[c].ensemble].population;
    CHECK(population == (c < 2 ? 8 : 120));  // C(8, 7), C(10, 7)
    for (std::size_t condition = 0; condition < 3; ++condition) {
      const Tally& tally = result.cells[c].tallies[condition];
      CHECK(tally.verdicts == threads.cells[c].tallies[condition].verdicts);
      CHECK(tally.samples() == population);
      CHECK(tally.verdicts[2] == 0);
      CHECK(tally.certified == population);
      // Nothing is left to chance.
      CHECK(result.cells[c].low[condition] == result.cells[c].high[condition]);
      CHECK(exact_share(tally, population).denominator > 0);
    }
  }
  // Of the eight priors with the sum 9 one weight is 2 and the others are 1: by hand, agents' posteriors
  // differ only in the slice of the 2, so that BDP holds for all of them.
  CHECK(exact_share(result.cells[0].tallies[2], 8).to_string() == "1/1");
}

TEST_CASE("what is not yet enumerated may be either") {
  Tally tally;
  tally.verdicts = {5, 2, 1};
  CHECK(exact_share(tally, 8).to_string().empty());
  CHECK(certain_limits(tally, 10).low == 0.5);
  CHECK(certain_limits(tally, 10).high == 0.8);
  tally.verdicts = {6, 2, 0};
  CHECK(exact_share(tally, 8).to_string() == "3/4");
  CHECK(exact_share(tally, 9).to_string().empty());
}

TEST_CASE("modes refuse what they cannot do, with the reason") {
  const auto says = [](const std::string& fault, const std::string& part) {
    CAPTURE(fault);
    CHECK(fault.find(part) != std::string::npos);
  };
  says(study_fault(with(tail_study, "\"tail\"", "\"tial\"")), "did you mean 'tail'?");
  says(study_fault(with(tail_study, "\"cbdp\", ", "\"ci\", ")), "takes cbdp and bdp only");
  says(study_fault(with(tail_study, "mode = \"tail\"", "")), "belongs to mode = \"tail\"");
  says(study_fault(with(tail_study, "1e-1]", "0]")), "tail.epsilons");
  says(study_fault(with(tail_study, "1e-1]", "1e-3]")), "different");
  says(study_fault(with(tail_study, "draws = 100", "draws = 1")), "tail.draws");
  says(study_fault(with(tail_study, "draws = 100", "drows = 100")), "draws");
  says(study_fault(with(tail_study, "replications = 4", "replications = 1")), "tail.replications");
  says(study_fault(with(tail_study, "[tail]", "[stop]\nsamples = 5\n[tail]")), "stop.samples");
  says(study_fault(with(tail_study, "\"logistic_normal\"", "\"independent\"")), "exactly 0 in every draw");
  says(study_fault(with(tail_study, "alpha = 0.5", "alpha = 0.01")), "alpha has to lie between");
  says(study_fault(with(tail_study, "\"logistic_normal\"", "{ family = \"lattice\", denominator = 9 }")),
       "enumerate");
  says(study_fault(with(lattice_study, "family = \"lattice\", denominator = 9", "family = \"dirichlet\"")),
       "takes the family lattice only");
  says(study_fault(with(lattice_study, "denominator = 9", "denominator = 5")), "denominator");
  // C(99, 7) = 14887031544.
  says(study_fault(with(lattice_study, "denominator = 9", "denominator = 100")), "14887031544 priors");
  says(study_fault(with(lattice_study, "denominator = 9", "denominator = 9007199254740992")),
       "more than 9007199254740991 priors");
  says(study_fault(lattice_study + "[stop]\nhalf_width = 0.01\n"), "stop.half_width");
  const Study study = study_of(tail_study);
  CHECK_THROWS_AS((void)start_result(study, Shard{0, 2}), InputError);
  CHECK_THROWS_AS((void)continue_result(study, {}, start_result(study_of(lattice_study)), "a file"),
                  InputError);
}

}  // namespace genericity
