// What is proved of shares: in results, files and unions of them, and cells that studies skip for it.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/store/consistency.h"
#include "sim/store/result_file.h"
#include "sim/store/science_digest.h"
#include "sim/store/united.h"
#include "sim/study/continuation.h"
#include "sim/study/generic_theorems.h"
#include "sim/study/skip_file.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_fault;
using test::study_of;

/// Three agents: {1,2} is complementary to {3}, singletons alone hold at almost every prior.
std::string text(const std::string& head = "") {
  return "format = 1\nseed = 5\nconditions = ['cbdp', 'ci', 'ci_ir']\n" + head +
         "\n[stop]\nsamples = 30\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = ['dirichlet', 'exchangeable', "
         "{ family = 'lattice', denominator = 12 }]\npatterns = ['minimal', '{1,2}']\n";
}

StudyResult stated(const Study& study, int threads = 1) {
  StudyResult result = run_whole(study);
  state_theorems(study, threads, result);
  return result;
}

/// "1 . 0": the shares of a cell that are proved.
std::string proved_of(const CellResult& cell) {
  std::string text;
  for (const double share : cell.theorem.shares) {
    text += text.empty() ? "" : " ";
    text += std::isnan(share) ? "." : share == 0 ? "0" : share == 1 ? "1" : "?";
  }
  return text;
}

TEST_CASE(
    "a theorem about almost every prior is one about laws with a density, one about every prior about all") {
  const Study study = study_of(text());
  for (const int threads : {1, 3}) {
    const StudyResult result = stated(study, threads);
    REQUIRE(result.cells.size() == 6);
    for (const std::size_t minimal : {0U, 2U, 4U}) {
      CHECK(result.cells[minimal].theorem.verdict == "almost_always");
      CHECK(proved_of(result.cells[minimal]) == (minimal == 0 ? "1 1 ." : ". . ."));
      CHECK(result.cells[minimal + 1].theorem.verdict == "never");
      CHECK(contains(result.cells[minimal + 1].theorem.reason, "{1,2}"));
      CHECK(proved_of(result.cells[minimal + 1]) == ". 0 0");
    }
    CHECK(faults_of(result).empty());
  }
}

TEST_CASE("one pattern on one type space is looked at once") {
  GenericFindings findings;
  const TypeSpace space({2, 2, 2});
  const GenericFinding& first = findings.of(space, Pattern::parse("{1,2}", 3));
  CHECK(&findings.of(space, Pattern::parse("{2,1}", 3)) == &first);
  CHECK(&findings.of(TypeSpace({2, 2, 3}), Pattern::parse("{1,2}", 3)) != &first);
  CHECK(&findings.of(space, Pattern::parse("minimal", 3)) != &first);
}

TEST_CASE("theorems are in no digest, and files keep them or do without") {
  const Study study = study_of(text());
  const StudyResult plain = run_whole(study);
  const StudyResult full = stated(study);
  CHECK(science_digest(plain) == science_digest(full));
  const TemporaryDirectory folder;
  write_result(plain, folder / "plain.h5");
  write_result(full, folder / "full.h5");
  const StudyResult without = read_result(folder / "plain.h5");
  const StudyResult with = read_result(folder / "full.h5");
  for (std::size_t i = 0; i < full.cells.size(); ++i) {
    CHECK(without.cells[i].theorem.verdict.empty());
    CHECK(proved_of(without.cells[i]) == ". . .");
    CHECK(with.cells[i].theorem.verdict == full.cells[i].theorem.verdict);
    CHECK(with.cells[i].theorem.reason == full.cells[i].theorem.reason);
    CHECK(proved_of(with.cells[i]) == proved_of(full.cells[i]));
  }
  // A file without them is continued.
  StudyResult more = continue_result(study, {}, without, "plain.h5");
  state_theorems(study, 1, more);
  CHECK(proved_of(more.cells[1]) == ". 0 0");
}

TEST_CASE("results of programs that prove more and less unite, in any order, to what proves most") {
  const Study study = study_of(text());
  std::vector<StudyResult> parts;
  for (const std::uint64_t index : {0U, 1U, 2U}) {
    StudyResult part = start_result(study, {index, 3});
    (void)run_study(study, part, {});
    if (index != 1) state_theorems(study, 1, part);
    if (index == 2) part.cells[0].theorem = {"open", "no theorem", std::vector<double>(3, std::nan(""))};
    parts.push_back(std::move(part));
  }
  for (const std::vector<std::string>& order :
       {std::vector<std::string>{"0", "1", "2"}, {"2", "1", "0"}, {"1", "2", "0"}}) {
    const StudyResult all = united(order, [&](const std::string& name) { return parts[std::stoul(name)]; });
    CHECK(all.complete);
    CHECK(all.cells[0].theorem.verdict == "almost_always");
    CHECK(proved_of(all.cells[0]) == "1 1 .");
    CHECK(proved_of(all.cells[3]) == ". 0 0");
  }
}

TEST_CASE("a prior that satisfies what fails at every prior is a fault") {
  StudyResult result = stated(study_of(text()));
  result.cells[0].theorem = result.cells[1].theorem;
  const std::vector<std::string> faults = faults_of(result);
  REQUIRE(!faults.empty());
  CHECK(contains(faults.front(), "where a theorem says that it fails at every prior"));
}

TEST_CASE("cells of which something is proved are skipped") {
  const auto left = [](const std::string& skip) {
    const Study study = study_of(text("skip = [" + skip + "]"));
    std::vector<std::size_t> counts{study.cells()};
    for (const GridSizes::Skipped& skipped : study.grid.skipped) counts.push_back(skipped.cells);
    return counts;
  };
  using Counts = std::vector<std::size_t>;
  CHECK(left("") == Counts{6});
  CHECK(left("'never'") == Counts{3, 3});
  CHECK(left("'almost_always'") == Counts{5, 1});
  CHECK(left("'almost_always', 'never'") == Counts{2, 1, 3});
}

TEST_CASE("what a study skips later is kept as it was, marked, and comes back") {
  const Study all = study_of(text());
  Study some = study_of(text("skip = ['never']"));
  const StudyResult counted = run_whole(all);
  keep_excluded(some, counted);
  const StudyResult shrunk = continue_result(some, {}, counted, "a file");
  REQUIRE(shrunk.cells.size() == 6);
  std::size_t marked = 0;
  for (const CellResult& cell : shrunk.cells) {
    CHECK(cell.samples.front().count() == 30);
    if (shrunk.ensembles[cell.ensemble].stop_reason == StopReason::excluded) ++marked;
  }
  CHECK(marked == 3);
  StudyResult back = continue_result(all, {}, shrunk, "a file");
  (void)run_study(all, back, {});
  CHECK(science_digest(back) == science_digest(counted));
}

TEST_CASE("a study is read as its file was made, whatever is proved since then") {
  // The file is one of a program that knew nothing of {1,2} under the first law.
  StudyResult stored = run_whole(study_of(text("exclude = [{ pattern = '{1,2}', family = '!=dirichlet' }]")));
  Study study = study_of(text());
  skip_as_in(stored, study);
  CHECK(study.cells() == 4);
  CHECK(study.identity() == stored.identity);
}

TEST_CASE("wrong words are refused") {
  const auto fault = [](const std::string& value) { return study_fault(text("skip = " + value)); };
  CHECK(fault("['nevr']") ==
        "s.toml:4: skip: unknown verdict 'nevr'; expected a list of never or almost_always; did you mean "
        "'never'?");
  CHECK(
      contains(fault("['between']"), "unknown verdict 'between'; expected a list of never or almost_always"));
  CHECK(contains(fault("'never'"), "skip: expected a list such as"));
  CHECK(contains(fault("[1]"), "skip: expected a list of never or almost_always"));
  CHECK(contains(fault("['never', 'never']"), "'never' is listed twice"));
  CHECK(contains(study_fault("format = 1\nseed = 1\nskip = ['never']\n[[ensemble]]\ntypes = [2, 2]\n"
                             "prior = 'dirichlet'\npatterns = 'minimal'\n"),
                 "s.toml:3: skip: it drops every cell of the study"));
}

}  // namespace
}  // namespace genericity
