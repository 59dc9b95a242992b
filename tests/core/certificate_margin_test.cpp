#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/certificate.h"
#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/deviations.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("bounds on the margin from certificates small enough to do by hand") {
  // Three agents, independent uniform types but for agent 1 and 2 being correlated: w = 3 where θ_1 = θ_2,
  // else 1.
  const TypeSpace space({2, 2, 2});
  const IntegerWeights weights{3, 3, 1, 1, 1, 1, 3, 3};
  const CertificateChecker checker(space, Pattern::minimal(3));
  // Agent 1's misreport 1 → 2 and back with weight 1 each move 4·(3, 3, 1, 1)−(1, 1, 3, 3) and back: ν_1 =
  // (−2, −2, 2, 2, 2, 2, −2, −2). Nobody else is suspected, the median is 0, so t* ≤ 16 / (8 + 8) = 1.
  const Coalition one(1);
  CHECK(checker.margin_at_most(weights, {{{one, 0, 1, 1}, {one, 1, 0, 1}}}) == 1);
  CHECK(checker.margin_at_most(weights, {{{one, 0, 1, 7}, {one, 1, 0, 7}}}) == 1);
  // One of them alone: ν_1 = (−3, −3, −1, −1, 3, 3, 1, 1), t* ≤ 16/8.
  CHECK(checker.margin_at_most(weights, {{{one, 0, 1, 1}}}) == 2);
  constexpr double nothing = std::numeric_limits<double>::infinity();
  CHECK(checker.margin_at_most(weights, {}) == nothing);
  CHECK(checker.margin_at_most(weights, {{{one, 0, 1, 0}}}) == nothing);
  CHECK(checker.margin_at_most(weights, {{{one, 0, 0, 1}}}) == nothing);
  CHECK(checker.margin_at_most(weights, {{{one, 0, 1, -1}}}) == nothing);
  CHECK(checker.margin_at_most(weights, {{{Coalition(3), 0, 1, 1}}}) == nothing);
  // Agent 3's posteriors coincide, so CI fails and no transfers prove anything.
  CHECK(checker.margin_at_most(weights, {{{Coalition(4), 0, 1, 1}, {Coalition(4), 1, 0, 1}}}) == 0);
  CHECK(checker.margin_at_least(weights, {std::vector<mpz_class>(24, 1)}) == 0);
  CHECK(checker.margin_at_least(weights, {}) == 0);
}

TEST_CASE("what transfers prove is the least cost of a deviation, rounded down") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  const CertificateChecker checker(space, pattern);
  CiDecider decider(space, pattern);
  RandomPriors priors(20261125);
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    const std::vector<double> weights = priors.dirichlet(8);
    const Prior prior{std::span<const double>(weights)};
    REQUIRE(decider.decide(prior, {}).verdict == Verdict::holds);
    const auto transfers = std::get<TransferCertificate>(decider.certificate(prior));
    const double proved = checker.margin_at_least(prior.exact(), transfers);
    // The same from the definition, in long double.
    long double least = 1e9L;
    long double greatest = 0;
    for (const mpz_class& transfer : transfers.psi)
      greatest = std::max(greatest, std::abs(static_cast<long double>(transfer.get_d())));
    for (int agent = 0; agent < 3; ++agent) {
      for (int truth = 0; truth < 2; ++truth) {
        long double cost = 0;
        long double total = 0;
        for (std::size_t profile = 0; profile < 8; ++profile) {
          if (space.type_of(profile, agent) != truth) continue;
          const std::size_t other = profile ^ (std::size_t{4} >> static_cast<unsigned>(agent));
          const auto value = [&](std::size_t at) {
            return static_cast<long double>(transfers.psi[static_cast<std::size_t>(agent) * 8 + at].get_d()) /
                   greatest;
          };
          total += weights[profile];
          cost += weights[profile] * (value(profile) - value(other));
        }
        least = std::min(least, cost / total);
      }
    }
    CHECK(proved > 0);
    CHECK(proved == doctest::Approx(static_cast<double>(least)).epsilon(1e-12));
  }
}

TEST_CASE("bounds in doubles never claim more than exact arithmetic does, and hardly less") {
  const TypeSpace space({2, 3, 2});
  const Pattern pattern = Pattern::minimal(3);
  const CertificateChecker checker(space, pattern);
  const std::size_t profiles = space.profiles();
  const std::span<const Coalition> coalitions = pattern.coalitions();
  RandomPriors priors(20261129);
  std::mt19937_64 engine(7);
  std::vector<double> views(3 * profiles);
  std::size_t positive = 0;
  for (int trial = 0; trial < 400; ++trial) {
    CAPTURE(trial);
    std::vector<double> weights = priors.dirichlet(profiles);
    // Far apart in every second trial; products underflow in some.
    if (trial % 2 == 1) {
      for (double& weight : weights) weight = std::ldexp(weight, -static_cast<int>(engine() % 900));
    }
    if (trial % 8 == 7) weights[engine() % profiles] = std::numeric_limits<double>::denorm_min();
    const IntegerWeights exact = integer_weights(std::span<const double>(weights));

    // Transfers that nearly are the best ones, where the decider finds these.
    std::vector<std::int64_t> psi(3 * profiles);
    CiDecider decider(space, pattern);
    const Prior prior{std::span<const double>(weights)};
    const MarginBounds bounds = decider.margin(prior, 0.01);
    if (bounds.agree(0.01)) {
      const MarginProof proof = decider.margin_proof();
      mpz_class greatest = 1;
      for (const mpz_class& value : proof.transfers.psi) greatest = std::max<mpz_class>(greatest, abs(value));
      for (std::size_t j = 0; j < 2 * profiles; ++j) {
        const mpq_class scaled(proof.transfers.psi[j] * (mpz_class(1) << 46U), greatest);
        psi[j] = std::llround(scaled.get_d());
      }
      complete_balance(std::span(psi), 2 * profiles, profiles);
    }
    TransferCertificate transfers;
    for (const std::int64_t value : psi) transfers.psi.emplace_back(static_cast<long>(value));
    const double least = checker.margin_at_least(exact, transfers);
    const double claimed = checker.margin_at_least(std::span<const double>(weights), psi);
    CHECK(claimed <= least);
    if (least > 1e-12) CHECK(claimed >= least * (1 - 1e-3));
    positive += claimed > 0 ? 1U : 0U;
    // One more on one place breaks the budget.
    ++psi[engine() % psi.size()];
    CHECK(checker.margin_at_least(std::span<const double>(weights), psi) == 0);

    // Any weights on deviations bound t* from above.
    std::vector<double> costs;
    DeviationCertificate deviations;
    for (const Coalition coalition : coalitions) {
      const std::size_t types = CoalitionSplit(space, coalition).inside.size();
      for (std::uint32_t truth = 0; truth < types; ++truth) {
        for (std::uint32_t report = 0; report < types; ++report) {
          if (truth == report) continue;
          const auto cost = static_cast<double>(engine() % 1000);
          costs.push_back(cost);
          deviations.entries.push_back({coalition, truth, report, mpz_class(cost)});
        }
      }
    }
    const double most = checker.margin_at_most(exact, deviations);
    const double above = checker.margin_at_most(std::span<const double>(weights), costs, views);
    CHECK(above >= most);
    CHECK(above <= most * (1 + 1e-9));
    costs[engine() % costs.size()] = -1;
    CHECK(checker.margin_at_most(std::span<const double>(weights), costs, views) ==
          std::numeric_limits<double>::infinity());
    costs.pop_back();
    CHECK(checker.margin_at_most(std::span<const double>(weights), costs, views) ==
          std::numeric_limits<double>::infinity());
  }
  CHECK(positive > 100);
}

TEST_CASE("proved bounds enclose the margin tightly, and the pair of closest posteriors bounds it, too") {
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{2,3}", 4);
  CiDecider decider(space, pattern);
  RandomPriors priors(20261126);
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    const std::vector<double> weights = priors.dirichlet(16);
    const Prior prior{std::span<const double>(weights)};
    const MarginBounds bounds = decider.margin(prior);
    CHECK(bounds.lower > 0);
    CHECK(bounds.lower <= bounds.upper);
    CHECK(bounds.agree(1e-6));
    CHECK(std::abs(decider.margin(prior, 0.01).lower - bounds.lower) < 1e-9);
    for (const Coalition coalition : pattern.coalitions()) {
      const double distance = BeliefSeparation(space, coalition).closest(prior).distance;
      CHECK(bounds.lower <= 2 * std::min(coalition.size(), 4 - coalition.size()) * distance * (1 + 1e-12));
    }
  }
}

TEST_CASE("where the margin program is too large the bounds still are proved") {
  const TypeSpace space({2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
  CiDecider decider(space, Pattern::minimal(12));
  RandomPriors priors(20261127);
  const std::vector<double> weights = priors.dirichlet(space.profiles());
  const MarginBounds bounds = decider.margin(Prior{std::span<const double>(weights)});
  CHECK(bounds.lower > 0);
  CHECK(bounds.lower <= bounds.upper);
  CHECK(bounds.upper < 2);
}
