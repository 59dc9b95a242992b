// The whole cascade on five-agent patterns with triples, where many priors fail CI, against GLPK and CLP,
// both cold: in one process, on one core, in turns, on the same priors, with the verdicts compared.
//
//   mixed_versus_solvers [ROUNDS [SECONDS]]
//
// SECONDS is what each library may take a round (2); a single call may take 10 and then counts as no answer.
//
// Goal (Dirichlet(1), the drawing of the priors and proofs on both sides included): at least 40 times the
// faster library on every pattern.
//
// The kernel's side is the very code of a run (SampleCounter); lp_solvers.h says how the libraries are asked.
// Where these run into the limit their rates are too high, in their favour.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/study/sample_counter.h"
#include "tests/perf/lp_solvers.h"

namespace genericity::perf {
namespace {

struct NamedPattern {
  const char* name;
  const char* pattern;
};

/// Two whose shares of CI are known to be strictly between 0 and 1, and maximal non-complementary ones
/// without condition (G).
constexpr std::array<NamedPattern, 6> patterns = {{
    {"P1", "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"},
    {"P3", "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}"},
    {"M1", "{1,2},{1,3},{2,4},{3,5},{4,5},{1,2,5},{1,3,4},{1,4,5},{2,3,4},{2,3,5}"},
    {"M2", "{1,2},{1,3},{1,4},{2,3},{1,2,3},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4}"},
    {"M3", "{1,2},{1,3},{2,3},{4,5},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5}"},
    {"M4", "{1,2},{1,3},{2,3},{1,2,3},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5}"},
}};

/// Priors a round.
constexpr std::size_t block = 64;

/// A library's answers to the first priors of a round.
struct Library {
  std::vector<double> rates;  // by round
  double seconds = 0;
  std::size_t solved = 0, wrong = 0, silent = 0;

  void take_turn(auto& solver, Rows& rows, std::span<const double> weights, std::size_t profiles,
                 std::span<const SampleRecord> verdicts, double quota) {
    double now = 0;
    std::size_t count = 0;
    while (now < quota && count < verdicts.size()) {
      const auto& matrix = rows.fill(weights.subspan(count * profiles, profiles));
      Answer answer = Answer::none;
      now += processor_seconds_of([&] { answer = solver.answer(matrix); });
      const std::uint8_t proved = verdicts[count].verdict;
      if (answer == Answer::none) {
        ++silent;
      } else if (proved != static_cast<std::uint8_t>(Verdict::undecided)) {
        wrong += static_cast<std::uint8_t>(answer) == proved ? 0U : 1U;
      }
      ++count;
    }
    rates.push_back(static_cast<double>(count) / now);
    seconds += now;
    solved += count;
  }
  [[nodiscard]] double rate() const { return static_cast<double>(solved) / seconds; }
};

void compare(const NamedPattern& which, int rounds, double quota) {
  const TypeSpace space({2, 2, 2, 2, 2});
  const Pattern pattern = Pattern::parse(which.pattern, space.agents());
  Study study;
  study.conditions = {Condition::ci};
  study.record_samples = RecordSamples::all;
  study.record_margins = RecordMargins::none;
  std::shared_ptr<const PriorFamily> family =
      make_prior_family(nlohmann::json{{"family", "dirichlet"}}, space,
                        [](const std::string&, const TypeSpace&) -> LoadedPriors {
                          throw std::invalid_argument("no files here");
                        });
  study.ensembles.push_back({space, family, {pattern}, 1});
  const EnsembleSetup plan(study.ensembles[0], study.conditions);
  SampleCounter trial(plan, study);
  SampleCounter::Tallies tallies = trial.empty_tallies();
  std::vector<SampleRecord> records;

  constexpr double limit = 10;
  Rows rows(space, pattern);
  const std::vector<double> ones(space.profiles(), 1.0);
  Glpk glpk(rows.fill(ones), limit);
  Clp clp(rows.fill(ones), limit);
  Library of_glpk, of_clp;
  std::vector<double> weights(block * space.profiles());
  std::vector<double> scratch(family->scratch_size());
  std::vector<double> kernel_rates, ratios;
  double kernel_seconds = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto first = static_cast<std::uint64_t>(round) * block;
    records.clear();
    const double seconds = processor_seconds_of([&] { trial.run(first, block, tallies, records); });
    kernel_seconds += seconds;
    kernel_rates.push_back(static_cast<double>(block) / seconds);
    family->draw(make_stream_key(study.seed(), 1), first, block, weights, scratch);
    of_glpk.take_turn(glpk, rows, weights, space.profiles(), records, quota);
    of_clp.take_turn(clp, rows, weights, space.profiles(), records, quota);
    ratios.push_back(kernel_rates.back() / std::max(of_glpk.rates.back(), of_clp.rates.back()));
  }
  const Tally& tally = tallies[0];
  const double kernel_rate = static_cast<double>(tally.samples()) / kernel_seconds;
  std::printf(
      "%-4s %4zu %9.1f %8.2f %8.2f %8.1f %8.1f   %4llu %4llu %4llu   %zu and %zu of %zu, %zu and %zu of "
      "%zu\n",
      which.name, DeviationSystem::count_rows(space, pattern), kernel_rate, of_glpk.rate(), of_clp.rate(),
      kernel_rate / std::max(of_glpk.rate(), of_clp.rate()), median(ratios),
      static_cast<unsigned long long>(tally.verdicts[0]), static_cast<unsigned long long>(tally.verdicts[1]),
      static_cast<unsigned long long>(tally.verdicts[2]), of_glpk.wrong, of_glpk.silent, of_glpk.solved,
      of_clp.wrong, of_clp.silent, of_clp.solved);
  std::fflush(stdout);
}

}  // namespace
}  // namespace genericity::perf

int main(int argc, char** argv) {
  using namespace genericity::perf;
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  const double quota = argc > 2 ? std::atof(argv[2]) : 2;
  std::printf(
      "Decisions a second of processor time over %d interleaved rounds of %zu priors; five agents, two "
      "types.\n",
      rounds, block);
  std::printf("Ratio to the faster library: of the totals, and the median over rounds.\n");
  std::printf(
      "case rows    kernel     GLPK      CLP    ratio   median   holds fails open   GLPK: wrong and silent, "
      "CLP: "
      "wrong and silent\n");
  for (const NamedPattern& which : patterns) compare(which, rounds, quota);
  return 0;
}
