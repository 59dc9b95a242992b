// Decisions per second of CBDP and CI at Dirichlet(1) priors, one thread, priors drawn beforehand.
//
// The goal stands beside each case: what one core of a 2.5 GHz server reached when the line was written,
// rounded down.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "tests/core/random_priors.h"

namespace genericity {
namespace {

std::vector<std::vector<double>> draw(const TypeSpace& space, std::size_t count) {
  test::RandomPriors random(1);
  std::vector<std::vector<double>> priors;
  for (std::size_t k = 0; k < count; ++k) priors.push_back(random.dirichlet(space.profiles()));
  return priors;
}

/// As many priors as the mixed cases need for a stable mix of verdicts.
constexpr std::size_t prior_count = 64;

void decide_ci(benchmark::State& state, const std::vector<int>& types, const std::string& pattern) {
  const TypeSpace space(types);
  const auto priors = draw(space, prior_count);
  CiDecider decider(space, Pattern::parse(pattern, space.agents()));
  std::array<std::int64_t, 3> verdicts{};
  std::size_t next = 0;
  for (auto _ : state) {
    const Decision decision =
        decider.decide(Prior{std::span<const double>(priors[next++ % prior_count])}, {});
    ++verdicts.at(static_cast<std::size_t>(decision.verdict));
  }
  state.SetItemsProcessed(state.iterations());
  const auto share = [&](std::int64_t count) {
    return static_cast<double>(count) / static_cast<double>(state.iterations());
  };
  state.counters["holds"] = share(verdicts[0]);
  state.counters["undecided"] = share(verdicts[2]);
}

void decide_cbdp_at(benchmark::State& state, const std::vector<int>& types, const std::string& text) {
  const TypeSpace space(types);
  const Pattern pattern = Pattern::parse(text, space.agents());
  const auto priors = draw(space, prior_count);
  std::vector<BeliefSeparation> separations;
  for (const Coalition coalition : pattern.coalitions()) separations.emplace_back(space, coalition);
  std::size_t next = 0;
  for (auto _ : state) {
    const Prior prior{std::span<const double>(priors[next++ % prior_count])};
    double margin = 1;
    for (BeliefSeparation& one : separations) margin = std::min(margin, one.closest(prior).distance);
    benchmark::DoNotOptimize(decide_cbdp(margin));
  }
  state.SetItemsProcessed(state.iterations());
}

using Types = std::vector<int>;
const Types three_agents{2, 2, 2};
const Types four_agents{2, 2, 2, 2};
const Types three_types{3, 3, 3, 3};
const Types five_agents{2, 2, 2, 2, 2};
const Types six_agents{2, 2, 2, 2, 2, 2};
const std::string cyclic_triples = "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}";
const std::string bipartite_triples = "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}";

// clang-format off
BENCHMARK_CAPTURE(decide_ci, a_three_agents, three_agents, "minimal");                        // goal: 1.5M/s
BENCHMARK_CAPTURE(decide_ci, b_path, four_agents, "{1,2},{2,3}");                             // goal: 110k/s
BENCHMARK_CAPTURE(decide_ci, c_star, four_agents, "{1,2},{1,3},{1,4}");                       // goal: 65k/s
BENCHMARK_CAPTURE(decide_ci, c_triangle, four_agents, "{1,2},{1,3},{2,3}");                   // goal: 65k/s
BENCHMARK_CAPTURE(decide_ci, d_three_types, three_types, "{1,2},{2,3}");                      // goal: 2.9k/s
BENCHMARK_CAPTURE(decide_ci, e_five_agents_pairs, five_agents, "size<=2");                    // goal: 4.7k/s
BENCHMARK_CAPTURE(decide_ci, f_complementary, four_agents, "{1,2},{3,4}");                    // goal: closed form, free
BENCHMARK_CAPTURE(decide_ci, g_six_agents_pairs, six_agents, "size<=2");                      // goal: 1.0k/s
BENCHMARK_CAPTURE(decide_ci, mixed_cyclic_triples, five_agents, cyclic_triples)->Iterations(prior_count)->Unit(benchmark::kMillisecond);        // goal: 40/s
BENCHMARK_CAPTURE(decide_ci, mixed_bipartite_triples, five_agents, bipartite_triples)->Iterations(prior_count)->Unit(benchmark::kMillisecond);  // goal: 65/s

BENCHMARK_CAPTURE(decide_cbdp_at, a_three_agents, three_agents, "minimal");                   // goal: 12M/s
BENCHMARK_CAPTURE(decide_cbdp_at, b_path, four_agents, "{1,2},{2,3}");                        // goal: 4.5M/s
BENCHMARK_CAPTURE(decide_cbdp_at, c_star, four_agents, "{1,2},{1,3},{1,4}");                  // goal: 3.7M/s
BENCHMARK_CAPTURE(decide_cbdp_at, c_triangle, four_agents, "{1,2},{1,3},{2,3}");              // goal: 3.7M/s
BENCHMARK_CAPTURE(decide_cbdp_at, d_three_types, three_types, "{1,2},{2,3}");                 // goal: 950k/s
BENCHMARK_CAPTURE(decide_cbdp_at, e_five_agents_pairs, five_agents, "size<=2");               // goal: 1.1M/s
BENCHMARK_CAPTURE(decide_cbdp_at, f_complementary, four_agents, "{1,2},{3,4}");               // goal: 4.5M/s
BENCHMARK_CAPTURE(decide_cbdp_at, g_six_agents_pairs, six_agents, "size<=2");                 // goal: 430k/s
BENCHMARK_CAPTURE(decide_cbdp_at, mixed_cyclic_triples, five_agents, cyclic_triples);         // goal: 1.1M/s
BENCHMARK_CAPTURE(decide_cbdp_at, mixed_bipartite_triples, five_agents, bipartite_triples);   // goal: 950k/s
// clang-format on

}  // namespace
}  // namespace genericity
