// The batch kernel against the LP libraries that a user would pick instead, GLPK (dual simplex) and CLP (dual
// simplex), both cold: in one process, on one core, in turns, on the same priors, with the verdicts compared.
//
//   kernel_versus_solvers [ROUNDS [CASE…]]
//
// Goal (Dirichlet(1), the kernel's drawing of the priors included, proofs included): at least 100 times the
// faster library on b, c1, c2, d, e, g and 60 times on a.
//
// A library's time covers passing the coefficients and solving, not drawing; lp_solvers.h says how it is
// asked.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "core/simd/batch_prover.h"
#include "tests/perf/kernel_cases.h"
#include "tests/perf/lp_solvers.h"

namespace genericity::perf {
namespace {

void compare(const KernelCase& which, int rounds) {
  const TypeSpace space(which.types);
  const Pattern pattern = Pattern::parse(which.pattern, space.agents());
  BatchProver prover(space, pattern);
  PriorSource source(R"({"family": "dirichlet"})", space);
  Rows rows(space, pattern);
  const std::vector<double> ones(space.profiles(), 1.0);
  Glpk glpk(rows.fill(ones));
  Clp clp(rows.fill(ones));

  // A round takes each about 50 ms; the libraries take the first priors of the kernel's.
  constexpr double round_seconds = 0.05;
  constexpr std::size_t block = 1024;
  std::vector<std::uint8_t> proved(block);
  std::vector<double> kernel_rate, decide_rate, glpk_rate, clp_rate, ratio;
  std::size_t priors = 0, total = 0, glpk_wrong = 0, clp_wrong = 0, compared = 0, open = 0;
  for (int round = 0; round < rounds; ++round) {
    double with_drawing = 0, deciding = 0;
    std::size_t count = 0, in_block = 0;
    while (with_drawing < round_seconds) {
      const std::vector<double>* weights = nullptr;
      with_drawing += seconds_of([&] { weights = &source.draw(block); });
      const double decided = seconds_of([&] { in_block = prover.decide(*weights, block, proved); });
      deciding += decided;
      with_drawing += decided;
      count += block;
      total += in_block;
    }
    priors += count;
    const std::vector<double>& last = source.again();
    const auto library = [&](auto& solver, std::size_t& wrong) {
      double seconds = 0;
      std::size_t solved = 0;
      while (seconds < round_seconds && solved < block) {
        const auto& matrix = rows.fill(std::span(last).subspan(solved * space.profiles(), space.profiles()));
        Answer answer = Answer::none;
        seconds += seconds_of([&] { answer = solver.answer(matrix); });
        if (proved[solved] != 0) {
          wrong += answer == Answer::holds ? 0 : 1;
          ++compared;
        } else {
          ++open;
        }
        ++solved;
      }
      return static_cast<double>(solved) / seconds;
    };
    glpk_rate.push_back(library(glpk, glpk_wrong));
    clp_rate.push_back(library(clp, clp_wrong));
    kernel_rate.push_back(static_cast<double>(count) / with_drawing);
    decide_rate.push_back(static_cast<double>(count) / deciding);
    ratio.push_back(kernel_rate.back() / std::max(glpk_rate.back(), clp_rate.back()));
  }
  std::printf("%-4s %10.0f %10.0f %9.0f %9.0f %9.0f %11.6f   %zu and %zu of %zu, %zu open\n", which.name,
              median(kernel_rate), median(decide_rate), median(glpk_rate), median(clp_rate), median(ratio),
              static_cast<double>(total) / static_cast<double>(priors), glpk_wrong, clp_wrong, compared,
              open);
  std::fflush(stdout);
}

}  // namespace
}  // namespace genericity::perf

int main(int argc, char** argv) {
  using namespace genericity::perf;
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  std::printf("Decisions a second, medians of %d interleaved rounds; instruction set %s.\n", rounds,
              std::string(genericity::to_string(genericity::best_instruction_set())).c_str());
  std::printf(
      "case    drawing+   deciding      GLPK       CLP     ratio      proved   GLPK and CLP against a "
      "proof\n");
  for (const KernelCase& which : kernel_cases()) {
    const bool named = std::any_of(argv + std::min(argc, 2), argv + argc,
                                   [&](const char* name) { return std::strcmp(name, which.name) == 0; });
    if (argc > 2 && !named) continue;
    compare(which, rounds);
  }
  return 0;
}
