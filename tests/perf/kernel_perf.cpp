// Proved verdicts a second of the batch kernel on Dirichlet(1) priors, one thread: `decide` on priors that
// are drawn already, `draw_and_decide` with the drawing.
//
// The goals are for one core of a 2.6 GHz server with AVX-512, drawing included: a hundred times what the
// faster of GLPK and CLP reaches on the same core (sixty times on a); kernel_versus_solvers measures the
// ratio itself.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "core/simd/batch_prover.h"
#include "tests/perf/kernel_cases.h"

namespace genericity::perf {
namespace {

constexpr std::size_t block = 1024;

void decide(benchmark::State& state, const KernelCase& which, InstructionSet set, bool draw) {
  const TypeSpace space(which.types);
  BatchProver prover(space, Pattern::parse(which.pattern, space.agents()), set);
  PriorSource source(R"({"family": "dirichlet"})", space);
  source.draw(block);
  std::vector<std::uint8_t> proved(block);
  const std::vector<double>* weights = &source.draw(block);
  std::size_t total = 0;
  for (auto _ : state) {
    if (draw) weights = &source.draw(block);
    total += prover.decide(*weights, block, proved);
    benchmark::DoNotOptimize(proved.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block));
  state.counters["proved"] = static_cast<double>(total) / static_cast<double>(prover.counters().priors);
}

void add_all() {
  // Goals of draw_and_decide: a 8.5 M/s, b 1.1 M/s, c1 700 k/s, c2 700 k/s, d 60 k/s, e 30 k/s, g 11 k/s.
  for (const KernelCase& which : kernel_cases()) {
    for (const InstructionSet set : available_instruction_sets()) {
      for (const bool draw : {false, true}) {
        const std::string name = std::string(draw ? "draw_and_decide/" : "decide/") + which.name + "/" +
                                 std::string(to_string(set));
        benchmark::RegisterBenchmark(
            name.c_str(), [&which, set, draw](benchmark::State& state) { decide(state, which, set, draw); });
      }
    }
  }
}

}  // namespace
}  // namespace genericity::perf

int main(int argc, char** argv) {
  genericity::perf::add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
