#include <doctest/doctest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <span>

#include "core/conditions/belief_separation.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/priors/interaction_graph.h"
#include "tests/sim/priors/draws.h"
#include "tests/sim/priors/ties.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

/// The alternating sum of log w over the corners of a box: agents in `moved` take type `low` or `high`, the
/// others type 0. It is the interaction of the moved agents.
double interaction(std::span<const double> weights, const TypeSpace& space, const std::vector<int>& moved,
                   int low, int high) {
  double sum = 0;
  for (unsigned corner = 0; corner < (1U << moved.size()); ++corner) {
    std::size_t profile = 0;
    int sign = 1;
    for (std::size_t k = 0; k < moved.size(); ++k) {
      const bool up = ((corner >> k) & 1U) != 0;
      profile += static_cast<std::size_t>(up ? high : low) * space.stride(moved[k]);
      sign = up ? -sign : sign;
    }
    sum += sign * std::log(weights[profile]);
  }
  return sum;
}

}  // namespace

TEST_CASE("pairwise has no interaction of three agents or more") {
  const std::uint64_t seed = 71;
  CAPTURE(seed);
  const std::vector<int> types = {3, 2, 4, 2};
  const TypeSpace space(types);
  const Draws sample(R"({"family": "pairwise"})", types, seed, 500);
  for (std::size_t i = 0; i < sample.count(); ++i) {
    const auto w = sample.row(i);
    for (const std::vector<int>& triple :
         {std::vector<int>{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}})
      REQUIRE(std::abs(interaction(w, space, triple, 0, 1)) < 1e-12);
    REQUIRE(std::abs(interaction(w, space, {0, 2, 3}, 1, 0)) < 1e-12);
  }
}

// The interaction of two agents is b(1,1) − b(1,2) − b(2,1) + b(2,2): normal with variance 4 sigma².
TEST_CASE("interactions of two agents are normal with variance 4 sigma^2") {
  const std::uint64_t seed = 72;
  constexpr std::size_t draws = 50000;
  CAPTURE(seed);
  const std::vector<int> types = {2, 3, 2};
  const TypeSpace space(types);
  const Draws sample(R"({"family": "pairwise", "sigma": 1.5})", types, seed, draws);
  const boost::math::normal law(0, 2 * 1.5);
  for (const std::vector<int>& pair : {std::vector<int>{0, 1}, {0, 2}, {1, 2}}) {
    std::vector<double> value(draws);
    for (std::size_t i = 0; i < draws; ++i) value[i] = interaction(sample.row(i), space, pair, 0, 1);
    CHECK(ks_statistic(value, [&](double x) { return cdf(law, x); }) < ks_limit());
  }
  // Moving one agent alone changes its main effect and two interactions: 2·3 coefficients.
  const boost::math::normal main_law(0, std::sqrt(6.0) * 1.5);
  for (const int agent : {0, 1, 2}) {
    std::vector<double> value(draws);
    for (std::size_t i = 0; i < draws; ++i) value[i] = interaction(sample.row(i), space, {agent}, 0, 1);
    CHECK(ks_statistic(value, [&](double x) { return cdf(main_law, x); }) < ks_limit());
  }
}

TEST_CASE("the null set and rare events under pairwise") {
  CHECK(theory_of(R"({"family": "pairwise"})", {2, 2, 2}, "minimal").exponent == 2);
  CHECK(theory_of(R"({"family": "pairwise"})", {2, 2, 2}, "maximal").exponent == 1);
  const auto moderate = family_of(R"({"family": "pairwise", "sigma": 10})", {2, 2, 2});
  CHECK(!moderate->cell_law());
  CHECK(moderate->tail_refusal().empty());
  const auto wide = family_of(R"({"family": "pairwise", "sigma": 50})", {2, 2, 2});
  CHECK(wide->tail_refusal().find("at most 10") != std::string::npos);
}

// What theory says of every coalition, on graphs of all shapes, in exact arithmetic that shares no code with
// the decider: equal posteriors exactly where a member of the coalition has no neighbour outside.
TEST_CASE("posteriors on a graph are equal, exactly, for coalitions that hide an agent from the others") {
  const std::uint64_t seed = 73;
  CAPTURE(seed);
  struct Case {
    std::vector<int> types;
    std::string graph;
  };
  for (const Case& one : {Case{{2, 2, 2}, "1-2,2-3"}, Case{{3, 2, 4}, "1-2,2-3"}, Case{{2, 3, 2}, "2-3"},
                          Case{{2, 2, 2, 2}, "1-2,2-3,3-4,1-4"}, Case{{2, 3, 2, 2}, "1-2,1-3,1-4"},
                          Case{{2, 2, 2, 2}, "1-2,1-3,2-3,3-4"}, Case{{2, 2, 3}, "1-2,1-3,2-3"}}) {
    // No structured binding: Clang 14 does not capture one.
    const auto& types = one.types;
    const auto& graph = one.graph;
    CAPTURE(graph);
    const TypeSpace space(types);
    for (const char* sigma : {"1", "100"}) {
      const std::string spec =
          R"({"family": "pairwise", "sigma": )" + std::string(sigma) + R"(, "graph": ")" + graph + "\"}";
      const auto family = family_of(spec, types);
      const Draws sample(*family, space.profiles(), seed, 0, 40);
      const Pattern all = Pattern::maximal(space.agents());
      for (const Coalition coalition : all.coalitions()) {
        CAPTURE(coalition.to_string());
        const auto theory = family->null_set_theory(space, std::span(&coalition, 1));
        for (std::size_t i = 0; i < sample.count(); ++i) {
          if (theory.codimension == 0) {
            REQUIRE(has_tie(InformationStructure(space, sample.row(i)), coalition));
            BeliefSeparation separation(space, coalition);
            REQUIRE(separation.closest(Prior(sample.row(i))).distance == 0);
          } else if (std::string(sigma) == "1") {
            REQUIRE(!has_tie(InformationStructure(space, sample.row(i)), coalition));
          }
        }
      }
    }
  }
}

TEST_CASE("the chain 1-2-3 fails CBDP with the coalition {1,2} in every draw, and not without it") {
  const TypeSpace space({2, 2, 2});
  const Draws sample(R"({"family": "pairwise", "graph": "1-2,2-3"})", {2, 2, 2}, 74, 5000);
  BeliefSeparation pair(space, Coalition(0b011));
  BeliefSeparation ends(space, Coalition(0b101));
  for (std::size_t i = 0; i < sample.count(); ++i) {
    const Prior prior(sample.row(i));
    REQUIRE(pair.closest(prior).distance == 0);
    REQUIRE(ends.closest(prior).distance > 0);
  }
  CHECK(theory_of(R"({"family": "pairwise", "graph": "1-2,2-3"})", {2, 2, 2}, "{1,2}").codimension == 0);
  CHECK(theory_of(R"({"family": "pairwise", "graph": "1-2,2-3"})", {2, 2, 2}, "minimal").exponent == 1);
  CHECK(theory_of(R"({"family": "pairwise", "graph": "1-2,2-3,1-3"})", {2, 2, 2}, "minimal").exponent == 2);
}

// An edge's interaction is normal with variance 4 sigma² as without a graph; the others are exactly 0.
TEST_CASE("interactions stand on the edges of the graph only") {
  const std::uint64_t seed = 75;
  constexpr std::size_t draws = 20000;
  CAPTURE(seed);
  const std::vector<int> types = {2, 3, 2, 2};
  const TypeSpace space(types);
  const Draws sample(R"({"family": "pairwise", "sigma": 1.5, "graph": "1-2,2-3,1-3,3-4"})", types, seed,
                     draws);
  const boost::math::normal law(0, 2 * 1.5);
  for (const std::vector<int>& pair : {std::vector<int>{0, 1}, {0, 2}, {1, 2}, {2, 3}}) {
    std::vector<double> value(draws);
    for (std::size_t i = 0; i < draws; ++i) value[i] = interaction(sample.row(i), space, pair, 0, 1);
    CHECK(ks_statistic(value, [&](double x) { return cdf(law, x); }) < ks_limit());
  }
  for (std::size_t i = 0; i < 500; ++i) {
    for (const std::vector<int>& none : {std::vector<int>{0, 3}, {1, 3}, {0, 1, 3}, {0, 1, 2, 3}})
      REQUIRE(std::abs(interaction(sample.row(i), space, none, 0, 1)) < 1e-12);
    // Rounded to 26 bits, so no interaction of three up to that.
    REQUIRE(std::abs(interaction(sample.row(i), space, {0, 1, 2}, 0, 1)) < 8 * 0x1p-26);
  }
}

TEST_CASE("graphs are kept in one form, and have an order of edges that does not matter") {
  const auto named = [](const std::string& graph) {
    return family_of(R"({"family": "pairwise", "graph": ")" + graph + "\"}", {2, 2, 2})->name();
  };
  CHECK(named("2-3,1-2") == "pairwise(sigma=1,graph=1-2,2-3)");
  CHECK(named(" 3 - 2 , 2-1,1-2") == "pairwise(sigma=1,graph=1-2,2-3)");
  CHECK(named("1-2,1-3,2-3") == "pairwise(sigma=1,graph=1-2,1-3,2-3)");
}

TEST_CASE("maximal cliques of graphs") {
  const auto cliques = [](int agents, std::vector<InteractionGraph::Edge> edges) {
    std::vector<std::uint32_t> masks;
    for (const Coalition clique : InteractionGraph(agents, std::move(edges)).maximal_cliques())
      masks.push_back(clique.mask());
    return masks;
  };
  using Masks = std::vector<std::uint32_t>;
  CHECK(cliques(3, {}) == Masks{1, 2, 4});
  CHECK(cliques(3, {{0, 1}, {1, 2}, {0, 2}}) == Masks{7});
  CHECK(cliques(4, {{0, 1}, {1, 2}, {0, 2}, {2, 3}}) == Masks{7, 12});
  // Every graph of five agents, against the definition.
  for (std::uint32_t word = 0; word < 1024; ++word) {
    std::vector<InteractionGraph::Edge> edges;
    for (int i = 0, place = 0; i < 5; ++i)
      for (int j = i + 1; j < 5; ++j, ++place)
        if (((word >> static_cast<unsigned>(place)) & 1U) != 0) edges.emplace_back(i, j);
    const InteractionGraph graph(5, edges);
    const auto is_clique = [&](std::uint32_t mask) {
      for (int i = 0; i < 5; ++i)
        for (int j = 0; j < i; ++j)
          if (Coalition(mask).contains(i) && Coalition(mask).contains(j) &&
              !graph.neighbours()[static_cast<std::size_t>(i)].contains(j))
            return false;
      return true;
    };
    Masks expected;
    for (std::uint32_t mask = 1; mask < 32; ++mask) {
      bool is_maximal = is_clique(mask);
      for (int i = 0; i < 5; ++i)
        is_maximal =
            is_maximal && (Coalition(mask).contains(i) || !is_clique(mask | Coalition::single(i).mask()));
      if (is_maximal) expected.push_back(mask);
    }
    REQUIRE(cliques(5, edges) == expected);
  }
}

}  // namespace genericity
