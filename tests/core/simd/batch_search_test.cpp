#include "core/simd/batch_search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/conditions/ci.h"
#include "core/deviations.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct SearchCase {
  const char* name;
  std::vector<int> types;
  const char* pattern;
};

/// Shares of CI from 0 to 1; numbers of unknowns that fill no tile; types that differ.
std::vector<SearchCase> cases() {
  return {{"three agents", {2, 2, 2}, "minimal"},
          {"unknowns that fill no tile", {3, 3, 3}, "minimal"},
          {"types differ", {2, 3, 2, 2}, "{1,2},{2,3}"},
          {"star", {2, 2, 2, 2}, "{1,2},{1,3},{1,4}"},
          {"cyclic triples", {2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"},
          {"six triples", {2, 2, 2, 2, 2}, "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}"},
          {"pairs and triples",
           {2, 2, 2, 2, 2},
           "{1,2},{1,3},{2,3},{1,2,3},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5}"}};
}

std::vector<double> draw(RandomPriors& priors, const TypeSpace& space, std::size_t count) {
  std::vector<double> weights;
  for (std::size_t k = 0; k < count; ++k) {
    const std::vector<double> prior = priors.dirichlet(space.profiles());
    weights.insert(weights.end(), prior.begin(), prior.end());
  }
  return weights;
}

/// What one prior's proposal is worth, by Lemma 1's rows one by one.
struct Quality {
  /// Solution: greatest a_r·x relative to the greatest |x|; below 0 if it is one.
  double greatest_gain = -1;
  /// Multipliers: greatest |Aᵀc| relative to the least c > 0.
  double imbalance = 0;
  double least_multiplier = 1;
};

Quality quality(const DeviationSystem& system, std::span<const double> weights,
                const GordanProposal& proposal) {
  SparseRows<double> rows = system.matrix<double>();
  std::vector<double> scale(system.rows());
  system.fill(weights, rows);
  system.posterior_scale(weights, scale);
  const auto greatest_size = [](const auto& values) {
    double greatest = 0;
    for (const double value : values) greatest = std::max(greatest, std::abs(value));
    return greatest;
  };
  Quality result;
  if (proposal.side == GordanProposal::Side::solution) {
    REQUIRE(proposal.values.size() == system.unknowns());
    for (std::size_t r = 0; r < system.rows(); ++r) {
      const double gain = scale[r] * rows.dot(r, proposal.values) / greatest_size(proposal.values);
      result.greatest_gain = r == 0 ? gain : std::max(result.greatest_gain, gain);
    }
  } else if (proposal.side == GordanProposal::Side::multipliers) {
    REQUIRE(proposal.values.size() == system.rows());
    std::vector<double> sums(system.unknowns());
    for (std::size_t r = 0; r < system.rows(); ++r) {
      for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k)
        sums[rows.column[k]] += proposal.values[r] * scale[r] * rows.value[k];
    }
    result.least_multiplier = *std::ranges::max_element(proposal.values);
    for (const double value : proposal.values) {
      CHECK(value >= 0);
      if (value > 0) result.least_multiplier = std::min(result.least_multiplier, value);
    }
    result.imbalance = greatest_size(sums) / result.least_multiplier;
  }
  return result;
}

}  // namespace

TEST_CASE("a proposal is what it says, and never the side that is proved wrong") {
  constexpr std::uint64_t seed = 20261125;
  CAPTURE(seed);
  for (const SearchCase& which : cases()) {
    CAPTURE(std::string(which.name));
    const TypeSpace space(which.types);
    const Pattern pattern = Pattern::parse(which.pattern, space.agents());
    REQUIRE(BatchSearch::suits(space, pattern));
    RandomPriors priors(seed);
    const std::vector<double> weights = draw(priors, space, BatchSearch::capacity);
    BatchSearch search(space, pattern);
    search.run(weights, BatchSearch::capacity);
    const DeviationSystem system(space, pattern);
    CiDecider decider(space, pattern);
    // Multipliers may be coarse before doubles have gone on with them.
    std::vector<std::size_t> failing;
    std::vector<GordanProposal::Side> before;
    for (std::size_t k = 0; k < BatchSearch::capacity; ++k) {
      before.push_back(search.proposal(k).side);
      if (before.back() == GordanProposal::Side::multipliers) failing.push_back(k);
    }
    search.refine(failing);
    std::size_t silent = 0;
    for (std::size_t k = 0; k < BatchSearch::capacity; ++k) {
      CAPTURE(k);
      const auto prior = std::span(weights).subspan(k * space.profiles(), space.profiles());
      const GordanProposal proposal = search.proposal(k);
      const Quality found = quality(system, prior, proposal);
      CHECK(found.greatest_gain < 0);
      CHECK(found.least_multiplier > 0);
      CHECK(found.imbalance < 1e-3);
      const Verdict proved = decider.decide(Prior(prior), {}).verdict;
      CHECK(before[k] == proposal.side);
      silent += proposal.side == GordanProposal::Side::none ? 1U : 0U;
      if (proposal.side == GordanProposal::Side::solution) CHECK(proved == Verdict::holds);
      if (proposal.side == GordanProposal::Side::multipliers) CHECK(proved == Verdict::fails);
    }
    // A quarter may be hard; more would make the stage useless.
    CHECK(silent <= BatchSearch::capacity / 4);
  }
}

TEST_CASE("a proposal depends on its prior alone, to the last bit") {
  constexpr std::uint64_t seed = 20261126;
  CAPTURE(seed);
  for (const SearchCase& which : cases()) {
    CAPTURE(std::string(which.name));
    const TypeSpace space(which.types);
    const Pattern pattern = Pattern::parse(which.pattern, space.agents());
    RandomPriors priors(seed);
    // No multiple of the lanes of any instruction set.
    constexpr std::size_t count = 19;
    const std::vector<double> weights = draw(priors, space, count);
    BatchSearch together(space, pattern);
    together.run(weights, count);
    // Every third one twice, whatever its end was.
    std::vector<std::size_t> again;
    for (std::size_t k = 0; k < count; k += 3) again.push_back(k);
    together.refine(again);
    for (const InstructionSet set : available_instruction_sets()) {
      CAPTURE(std::string(to_string(set)));
      BatchSearch alone(space, pattern, set);
      for (std::size_t k = 0; k < count; ++k) {
        CAPTURE(k);
        const GordanProposal expected = together.proposal(k);
        alone.run(std::span(weights).subspan(k * space.profiles(), space.profiles()), 1);
        if (k % 3 == 0) alone.refine(std::array<std::size_t, 1>{0});
        const GordanProposal found = alone.proposal(0);
        CHECK(found.side == expected.side);
        CHECK(std::ranges::equal(found.values, expected.values));
      }
    }
  }
}

TEST_CASE("priors that no number suits are passed on") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("minimal", 3);
  BatchSearch search(space, pattern);
  // Independent types: CI fails, and the posteriors of each agent coincide. Extreme: posteriors overflow to
  // 0.
  std::vector<double> weights{1, 1, 1, 1, 1, 1, 1, 1};
  const std::vector<double> extreme{1e-300, 1, 1e-300, 1, 1e300, 1, 1e-300, 1e300};
  weights.insert(weights.end(), extreme.begin(), extreme.end());
  search.run(weights, 2);
  CiDecider decider(space, pattern);
  for (std::size_t k = 0; k < 2; ++k) {
    CAPTURE(k);
    const auto prior = std::span(weights).subspan(k * 8, 8);
    const Verdict proved = decider.decide(Prior(prior), {}).verdict;
    // Whatever is proposed, the verdict is the same.
    CHECK(decider.decide(Prior(prior), {}, search.proposal(k)).verdict == proved);
  }
  search.run({}, 0);
}

TEST_CASE("a wrong proposal costs time, never a verdict") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("minimal", 3);
  const DeviationSystem system(space, pattern);
  CiDecider decider(space, pattern);
  RandomPriors priors(7);
  const std::vector<double> holds = priors.dirichlet(8);
  REQUIRE(decider.decide(Prior(holds), {}).verdict == Verdict::holds);
  const std::vector<double> fails{1, 1, 1, 1, 1, 1, 1, 1};
  REQUIRE(decider.decide(Prior(fails), {}).verdict == Verdict::fails);
  const std::vector<double> multipliers(system.rows(), 1.0);
  std::vector<double> solution(system.unknowns(), 0.0);
  using Side = GordanProposal::Side;
  for (const double entry : {0.0, 1.0, -1.0, std::nan(""), 1e308}) {
    solution[3] = entry;
    for (const std::vector<double>& prior : {holds, fails}) {
      const Verdict expected = decider.decide(Prior(prior), {}).verdict;
      CHECK(decider.decide(Prior(prior), {}, {Side::solution, solution}).verdict == expected);
      CHECK(decider.decide(Prior(prior), {}, {Side::multipliers, multipliers}).verdict == expected);
    }
  }
}
