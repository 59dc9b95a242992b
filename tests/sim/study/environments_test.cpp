#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_fault;
using test::study_of;

std::string text_of(
    const std::string& conditions, const std::string& more,
    const std::string& laws = "[[environment]]\nutilities = ['gaussian', 'private']\noutcomes = 3\n") {
  return "format = 1\nseed = 4\nconditions = [" + conditions + "]\n" + more + laws +
         "[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\npatterns = ['minimal', '{1,2}', 'maximal']\n"
         "[stop]\nsamples = 100\n[record]\nsamples = 'all'\n";
}

TEST_CASE("environments change nothing of what is said of their priors") {
  const StudyResult with =
      run_whole(study_of(text_of("'ci', 'cbdp', 'implementable'", "environments = 2\n")));
  const StudyResult without = run_whole(study_of(text_of("'ci', 'cbdp'", "", "")));
  REQUIRE(with.cells.size() == 6);
  REQUIRE(without.cells.size() == 3);
  for (std::size_t cell = 0; cell < 6; ++cell) {
    for (std::size_t c = 0; c < 2; ++c)
      CHECK(with.cells[cell].tallies[c] == without.cells[cell % 3].tallies[c]);
    CHECK(with.cells[cell].theory[1].codimension == without.cells[cell % 3].theory[1].codimension);
  }
  CHECK(with.ensembles[0].environment == "gaussian(outcomes=3,outside=0)");
  CHECK(with.ensembles[0].prior == with.ensembles[1].prior);
  CHECK(with.ensembles[0].key != with.ensembles[1].key);
}

TEST_CASE("the first of several environments is the one, threads change nothing, and pairs add up") {
  const std::string conditions = "'implementable', 'implementable_ir', 'implementable_cr'";
  const StudyResult one = run_whole(study_of(text_of(conditions, "")));
  const StudyResult three = run_whole(study_of(text_of(conditions, "environments = 3\n")), 2);
  const StudyResult again = run_whole(study_of(text_of(conditions, "environments = 3\n")), 1);
  for (std::size_t cell = 0; cell < one.cells.size(); ++cell) {
    for (std::size_t c = 0; c < 3; ++c) {
      const Tally& single = one.cells[cell].tallies[c];
      const Tally& pairs = three.cells[cell].tallies[c];
      CHECK(pairs == again.cells[cell].tallies[c]);
      CHECK(single.samples() == 100);
      CHECK(single.by_prior == CountsByPrior());
      CHECK(pairs.samples() == 300);
      CHECK(pairs.certified == 300);
      CHECK(pairs.by_prior.first() == single.verdicts);
      REQUIRE(pairs.by_prior.priors().size() == 4);
      std::uint64_t priors = 0;
      std::uint64_t holds = 0;
      for (std::uint64_t k = 0; k < 4; ++k) {
        priors += pairs.by_prior.priors()[k][0];
        holds += k * pairs.by_prior.priors()[k][0];
      }
      CHECK(priors == 100);
      CHECK(holds == pairs.verdicts[0]);
      CHECK(three.cells[cell].low[c] <= pairs.share());
      CHECK(three.cells[cell].high[c] >= pairs.share());
    }
    // Whoever is asked to be pleased more fails more.
    CHECK(three.cells[cell].tallies[0].verdicts[0] >= three.cells[cell].tallies[1].verdicts[0]);
    CHECK(three.cells[cell].tallies[1].verdicts[0] >= three.cells[cell].tallies[2].verdicts[0]);
  }
  REQUIRE(three.samples.size() == 6 * 3 * 300);
  CHECK(three.samples[0].environment == 0);
  CHECK(three.samples[1].environment == 1);
}

TEST_CASE("what conditions take is counted where margins are asked for, and changes no verdict") {
  const std::string conditions = "'implementable', 'implementable_ir'";
  const std::string text = text_of(conditions, "environments = 2\n");
  const StudyResult without = run_whole(study_of(text));
  const StudyResult with = run_whole(study_of(text, {"record.margins='all'"}), 2);
  std::uint64_t helped = 0;
  for (std::size_t cell = 0; cell < with.cells.size(); ++cell) {
    for (std::size_t c = 0; c < 2; ++c) {
      const Tally& tally = with.cells[cell].tallies[c];
      CHECK(tally.verdicts == without.cells[cell].tallies[c].verdicts);
      CHECK(without.cells[cell].tallies[c].subsidies == MarginHistogram());
      // Every pair has an amount, and they agree with the verdicts.
      CHECK(tally.margins.total() == 200);
      CHECK(tally.margins.zeros() == tally.verdicts[1]);
      CHECK(tally.subsidies.zeros() == tally.verdicts[0]);
      CHECK(tally.subsidies.total() + tally.no_subsidy == 200);
      helped += tally.subsidies.total() - tally.subsidies.zeros();
      CHECK(std::isnan(with.cells[cell].inferred[c].tail_exponent));
    }
  }
  CHECK(helped > 0);
  REQUIRE(with.samples.size() == without.samples.size());
  for (const SampleRecord& record : with.samples) {
    CHECK((record.least_subsidy == 0) == (record.verdict == 0));
    CHECK(std::isinf(record.least_transfer) == (record.verdict == 1));
    CHECK((record.margin > 0) == (record.verdict == 0));
  }
  CHECK(std::isnan(without.samples[0].least_transfer));
}

TEST_CASE("of given priors the environments are random, and limits stand for that") {
  const std::string text =
      "format = 1\nseed = 4\nconditions = ['ci', 'implementable']\nenvironments = "
      "200\n[[environment]]\nutilities = "
      "'gaussian'\noutcomes = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = { family = 'file', file = 'p.toml' "
      "}\n"
      "patterns = '{1,2}'\n[record]\nsamples = 'none'\n";
  const Study study =
      study_of(text, {}, {{"p.toml", "types = [2, 2, 2]\nprior = [4, 3, 2, 1, 1, 2, 3, 4]\n"}});
  const StudyResult result = run_whole(study);
  const CellResult& cell = result.cells.at(0);
  CHECK(cell.low[0] == 0);
  CHECK(cell.high[0] == 0);
  CHECK(cell.tallies[1].samples() == 200);
  CHECK(cell.low[1] < cell.tallies[1].share());
  CHECK(cell.high[1] > cell.tallies[1].share());
  CHECK(cell.inferred[1].sequence_low == 0);
  CHECK(cell.inferred[1].sequence_high == 1);
}

TEST_CASE("environments and the conditions that need them come together") {
  CHECK(study_fault(text_of("'ci'", "")).find("no condition of the study looks at environments") !=
        std::string::npos);
  CHECK(study_fault(text_of("'ci'", "environments = 2\n", "")).find("no condition of the study") !=
        std::string::npos);
  CHECK(study_fault(text_of("'implementable'", "", "")).find("needs at least one [[environment]]") !=
        std::string::npos);
  CHECK(study_fault(text_of("'implementable'", "environments = 0\n")).find("an integer from 1 to 10000") !=
        std::string::npos);
  CHECK(study_fault(
            "format = 1\nseed = 4\nmode = 'enumerate'\nconditions = ['implementable']\n[[ensemble]]\ntypes = "
            "[2, 2]\nprior = { family = 'lattice', denominator = 6 }\npatterns = 'minimal'\n")
            .find(R"(only mode = "sample" draws)") != std::string::npos);
  CHECK(study_fault(text_of("'implementable'", "", "[[environment]]\nutilities = 'privat'\noutcomes = 3\n"))
            .find("did you mean 'private'?") != std::string::npos);
  CHECK(study_fault(text_of("'implementable'", "environments = 2\n"), {"stop.half_width=0.1"})
            .find("stops by widths draws one environment") != std::string::npos);
  CHECK(study_fault(text_of("'implementable'", ""), {"stop.half_width=0.1"}).empty());
}

}  // namespace
}  // namespace genericity
