// Samples per second of every family of priors, |Θ| = 16 unless said otherwise. One thread.
//
// The goal stands beside each family, for one core of a server with AVX-512, half of it with AVX2: a draw
// should cost much less than a decision of CI on the same space, so that a study's time goes into its
// conditions. samplers_versus_scalar.cpp has the ratios to scalar samplers.

#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/priors/family.h"

namespace genericity {
namespace {

LoadedPriors given_prior(const std::string& /*path*/, const TypeSpace& /*space*/) {
  return {TypeSpace({2, 2, 2, 2}), {{1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1}}, "digest"};
}

void draw_blocks(benchmark::State& state, const std::string& spec, const std::vector<int>& types) {
  constexpr std::size_t block = 256;
  const TypeSpace space(types);
  const auto family = make_prior_family(nlohmann::json::parse(spec), space, given_prior);
  std::vector<double> weights(block * space.profiles());
  std::vector<double> scratch(family->scratch_size());
  std::uint64_t first = 0;
  for (auto _ : state) {
    family->draw(StreamKey{1}, first, block, weights, scratch);
    benchmark::DoNotOptimize(weights.data());
    benchmark::ClobberMemory();
    first += block;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block));
}

const std::vector<int> four_agents = {2, 2, 2, 2};

// Goal: 25 M/s.
BENCHMARK_CAPTURE(draw_blocks, dirichlet_1, R"({"family": "dirichlet"})", four_agents);
// Goal: 8 M/s.
BENCHMARK_CAPTURE(draw_blocks, dirichlet_3, R"({"family": "dirichlet", "alpha": 3})", four_agents);
// Goal: 5 M/s.
BENCHMARK_CAPTURE(draw_blocks, dirichlet_025, R"({"family": "dirichlet", "alpha": 0.25})", four_agents);
// Goal: 12 M/s.
BENCHMARK_CAPTURE(draw_blocks, logistic_normal, R"({"family": "logistic_normal"})", four_agents);
// Goal: 15 M/s.
BENCHMARK_CAPTURE(draw_blocks, independent, R"({"family": "independent"})", four_agents);
// Goal: 15 M/s.
BENCHMARK_CAPTURE(draw_blocks, block_independent,
                  R"({"family": "block_independent", "blocks": "{1,2},{3,4}"})", four_agents);
// Goal: 40 M/s.
BENCHMARK_CAPTURE(draw_blocks, exchangeable, R"({"family": "exchangeable"})", four_agents);
// Goal: 7 M/s.
BENCHMARK_CAPTURE(draw_blocks, latent_class_2, R"({"family": "latent_class", "classes": 2})", four_agents);
// Goal: 3 M/s.
BENCHMARK_CAPTURE(draw_blocks, pairwise, R"({"family": "pairwise"})", four_agents);
// Goal: 1.3 M/s.
BENCHMARK_CAPTURE(draw_blocks, lattice, R"({"family": "lattice", "denominator": 1000})", four_agents);
// Goal: 8 M/s.
BENCHMARK_CAPTURE(draw_blocks, near_independent,
                  R"({"family": "near", "base": {"family": "independent"}, "epsilon": 0.001})", four_agents);
// Goal: 15 M/s.
BENCHMARK_CAPTURE(draw_blocks, perturbed, R"({"family": "perturbed", "file": "given", "epsilon": 0.01})",
                  four_agents);
// Goal: 100 M/s.
BENCHMARK_CAPTURE(draw_blocks, file, R"({"family": "file", "file": "given"})", four_agents);
// Goal: 100 k/s, on twelve agents (|Θ| = 4096).
BENCHMARK_CAPTURE(draw_blocks, dirichlet_1_large, R"({"family": "dirichlet"})", std::vector<int>(12, 2));

}  // namespace
}  // namespace genericity
