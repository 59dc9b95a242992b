// The vectorised samplers against scalar ones with libm (scalar_variates.h), in turns in one process, and the
// share of the drawing in a certified decision of CI.
//
//   samplers_versus_scalar [ROUNDS]
//
// Goals on one core: at least 3 times the scalar samplers with AVX-512 and 1.5 times with AVX2 (SSE2 may stay
// behind: that a draw is the same everywhere comes before its speed); the drawing takes less than a quarter
// of the time of drawing and deciding under Dirichlet(1), on every case of kernel_cases.h.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/simd/batch_prover.h"
#include "core/simd/variates.h"
#include "tests/perf/clock.h"
#include "tests/perf/kernel_cases.h"
#include "tests/perf/scalar_variates.h"

namespace genericity::perf {
namespace {

constexpr std::size_t block = 1024;

struct Contest {
  const char* name;
  std::string spec;
  std::function<void(std::size_t profiles, std::uint64_t first, std::span<double> out)> scalar;
};

std::vector<Contest> contests() {
  const auto dirichlet = [](double alpha) {
    return [alpha](std::size_t profiles, std::uint64_t first, std::span<double> out) {
      scalar_dirichlet(alpha, profiles, first, out);
    };
  };
  return {{"dirichlet(1)", R"({"family": "dirichlet"})", dirichlet(1)},
          {"dirichlet(3)", R"({"family": "dirichlet", "alpha": 3})", dirichlet(3)},
          {"dirichlet(0.25)", R"({"family": "dirichlet", "alpha": 0.25})", dirichlet(0.25)},
          {"logistic_normal(1)", R"({"family": "logistic_normal"})",
           [](std::size_t profiles, std::uint64_t first, std::span<double> out) {
             scalar_logistic_normal(1, profiles, first, out);
           }}};
}

void against_scalar(const Contest& contest, const TypeSpace& space, int rounds) {
  const auto family = make_prior_family(nlohmann::json::parse(contest.spec), space, nullptr);
  std::vector<double> weights(block * space.profiles());
  std::vector<double> scratch(family->scratch_size());
  const auto sets = available_instruction_sets();
  std::vector<double> scalar_rate;
  std::vector<std::vector<double>> rates(sets.size());
  std::vector<std::vector<double>> ratios(sets.size());
  constexpr int repeats = 10;
  for (int round = 0; round < rounds; ++round) {
    const auto rate_of = [&](auto&& draw) {
      double seconds = 0;
      for (int k = 0; k < repeats; ++k)
        seconds += seconds_of([&] { draw(static_cast<std::uint64_t>(round * repeats + k) * block); });
      return repeats * static_cast<double>(block) / seconds;
    };
    scalar_rate.push_back(
        rate_of([&](std::uint64_t first) { contest.scalar(space.profiles(), first, weights); }));
    for (std::size_t s = 0; s < sets.size(); ++s) {
      family->use(sets[s]);
      rates[s].push_back(
          rate_of([&](std::uint64_t first) { family->draw(StreamKey{1}, first, block, weights, scratch); }));
      ratios[s].push_back(rates[s].back() / scalar_rate.back());
    }
  }
  std::printf("%-18s %-8s %11.0f", contest.name, space.to_string().c_str(), median(scalar_rate));
  for (std::size_t s = 0; s < sets.size(); ++s)
    std::printf("   %11.0f (%5.2f)", median(rates[s]), median(ratios[s]));
  std::printf("\n");
}

void share_of_drawing(const KernelCase& which, int rounds) {
  const TypeSpace space(which.types);
  BatchProver prover(space, Pattern::parse(which.pattern, space.agents()));
  PriorSource source(R"({"family": "dirichlet"})", space);
  std::vector<std::uint8_t> proved(block);
  std::vector<double> shares;
  for (int round = 0; round < rounds; ++round) {
    double drawing = 0;
    double deciding = 0;
    for (int k = 0; k < 10; ++k) {
      drawing += seconds_of([&] { source.draw(block); });
      deciding += seconds_of([&] { prover.decide(source.again(), block, proved); });
    }
    shares.push_back(drawing / (drawing + deciding));
  }
  std::printf("%-4s %5.1f%%\n", which.name, 100 * median(shares));
}

}  // namespace
}  // namespace genericity::perf

int main(int argc, char** argv) {
  using namespace genericity::perf;
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 21;
  std::printf("Priors a second, medians of %d interleaved rounds, and the ratio to the scalar samplers.\n",
              rounds);
  std::printf("%-18s %-8s %11s", "family", "types", "scalar");
  for (const genericity::InstructionSet set : genericity::available_instruction_sets())
    std::printf("   %19s", std::string(genericity::to_string(set)).c_str());
  std::printf("\n");
  for (const std::vector<int>& types : {std::vector<int>{2, 2, 2}, {2, 2, 2, 2}, {3, 3, 3, 3}})
    for (const Contest& contest : contests()) against_scalar(contest, genericity::TypeSpace(types), rounds);
  std::printf("\nThe drawing's share of the time of drawing and deciding, Dirichlet(1):\n");
  for (const KernelCase& which : kernel_cases()) share_of_drawing(which, rounds);
  return 0;
}
