// Lists in studies: what they mean, what is refused, and studies that grow or shrink by them.
#include <doctest/doctest.h>

#include "sim/store/science_digest.h"
#include "sim/store/store_error.h"
#include "sim/store/united.h"
#include "sim/study/continuation.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_fault;
using test::study_of;

/// A study with these lines before its one ensemble, and in it.
std::string text(const std::string& head, const std::string& ensemble) {
  return "format = 1\n" + head + "\n[stop]\nsamples = 40\n[[ensemble]]\n" + ensemble + "\n";
}
const std::string space = "types = [2, 2, 2]\n";
const std::string minimal = "\npatterns = 'minimal'";

std::vector<std::string> priors_of(const std::string& prior) {
  std::vector<std::string> names;
  for (const Ensemble& ensemble : study_of(text("seed = 1", space + "prior = " + prior + minimal)).ensembles)
    names.push_back(ensemble.family->name());
  return names;
}

/// The message about a prior, from the key on.
std::string fault_of(const std::string& prior) {
  const std::string fault = study_fault(text("seed = 1", space + "prior = " + prior + minimal));
  return fault.substr(std::min(fault.size(), fault.find("ensemble.prior")));
}

std::vector<std::string> spaces_of(const std::string& types) {
  std::vector<std::string> names;
  const std::string rest = "\nprior = 'dirichlet'" + minimal;
  for (const Ensemble& ensemble : study_of(text("seed = 1", "types = " + types + rest)).ensembles)
    names.push_back(ensemble.space.to_string());
  return names;
}

using Names = std::vector<std::string>;

TEST_CASE("numbers of families may be lists of every kind, at any depth") {
  CHECK(priors_of("{ family = 'dirichlet', alpha = [0.5, 1, 2] }") ==
        Names{"dirichlet(alpha=0.5)", "dirichlet(alpha=1)", "dirichlet(alpha=2)"});
  CHECK(priors_of("{ family = 'dirichlet', alpha = { linspace = [0.1, 0.3, 3] } }") ==
        Names{"dirichlet(alpha=0.1)", "dirichlet(alpha=0.2)", "dirichlet(alpha=0.3)"});
  CHECK(priors_of("{ family = 'dirichlet', alpha = [{ logspace = [0.1, 10, 3] }, 7] }") ==
        Names{"dirichlet(alpha=0.1)", "dirichlet(alpha=1)", "dirichlet(alpha=10)", "dirichlet(alpha=7)"});
  CHECK(priors_of("{ family = 'lattice', denominator = { range = [20, 41, 10] } }") ==
        Names{"lattice(denominator=20)", "lattice(denominator=30)", "lattice(denominator=40)"});
  CHECK(priors_of("{ family = 'near', base = { family = 'latent_class', classes = [2, 3], alpha = 1 },"
                  " epsilon = [0.1, 0.2] }")
            .size() == 4);
  CHECK(priors_of("{ family = 'near', base = [{ family = 'independent' }, { family = 'exchangeable' }], "
                  "epsilon = 0.1 }")
            .size() == 2);
  // What stands twice is there once.
  CHECK(priors_of("{ family = 'dirichlet', alpha = [1, 1.0, { linspace = [0.5, 1.5, 3] }] }").size() == 3);
}

TEST_CASE("type spaces may be described") {
  CHECK(spaces_of("{ agents = [2, 3], each = 2 }") == Names{"2x2", "2x2x2"});
  CHECK(spaces_of("[{ agents = 2, each = [2, 3] }, [2, 4]]") == Names{"2x2", "2x3", "3x3", "2x4"});
  CHECK(spaces_of("{ agents = 2, each = { range = [2, 3, 1] }, ordered = true }") ==
        Names{"2x2", "2x3", "3x2", "3x3"});
}

TEST_CASE("a list of seeds makes replicates, each with the draws of its seed alone") {
  const std::string rest =
      space + "prior = { family = 'dirichlet', alpha = [1, 2] }\npatterns = ['minimal', '{1,2}']";
  const StudyResult both = run_whole(study_of(text("seed = [5, 6]", rest)));
  REQUIRE(both.ensembles.size() == 4);
  CHECK(both.seed == 5);
  // Not the same draws twice.
  CHECK(both.cells[0].tallies[1].least.margin != both.cells[2].tallies[1].least.margin);
  for (const std::uint64_t seed : {5U, 6U}) {
    const StudyResult alone = run_whole(study_of(text("seed = " + std::to_string(seed), rest)));
    for (std::size_t e = 0; e < 2; ++e) {
      const std::size_t place = 2 * e + (seed - 5);
      CHECK(both.ensembles[place].seed == seed);
      CHECK(both.ensembles[place].prior == alone.ensembles[e].prior);
      for (std::size_t cell = 0; cell < 2; ++cell)
        CHECK(both.cells[2 * place + cell].tallies == alone.cells[2 * e + cell].tallies);
    }
  }
}

StudyResult continued(Study study, const StudyResult& stored) {
  keep_excluded(study, stored);
  StudyResult result = continue_result(study, {}, stored, "r.h5");
  (void)run_study(study, result, {});
  return result;
}

TEST_CASE("lists that grow continue what is there, to the result of a run from the beginning") {
  const std::string patterns = minimal;
  const auto study = [&](const std::string& seeds, const std::string& alphas) {
    return study_of(text("seed = " + seeds,
                         space + "prior = { family = 'dirichlet', alpha = " + alphas + " }" + patterns));
  };
  const StudyResult first = run_whole(study("3", "{ logspace = [0.1, 10, 3] }"));
  for (const auto& [seeds, alphas] :
       std::vector<std::pair<std::string, std::string>>{{"3", "{ logspace = [0.1, 10, 5] }"},
                                                        {"[3, 4]", "{ logspace = [0.1, 10, 3] }"},
                                                        {"[3, 9, 4]", "{ logspace = [0.1, 10, 9] }"}}) {
    const Study grown = study(seeds, alphas);
    CHECK(science_digest(continued(grown, first)) == science_digest(run_whole(grown)));
  }
  CHECK(contains(message_of<InputError>([&] { (void)continued(study("[4, 3]", "[0.1, 1, 10]"), first); }),
                 "the study says 'seed 4', the file 'seed 3'"));
  const StudyResult two = run_whole(study("[3, 4]", "1"));
  CHECK(contains(message_of<InputError>([&] { (void)continued(study("[3, 5]", "1"), two); }),
                 "dirichlet(alpha=1) on types 2x2x2 with the seed 4, which the study does not ask for"));
}

std::string excluding(const std::string& rules) {
  return text("seed = [1, 2]\nexclude = [" + rules + "]",
              "types = [[2, 2, 2], [2, 2, 2, 2]]\nprior = ['exchangeable', { family = 'dirichlet', alpha = "
              "[1, 2, 4] },"
              " { family = 'near', base = { family = 'dirichlet', alpha = 3 }, epsilon = 0.1 }]\n"
              "patterns = ['minimal', '{1,2}']");
}

/// How many of the 40 cells are left, and how many each rule drops.
std::vector<std::size_t> left_by(const std::string& rules) {
  const Study study = study_of(excluding(rules));
  std::vector<std::size_t> counts{study.cells()};
  for (const GridSizes::Rule& rule : study.grid.rules) counts.push_back(rule.cells);
  return counts;
}

TEST_CASE("rules drop the cells for which all their keys hold") {
  using Counts = std::vector<std::size_t>;
  CHECK(left_by("") == Counts{40});
  CHECK(left_by("{ family = 'exchangeable' }") == Counts{32, 8});
  CHECK(left_by("{ alpha = '>=2' }") == Counts{24, 16});
  CHECK(left_by("{ alpha = '>=2', types = [2, 2, 2] }") == Counts{32, 8});
  CHECK(left_by("{ types = [[2, 2, 2], [2, 2, 2, 2]], seed = 2, alpha = 1 }") == Counts{36, 4});
  CHECK(left_by("{ pattern = '{1,2}', agents = 4, seed = 2 }") == Counts{35, 5});
  CHECK(left_by("{ pattern = '{2,1}', agents = '!=4', seed = [1, 2] }") == Counts{30, 10});
  CHECK(left_by("{ base = { alpha = '>1' } }") == Counts{32, 8});
  CHECK(left_by("{ base_alpha = 3, profiles = '<10' }") == Counts{36, 4});
  // A cell is dropped by the first rule that does.
  CHECK(left_by("{ alpha = 1 }, { family = 'dirichlet' }, { alpha = 1 }") == Counts{16, 8, 16, 0});
}

TEST_CASE("what a study excludes later is kept as it was, marked, and comes back with the rule's end") {
  const Study all = study_of(excluding(""));
  const Study some = study_of(excluding("{ alpha = '>=2', pattern = '{1,2}' }, { family = 'exchangeable' }"));
  const StudyResult counted = run_whole(all);
  const StudyResult shrunk = continued(some, counted);
  CHECK(shrunk.complete);
  CHECK(shrunk.cells.size() == 40);
  std::size_t marked = 0;
  for (const CellResult& cell : shrunk.cells) {
    CHECK(cell.samples.front().count() == 40);
    if (shrunk.ensembles[cell.ensemble].stop_reason == StopReason::excluded) ++marked;
  }
  CHECK(marked == 16);
  // It is stable, asks for no more than a fresh one, and nothing is lost by going there and back.
  CHECK(science_digest(continued(some, shrunk)) == science_digest(shrunk));
  CHECK(shrunk.identity == run_whole(some).identity);
  CHECK(science_digest(continued(all, shrunk)) == science_digest(counted));
  // What was not counted is not asked for.
  CHECK(science_digest(continued(some, run_whole(some))) == science_digest(run_whole(some)));
}

TEST_CASE("shards that ask for subsets of a study unite, and go on to the whole") {
  const auto study = [&](const std::string& alphas) {
    return study_of(
        text("seed = 3", space + "prior = { family = 'dirichlet', alpha = " + alphas +
                             " }\npatterns = ['minimal', '{1,2}']\n[record]\nsamples = 'failures'"));
  };
  const Study whole = study("[1, 2, 4]");
  const auto shard = [](const Study& of, std::uint64_t index) {
    StudyResult result = start_result(of, {index, 2});
    (void)run_study(of, result, {});
    return result;
  };
  const std::map<std::string, StudyResult> files{
      {"less", shard(study("[4, 1]"), 0)}, {"whole", shard(whole, 1)}, {"other", shard(study("[1, 3]"), 0)}};
  const ResultReader read = [&](const std::string& name) { return files.at(name); };
  const StudyResult both = united({"less", "whole"}, read);
  CHECK(science_digest(united({"whole", "less", "less"}, read)) == science_digest(both));
  CHECK_FALSE(both.complete);
  CHECK(both.ensembles[0].samples == 40);
  CHECK(both.ensembles[1].samples == 20);
  CHECK(science_digest(continued(whole, both)) == science_digest(run_whole(whole)));
  CHECK(contains(message_of<StoreError>([&] {
                   (void)united({"other", "whole"}, read);
                 }),
                 "cannot merge 'other' with 'whole': neither asks for all that the other asks for; it counts "
                 "priors dirichlet(alpha=3)"));
}

TEST_CASE("lists and rules that are none are refused at their line") {
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = [] }"),
                 "ensemble.prior.alpha: expected at least one value"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = [[1]] }"), "alpha: expected a value, not a list"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { linspace = [1, 2] } }"),
                 "ensemble.prior.alpha.linspace: expected linspace = [first, last, how many]"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { linspace = [1, 2, 2.5] } }"), "a whole number"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { linspace = [1, 2, 3], range = [1, 2, 3] } }"),
                 "ensemble.prior.alpha: expected one of linspace, logspace and range, not several"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { linspaced = [1, 2, 3] } }"), "alpha"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { logspace = [-1, 2, 3] } }"), "not positive"));
  CHECK(contains(fault_of("{ family = 'lattice', denominator = { linspace = [20, 21, 3] } }"),
                 "ensemble.prior.denominator"));
  CHECK(contains(fault_of("{ family = 'dirichlet', alpha = { linspace = [1, 2, 2000000] } }"), "1000000"));
  CHECK(contains(
      fault_of("{ family = 'near', base = { family = 'dirichlet', alpha = { linspace = [1, 2, 1001] } },"
               " epsilon = { linspace = [0.1, 0.2, 1001] } }"),
      "more than 1000000 combinations"));
  // A list over several lines: the message names that of the value.
  CHECK(
      study_fault(text("seed = 1", space + "prior = { family = 'dirichlet', alpha = [\n1,\n-1] }" + minimal))
          .starts_with("s.toml:9: ensemble.prior.alpha"));
  const auto seeds = [](const std::string& seed) {
    return study_fault(text("seed = " + seed, space + "prior = 'dirichlet'" + minimal));
  };
  CHECK(contains(seeds("[1, 2, 1]"), "seed: 1 is listed twice"));
  CHECK(contains(seeds("[1, -2]"), "seed: expected an integer of at least 0, or a list of them, not -2"));
  CHECK(contains(seeds("[]"), "seed: expected at least one value"));
  CHECK(contains(seeds("{ range = [1, 1000001, 1] }"), "seed.range: has more than 1000000 values"));
  const auto types = [](const std::string& value) {
    return study_fault(text("seed = 1", "types = " + value + "\nprior = 'dirichlet'" + minimal));
  };
  CHECK(contains(types("{ agents = 3 }"), "ensemble.types.each: missing"));
  CHECK(contains(types("{ agents = 3, each = 2, order = true }"), "ensemble.types.order: unknown key"));
  CHECK(contains(types("{ agents = 1, each = 2 }"), "1 agents; expected from 2"));
  CHECK(contains(types("{ agents = 3, each = [2, 'x'] }"), "ensemble.types.each: expected an integer"));
  const auto rules = [](const std::string& value) { return study_fault(excluding(value)); };
  CHECK(
      contains(rules("{ alphas = 1 }"), "exclude.alphas: no cell of the study has it; did you mean 'alpha'"));
  CHECK(contains(rules("{ alpha = '>=x' }"), "exclude.alpha"));
  CHECK(contains(rules("{ alpha = 'high' }"), "exclude.alpha: expected a number, or a comparison"));
  CHECK(contains(rules("{ family = 3 }"), "exclude.family: expected a text"));
  CHECK(contains(rules("{ pattern = '{1,9}' }"), "exclude.pattern"));
  CHECK(contains(rules("{ seed = '>=1' }"), "exclude: its rules drop every cell of the study"));
  CHECK(contains(rules("{}"), "exclude: expected a table such as"));
  CHECK(contains(study_fault("format = 1\nseed = [1, 2]\nmode = 'enumerate'\n[[ensemble]]\n" + space +
                             "prior = { family = 'lattice', denominator = 10 }" + minimal),
                 "seed: an enumeration draws nothing"));
}

}  // namespace
}  // namespace genericity
