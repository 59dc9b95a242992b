#include "core/conditions/prior_box.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/errors.h"
#include "core/information_structure.h"
#include "tests/core/certified_decision.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::certified_verdict;
using genericity::test::RandomPriors;

namespace {

using Weights = std::vector<mpq_class>;

PriorBox box_around(const TypeSpace& space, const Weights& weights, const mpq_class& rounding) {
  return {space, weights, Weights(weights.size(), rounding)};
}

/// Each weight to this many decimal places, at least one unit of the last.
Weights rounded(const Weights& weights, const mpz_class& units) {
  Weights result;
  for (const mpq_class& weight : weights) {
    mpz_class whole;
    const mpq_class shifted = weight * units + mpq_class(1, 2);
    mpz_fdiv_q(whole.get_mpz_t(), shifted.get_num_mpz_t(), shifted.get_den_mpz_t());
    result.emplace_back(std::max<mpz_class>(whole, 1), units);
    result.back().canonicalize();
  }
  return result;
}

/// A Dirichlet(1) prior, or one that is independent.
Weights drawn(RandomPriors& priors, const TypeSpace& space, bool independent) {
  std::vector<std::vector<int>> shares;
  for (const int size : space.sizes()) {
    std::vector<int>& share = shares.emplace_back();
    for (int type = 0; type < size; ++type) share.push_back(priors.integer(1, 9));
  }
  const std::vector<double> free = priors.dirichlet(space.profiles());
  Weights weights;
  mpq_class sum = 0;
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    mpq_class weight = 1;
    for (int agent = 0; agent < space.agents(); ++agent)
      weight *=
          shares[static_cast<std::size_t>(agent)][static_cast<std::size_t>(space.type_of(profile, agent))];
    weights.push_back(independent ? weight : mpq_class(free[profile]));
    sum += weights.back();
  }
  for (mpq_class& weight : weights) weight /= sum;
  return weights;
}

Verdict ci_at(const TypeSpace& space, const Pattern& pattern, const Weights& weights) {
  const InformationStructure structure(space, weights);
  CiDecider decider(space, pattern);
  return certified_verdict(decider, Prior(structure));
}

bool has_equal_posteriors(const TypeSpace& space, const Pattern& pattern, const Weights& weights) {
  const InformationStructure structure(space, weights);
  const auto coalitions = pattern.coalitions();
  return std::any_of(coalitions.begin(), coalitions.end(), [&](Coalition coalition) {
    return BeliefSeparation(space, coalition).closest(Prior(structure)).distance == 0;
  });
}

}  // namespace

TEST_CASE("whether posteriors may be equal in a box is decided to the last digit") {
  const TypeSpace space({2, 2});
  const std::vector<Coalition> first{Coalition::single(0)};
  // (1, 2) against (2, 5): equal at (1 − d, 2 + d) and (2 + d, 5 − d) exactly where 5 − 6d ≤ 4 + 4d.
  const Weights weights{1, 2, 2, 5};
  CHECK_FALSE(pairs_keep_verdict(Verdict::holds, box_around(space, weights, mpq_class(1, 10)), first));
  CHECK(pairs_keep_verdict(Verdict::holds, box_around(space, weights, mpq_class(999999999, 10000000000)),
                           first));
  CHECK(pairs_keep_verdict(Verdict::holds, box_around(space, weights, 0), first));
  // A tie of rounded numbers need not be one; one of exact numbers is.
  const Weights tied{1, 2, 2, 4};
  CHECK(pairs_keep_verdict(Verdict::fails, box_around(space, tied, 0), first));
  CHECK_FALSE(pairs_keep_verdict(Verdict::fails, box_around(space, tied, mpq_class(1, 1000000)), first));
  const Weights one_rounded{0, 0, 0, mpq_class(1, 1000000)};
  CHECK_FALSE(pairs_keep_verdict(Verdict::fails, PriorBox(space, tied, one_rounded), first));
  // Beyond the range of doubles.
  Weights tiny = tied;
  mpq_class unit = 1;
  mpq_div_2exp(unit.get_mpq_t(), unit.get_mpq_t(), 1200);
  for (std::size_t k = 0; k < 2; ++k) tiny[k] *= unit;
  CHECK(pairs_keep_verdict(Verdict::fails, box_around(space, tiny, 0), first));
  tiny[0] *= 2;
  CHECK(pairs_keep_verdict(Verdict::holds, box_around(space, tiny, 0), first));
}

TEST_CASE("bad boxes are refused") {
  const TypeSpace space({2, 2});
  CHECK_THROWS_AS(box_around(space, {1, 2, 3}, 0), InvalidInput);
  CHECK_THROWS_AS(box_around(space, {1, 2, 3, 4}, 1), InvalidInput);
}

TEST_CASE("no verdict on pairs is kept in a box with a prior that has the other one") {
  RandomPriors priors(31);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 3);
  int kept = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const bool independent = trial % 2 == 0;
    const Weights meant = drawn(priors, space, independent);
    const mpz_class units = trial % 4 < 2 ? 100 : 10000;
    const Weights written = rounded(meant, units);
    if (std::any_of(meant.begin(), meant.end(), [&](const mpq_class& weight) { return weight * units < 1; }))
      continue;
    const PriorBox box = box_around(space, written, mpq_class(1, 2 * units));
    const bool fails = has_equal_posteriors(space, pattern, written);
    const bool keeps = pairs_keep_verdict(fails ? Verdict::fails : Verdict::holds, box, pattern.coalitions());
    if (independent) CHECK_FALSE(keeps);
    if (keeps) ++kept;
  }
  CHECK(kept > 50);
}

TEST_CASE("transfers that serve a box serve its priors, and none serve a box around a failure") {
  RandomPriors priors(32);
  struct Case {
    TypeSpace space;
    const char* pattern;
  };
  for (const auto& [space, text] :
       {Case{TypeSpace({2, 2, 2}), "minimal"}, Case{TypeSpace({2, 3, 2}), "minimal"},
        Case{TypeSpace({2, 2, 2, 2}), "{1,2},{1,3},{1,4}"}}) {
    const Pattern pattern = Pattern::parse(text, space.agents());
    int proved = 0;
    for (int trial = 0; trial < 24; ++trial) {
      const bool independent = trial % 3 == 0;
      const Weights meant = drawn(priors, space, independent);
      const mpz_class units = trial % 2 == 0 ? 1000 : 1000000;
      if (std::any_of(meant.begin(), meant.end(),
                      [&](const mpq_class& weight) { return weight * units < 1; }))
        continue;
      const Weights written = rounded(meant, units);
      const mpq_class rounding(1, 2 * units);
      const bool holds = ci_holds_throughout(box_around(space, written, rounding), pattern, nullptr);
      if (independent) {
        CHECK(ci_at(space, pattern, meant) == Verdict::fails);
        CHECK_FALSE(holds);
        continue;
      }
      if (!holds) continue;
      ++proved;
      CHECK(ci_at(space, pattern, meant) == Verdict::holds);
      for (int corner = 0; corner < 4; ++corner) {
        Weights other = written;
        for (mpq_class& weight : other) weight += priors.coin() ? rounding : mpq_class(-rounding);
        CHECK(ci_at(space, pattern, other) == Verdict::holds);
      }
    }
    CHECK(proved >= 10);
  }
}

TEST_CASE("transfers are checked at the corner that is worst for each inequality") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  Weights weights;
  for (const double weight : test::slides_prior()) weights.emplace_back(weight);
  const InformationStructure structure(space, weights);
  CiDecider decider(space, pattern);
  REQUIRE(decider.decide(Prior(structure), {}).verdict == Verdict::holds);
  const auto transfers = std::get<TransferCertificate>(decider.certificate(Prior(structure)));
  CHECK(proves_ci_throughout(box_around(space, weights, 0), pattern, transfers));
  CHECK_FALSE(proves_ci_throughout(box_around(space, weights, mpq_class(99, 100)), pattern, transfers));
  TransferCertificate unbalanced = transfers;
  ++unbalanced.psi.front();
  CHECK_FALSE(proves_ci_throughout(box_around(space, weights, 0), pattern, unbalanced));
  // The greatest box that these transfers serve, by halving: a corner outside it shows that it is one.
  mpq_class inside = 0;
  mpq_class outside(99, 100);
  for (int step = 0; step < 20; ++step) {
    const mpq_class middle = (inside + outside) / 2;
    (proves_ci_throughout(box_around(space, weights, middle), pattern, transfers) ? inside : outside) =
        middle;
  }
  CHECK(inside > 0);
  bool refuted = false;
  for (unsigned corner = 0; corner < 256; ++corner) {
    Weights other = weights;
    for (unsigned k = 0; k < 8; ++k) other[k] += ((corner >> k) & 1U) != 0 ? outside : mpq_class(-outside);
    const bool proves = decider.checker().proves_ci(integer_weights(other), transfers);
    refuted = refuted || !proves;
  }
  CHECK(refuted);
}

TEST_CASE("CI fails throughout by condition (G), or by weights without rounding") {
  const TypeSpace space({2, 2, 2});
  const Weights free{4, 3, 2, 1, 1, 2, 3, 4};
  CHECK(ci_fails_throughout(box_around(space, free, mpq_class(1, 2)), Pattern::parse("{1,2}", 3), {}));
  const Pattern minimal = Pattern::minimal(3);
  // Agent 3's types have the same posterior where they are twice as likely at every (θ1, θ2).
  const Weights tied{1, 2, 2, 4, 3, 6, 4, 8};
  const InformationStructure structure(space, tied);
  CiDecider decider(space, minimal);
  REQUIRE(decider.decide(Prior(structure), {}).verdict == Verdict::fails);
  const auto proof = std::get<DeviationCertificate>(decider.certificate(Prior(structure)));
  CHECK(ci_fails_throughout(box_around(space, tied, 0), minimal, proof));
  CHECK_FALSE(ci_fails_throughout(box_around(space, tied, mpq_class(1, 1000)), minimal, proof));
  CHECK_FALSE(ci_fails_throughout(box_around(space, free, 0), minimal, proof));
}

TEST_CASE(
    "where CI fails at an open set it fails throughout small boxes, and not in those that reach what holds") {
  RandomPriors priors(33);
  const TypeSpace space({2, 2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", 5);
  std::vector<Weights> failing;
  std::vector<Weights> holding;
  while (failing.size() < 4 || holding.size() < 4) {
    const Weights weights = rounded(drawn(priors, space, false), 1000000);
    (ci_at(space, pattern, weights) == Verdict::holds ? holding : failing).push_back(weights);
  }
  const auto fails_around = [&](const Weights& weights, const Weights& rounding) {
    const InformationStructure structure(space, weights);
    CiDecider decider(space, pattern);
    REQUIRE(decider.decide(Prior(structure), {}).verdict == Verdict::fails);
    return ci_fails_throughout(PriorBox(space, weights, rounding), pattern,
                               std::get<DeviationCertificate>(decider.certificate(Prior(structure))));
  };
  int proved = 0;
  for (const Weights& weights : failing) {
    const mpq_class rounding(1, 2000000);
    if (!fails_around(weights, Weights(weights.size(), rounding))) continue;
    ++proved;
    for (int corner = 0; corner < 6; ++corner) {
      Weights other = weights;
      for (mpq_class& weight : other) weight += priors.coin() ? rounding : mpq_class(-rounding);
      CHECK(ci_at(space, pattern, other) == Verdict::fails);
    }
  }
  CHECK(proved >= 3);
  // A box whose corner is a prior where CI holds, the nearer the harder.
  for (std::size_t k = 0; k < 4; ++k) {
    Weights fails = failing[k];
    Weights holds = holding[k];
    for (int step = 0; step < 9; ++step) {
      Weights radius;
      bool fits = true;
      for (std::size_t j = 0; j < fails.size(); ++j) {
        radius.emplace_back(abs(fails[j] - holds[j]));
        fits = fits && radius.back() < fails[j];
      }
      if (fits) CHECK_FALSE(fails_around(fails, radius));
      Weights middle;
      for (std::size_t j = 0; j < fails.size(); ++j) middle.emplace_back((fails[j] + holds[j]) / 2);
      (ci_at(space, pattern, middle) == Verdict::holds ? holds : fails) = middle;
    }
  }
}
