#include "core/simd/batch_refuter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "core/conditions/ci.h"
#include "core/deviations.h"
#include "core/simd/batch_search.h"
#include "tests/core/agreement_run.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct RefuterCase {
  const char* name;
  std::vector<int> types;
  const char* pattern;
};

std::vector<RefuterCase> refuter_cases() {
  return {{"cyclic triples", {2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"},
          {"six triples", {2, 2, 2, 2, 2}, "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}"},
          {"pairs and triples",
           {2, 2, 2, 2, 2},
           "{1,2},{1,3},{2,3},{1,2,3},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5}"}};
}

/// Priors with what the search proposes for them.
struct Proposals {
  Proposals(const RefuterCase& which, std::uint64_t seed, std::size_t wanted)
      : space(which.types), pattern(Pattern::parse(which.pattern, space.agents())) {
    RandomPriors random(seed);
    BatchSearch search(space, pattern);
    for (std::size_t k = 0; k < wanted; ++k) {
      priors.push_back(random.dirichlet(space.profiles()));
      search.run(priors.back(), 1);
      const GordanProposal proposal = search.proposal(0);
      sides.push_back(proposal.side);
      values.emplace_back(proposal.values.begin(), proposal.values.end());
    }
  }

  TypeSpace space;
  Pattern pattern;
  std::vector<std::vector<double>> priors, values;
  std::vector<GordanProposal::Side> sides;
};

bool proves(BatchRefuter& refuter, const std::vector<double>& prior, const std::vector<double>& weights) {
  const BatchRefuter::Claim claim{prior.data(), weights.data()};
  std::array<std::uint8_t, 1> proved{2};
  refuter.refute(std::span(&claim, 1), proved);
  REQUIRE(proved[0] < 2);
  return proved[0] == 1;
}

}  // namespace

TEST_CASE("most proposed failures are proved, and each of these has an exact certificate") {
  const test::AgreementRun run("GENERICITY_EXISTENCE_PRIORS", 360);
  constexpr std::uint64_t seed = 20261130;
  CAPTURE(seed);
  for (const RefuterCase& which : refuter_cases()) {
    CAPTURE(std::string(which.name));
    const Proposals all(which, seed + run.first, run.each(refuter_cases().size()));
    REQUIRE(BatchRefuter::suits(all.space, all.pattern));
    BatchRefuter refuter(all.space, all.pattern);
    CiDecider decider(all.space, all.pattern);
    std::size_t proposed = 0;
    std::size_t proved = 0;
    std::size_t with_zeros = 0;
    for (std::size_t k = 0; k < all.priors.size(); ++k) {
      CAPTURE(k);
      if (all.sides[k] != GordanProposal::Side::multipliers) continue;
      ++proposed;
      if (!proves(refuter, all.priors[k], all.values[k])) continue;
      ++proved;
      with_zeros += std::ranges::count(all.values[k], 0.0) > 0 ? 1U : 0U;
      const Prior prior(all.priors[k]);
      REQUIRE(decider.decide(prior, {}, {all.sides[k], all.values[k]}).verdict == Verdict::fails);
      CHECK(decider.checker().refutes_ci(prior.exact(),
                                         std::get<DeviationCertificate>(decider.certificate(prior))));
    }
    CHECK(proved * 10 >= proposed * 8);
    if (std::string(which.name) == "cyclic triples") CHECK(with_zeros > 0);
    if (run.is_long)
      std::printf(
          "%s: %zu priors, %zu failures proposed, %zu proved to have certificates, %zu of these with zeros\n",
          which.name, all.priors.size(), proposed, proved, with_zeros);
  }
}

TEST_CASE("nothing is proved at priors where CI holds, whatever the weights are") {
  constexpr std::uint64_t seed = 20261131;
  CAPTURE(seed);
  for (const RefuterCase& which : refuter_cases()) {
    CAPTURE(std::string(which.name));
    const Proposals all(which, seed, 200);
    BatchRefuter refuter(all.space, all.pattern);
    const std::size_t rows = DeviationSystem::count_rows(all.space, all.pattern);
    CiDecider decider(all.space, all.pattern);
    std::size_t holding = 0;
    for (std::size_t k = 0; k < all.priors.size(); ++k) {
      if (all.sides[k] != GordanProposal::Side::solution) continue;
      REQUIRE(decider.decide(Prior(all.priors[k]), {}).verdict == Verdict::holds);
      ++holding;
      for (std::size_t other = 0; other < all.priors.size(); ++other) {
        if (all.sides[other] == GordanProposal::Side::multipliers)
          CHECK(!proves(refuter, all.priors[k], all.values[other]));
      }
      CHECK(!proves(refuter, all.priors[k], std::vector<double>(rows, 1.0)));
    }
    CHECK(holding > 0);
  }
}

TEST_CASE("weights that are changed are proved only while exact ones are near") {
  constexpr std::uint64_t seed = 20261132;
  CAPTURE(seed);
  const Proposals all(refuter_cases().front(), seed, 40);
  BatchRefuter refuter(all.space, all.pattern);
  std::size_t tried = 0;
  for (std::size_t k = 0; k < all.priors.size(); ++k) {
    CAPTURE(k);
    if (all.sides[k] != GordanProposal::Side::multipliers || !proves(refuter, all.priors[k], all.values[k]))
      continue;
    ++tried;
    const std::vector<double>& good = all.values[k];
    const double greatest = *std::ranges::max_element(good);
    for (std::size_t r = 0; r < good.size(); r += 7) {
      std::vector<double> weights = good;
      for (const double wrong : {-good[r], -greatest, std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(), 1e308, 5e-324}) {
        if (wrong == 0) continue;
        weights[r] = wrong;
        CHECK(!proves(refuter, all.priors[k], weights));
      }
      // Far from balance: no bound can bring it back.
      weights[r] = good[r] + 1e4 * greatest;
      CHECK(!proves(refuter, all.priors[k], weights));
    }
    CHECK(!proves(refuter, all.priors[k], std::vector<double>(good.size(), 0.0)));
    // Multiples are the same claim.
    std::vector<double> scaled = good;
    for (double& weight : scaled) weight *= 0x1p20;
    CHECK(proves(refuter, all.priors[k], scaled));
  }
  CHECK(tried > 10);
}

TEST_CASE("failures that rest on ties are left to exact arithmetic") {
  // At independent types the redraw of each agent balances exactly, but no other prior nearby need fail.
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("minimal", 3);
  // Six deviations cannot satisfy more equations than that.
  CHECK(!BatchRefuter::suits(space, pattern));
  const TypeSpace five({2, 2, 2, 2, 2});
  const Pattern triples = Pattern::parse("{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", 5);
  BatchRefuter refuter(five, triples);
  const DeviationSystem system(five, triples);
  const std::vector<double> uniform(five.profiles(), 1.0);
  CHECK(!proves(refuter, uniform, std::vector<double>(system.rows(), 1.0)));
}

TEST_CASE("extreme priors are refused, not misjudged") {
  const TypeSpace five({2, 2, 2, 2, 2});
  const Pattern triples = Pattern::parse("{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", 5);
  BatchRefuter refuter(five, triples);
  const DeviationSystem system(five, triples);
  RandomPriors random(8);
  for (const double extreme : {1e-320, 1e-300, 1e-200, 1e300}) {
    std::vector<double> prior = random.dirichlet(five.profiles());
    prior[5] = extreme;
    CHECK(!proves(refuter, prior, std::vector<double>(system.rows(), 1.0)));
  }
}

TEST_CASE("an answer depends on its claim alone, with every instruction set") {
  constexpr std::uint64_t seed = 20261133;
  CAPTURE(seed);
  for (const RefuterCase& which : refuter_cases()) {
    CAPTURE(std::string(which.name));
    const Proposals all(which, seed, 30);
    std::vector<BatchRefuter::Claim> claims;
    for (std::size_t k = 0; k < all.priors.size(); ++k) {
      if (all.sides[k] == GordanProposal::Side::multipliers)
        claims.push_back({all.priors[k].data(), all.values[k].data()});
    }
    std::vector<std::uint8_t> together(claims.size());
    BatchRefuter(all.space, all.pattern).refute(claims, together);
    for (const InstructionSet set : available_instruction_sets()) {
      CAPTURE(std::string(to_string(set)));
      BatchRefuter alone(all.space, all.pattern, set);
      for (std::size_t k = 0; k < claims.size(); ++k) {
        std::array<std::uint8_t, 1> proved{};
        alone.refute(std::span(claims).subspan(k, 1), proved);
        CHECK(proved[0] == together[k]);
      }
    }
    BatchRefuter(all.space, all.pattern).refute({}, {});
  }
}
