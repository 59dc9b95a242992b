#include "core/certificate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/condition_g.h"
#include "core/conditions/ci.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Transfers that a decision found, with the prior they are for.
struct Proven {
  IntegerWeights weights;
  TransferCertificate transfers;
};

Proven prove(const TypeSpace& space, const Pattern& pattern, const std::vector<double>& weights) {
  CiDecider decider(space, pattern);
  const Prior prior{std::span<const double>(weights)};
  REQUIRE(decider.decide(prior, {}).verdict == Verdict::holds);
  return {prior.exact(), std::get<TransferCertificate>(decider.certificate(prior))};
}

/// Lemma 1's inequality of one deviation, times w(θ̄_S).
mpz_class gain(const TypeSpace& space, const IntegerWeights& weights, const TransferCertificate& transfers,
               Coalition coalition, std::size_t truth, std::size_t report) {
  const CoalitionSplit split(space, coalition);
  mpz_class sum = 0;
  for (const std::uint32_t rest : split.outside) {
    const std::size_t from = split.inside[truth] + rest;
    const std::size_t to = split.inside[report] + rest;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (!coalition.contains(agent)) continue;
      const std::size_t offset = static_cast<std::size_t>(agent) * space.profiles();
      sum += weights[from] * (transfers.psi[offset + to] - transfers.psi[offset + from]);
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("changed transfers are refused") {
  constexpr std::uint64_t seed = 81;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{{{2, 2, 2}, "minimal"},
                                                                    {{2, 3, 2}, "minimal"},
                                                                    {{2, 2, 2, 2}, "{1,2},{2,3}"},
                                                                    {{2, 2, 3, 2}, "{1,2},{1,3},{1,4}"}};
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(space.to_string());
    CAPTURE(pattern.to_string());
    const CertificateChecker checker(space, pattern);
    for (int trial = 0; trial < 5; ++trial) {
      const Proven proven = prove(space, pattern, random.dirichlet(space.profiles()));
      REQUIRE(checker.proves_ci(proven.weights, proven.transfers));

      // Budget balance is broken by one unit anywhere.
      TransferCertificate changed = proven.transfers;
      for (mpz_class& value : changed.psi) {
        value += 1;
        CHECK_FALSE(checker.proves_ci(proven.weights, changed));
        value -= 1;
      }
      // The opposite transfers make every deviation pay, none at all make it indifferent.
      for (mpz_class& value : changed.psi) value = -value;
      CHECK_FALSE(checker.proves_ci(proven.weights, changed));
      for (mpz_class& value : changed.psi) value = 0;
      CHECK_FALSE(checker.proves_ci(proven.weights, changed));
      changed.psi.pop_back();
      CHECK_FALSE(checker.proves_ci(proven.weights, changed));
      IntegerWeights fewer = proven.weights;
      fewer.pop_back();
      CHECK_FALSE(checker.proves_ci(fewer, proven.transfers));

      // Every single inequality counts: push one deviation's gain up to exactly zero, paid by an outsider.
      for (const Coalition coalition : pattern.coalitions()) {
        const CoalitionSplit split(space, coalition);
        const auto truth =
            static_cast<std::size_t>(random.integer(0, static_cast<int>(split.inside.size()) - 1));
        const std::size_t report = (truth + 1) % split.inside.size();
        CAPTURE(coalition.to_string());
        mpz_class marginal = 0;
        for (const std::uint32_t rest : split.outside) marginal += proven.weights[split.inside[truth] + rest];
        const mpz_class loss = gain(space, proven.weights, proven.transfers, coalition, truth, report);
        REQUIRE(loss < 0);
        TransferCertificate pushed = proven.transfers;
        for (mpz_class& value : pushed.psi) value *= marginal;
        std::size_t member = 0;
        while (!coalition.contains(static_cast<int>(member))) ++member;
        std::size_t outsider = 0;
        while (coalition.contains(static_cast<int>(outsider))) ++outsider;
        for (const std::uint32_t rest : split.outside) {
          const std::size_t profile = split.inside[report] + rest;
          pushed.psi[member * space.profiles() + profile] -= loss;
          pushed.psi[outsider * space.profiles() + profile] += loss;
        }
        CHECK(gain(space, proven.weights, pushed, coalition, truth, report) == 0);
        CHECK_FALSE(checker.proves_ci(proven.weights, pushed));
      }

      // So does every weight: one that multiplies a positive change, made great enough.
      const Coalition single = Coalition::single(0);
      const CoalitionSplit split(space, single);
      for (const std::uint32_t rest : split.outside) {
        const mpz_class change = proven.transfers.psi[split.inside[1] + rest] - proven.transfers.psi[rest];
        if (change <= 0) continue;
        IntegerWeights heavier = proven.weights;
        const mpz_class loss = gain(space, proven.weights, proven.transfers, single, 0, 1);
        heavier[rest] += -loss / change + 1;
        CHECK_FALSE(checker.proves_ci(heavier, proven.transfers));
      }
    }
  }
}

TEST_CASE("changed deviation weights are refused") {
  constexpr std::uint64_t seed = 82;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{
      {{2, 2, 2}, "{1,2}"}, {{3, 2, 2}, "{2,3}"}, {{2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,2,5},{3,4,5}"}};
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(space.to_string());
    CAPTURE(pattern.to_string());
    const CertificateChecker checker(space, pattern);
    IntegerWeights weights;
    for (std::size_t k = 0; k < space.profiles(); ++k) weights.emplace_back(random.integer(1, 1000));
    const DeviationCertificate proof =
        condition_g_certificate(space, weights, prove_condition_g(pattern).value());
    REQUIRE(checker.refutes_ci(weights, proof));
    const auto refused = [&](const DeviationCertificate& changed) {
      return !checker.refutes_ci(weights, changed);
    };

    // A row is a nonzero function for the members of its coalition and zero for the others, so no single
    // weight can be changed without breaking the identity.
    for (std::size_t k = 0; k < proof.entries.size(); ++k) {
      CAPTURE(k);
      DeviationCertificate changed = proof;
      changed.entries[k].weight += 1;
      CHECK(refused(changed));
      changed.entries[k].weight = -proof.entries[k].weight;
      CHECK(refused(changed));
      changed.entries[k].weight = 0;
      CHECK(refused(changed));
      changed = proof;
      changed.entries.erase(changed.entries.begin() + static_cast<std::ptrdiff_t>(k));
      CHECK(refused(changed));
      changed = proof;
      changed.entries.push_back(proof.entries[k]);
      CHECK(refused(changed));
      changed = proof;
      std::swap(changed.entries[k].truth, changed.entries[k].report);
      CHECK(refused(changed));
      changed = proof;
      changed.entries[k].report = changed.entries[k].truth;
      CHECK(refused(changed));
      changed.entries[k].report = 1000;
      CHECK(refused(changed));
      changed = proof;
      changed.entries[k].truth =
          static_cast<std::uint32_t>(CoalitionSplit(space, changed.entries[k].coalition).inside.size());
      CHECK(refused(changed));
      changed = proof;
      changed.entries[k].coalition = Coalition::grand(space.agents());
      CHECK(refused(changed));
      changed.entries[k].coalition = Coalition();
      CHECK(refused(changed));
    }
    // Every profile's weight enters.
    for (mpz_class& weight : weights) {
      weight += 1;
      CHECK(refused(proof));
      weight -= 1;
    }
    // Nothing, and nothing but zeros, prove nothing.
    CHECK(refused({}));
    DeviationCertificate zeros = proof;
    for (auto& entry : zeros.entries) entry.weight = 0;
    CHECK(refused(zeros));
    // What is not a change of content is accepted.
    DeviationCertificate same = proof;
    for (auto& entry : same.entries) entry.weight *= 7;
    CHECK_FALSE(refused(same));
    same.entries.push_back(same.entries.front());
    same.entries.front().weight = 3;
    same.entries.back().weight -= 3;
    CHECK_FALSE(refused(same));
    // A negative and a positive weight that cancel are refused although the identity holds.
    same.entries.front().weight = -1;
    same.entries.back().weight += 4;
    CHECK(refused(same));
    // Proofs for a coalition that may not form prove nothing.
    CHECK_FALSE(CertificateChecker(space, Pattern::minimal(space.agents())).refutes_ci(weights, proof));
  }
}

TEST_CASE("deviations that cancel within one coalition prove only what they say") {
  // Agent 1 has equal posteriors 1:2:3:4 (weights 1 and 5): θ1^1 → θ1^2 with weight 5 and back with weight 1.
  const TypeSpace space({2, 2, 2});
  const IntegerWeights weights{1, 2, 3, 4, 5, 10, 15, 20};
  const CertificateChecker checker(space, Pattern::minimal(3));
  CHECK(checker.refutes_ci(weights, {{{Coalition(0b001), 0, 1, 5}, {Coalition(0b001), 1, 0, 1}}}));
  CHECK_FALSE(checker.refutes_ci(weights, {{{Coalition(0b001), 0, 1, 1}, {Coalition(0b001), 1, 0, 5}}}));
  CHECK_FALSE(checker.refutes_ci(weights, {{{Coalition(0b001), 0, 1, 5}}}));
  CHECK(checker.equal_posteriors(weights, Coalition(0b001), 0, 1));
  CHECK_FALSE(checker.equal_posteriors(weights, Coalition(0b100), 0, 1));
  CHECK_FALSE(checker.equal_posteriors(weights, Coalition(0b011), 0, 1));
}

TEST_CASE("the check in doubles never accepts what the exact check refuses") {
  constexpr std::uint64_t seed = 83;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const TypeSpace space({2, 2, 2});
  const std::size_t profiles = space.profiles();
  CiDecider decider(space, Pattern::minimal(3));
  const CertificateChecker& checker = decider.checker();
  int accepted = 0;
  int refused = 0;
  int fast = 0;
  for (int trial = 0; trial < 600; ++trial) {
    CAPTURE(trial);
    std::vector<double> weights = random.dirichlet(profiles);
    const Prior prior{std::span<const double>(weights)};
    REQUIRE(decider.decide(prior, {}).verdict == Verdict::holds);
    TransferCertificate transfers = std::get<TransferCertificate>(decider.certificate(prior));
    // Every third prior is made of subnormal numbers.
    if (trial % 3 == 2) {
      for (double& weight : weights) weight = std::ldexp(weight, -1050);
    }
    // Agent 1 is paid for the report θ1^2, by agent 2, until the deviation θ1^1 → θ1^2 is free up to the
    // rounding of integers. A payment that does not depend on θ2 leaves agent 2's incentives alone.
    const IntegerWeights integers = integer_weights(weights);
    const mpz_class loss = gain(space, integers, transfers, Coalition::single(0), 0, 1);
    const mpz_class marginal = integers[0] + integers[1] + integers[2] + integers[3];
    const mpz_class payment = -loss / marginal;
    for (std::size_t profile = 4; profile < 8; ++profile) {
      transfers.psi[profile] += payment;
      transfers.psi[profiles + profile] -= payment;
    }
    std::vector<std::int64_t> psi;
    for (const mpz_class& value : transfers.psi) psi.push_back(value.get_si());
    // The last weight of the row is moved to where the row vanishes, and a few units in the last place around
    // it.
    mpq_class rest = 0;
    for (std::size_t k = 0; k < 3; ++k)
      rest += mpq_class(weights[k]) * mpq_class(transfers.psi[4 + k] - transfers.psi[k]);
    const mpz_class change = transfers.psi[7] - transfers.psi[3];
    if (change == 0 || rest / -change <= 0) continue;
    weights[3] = mpq_class(rest / -change).get_d();
    for (int step = 0; step < 8; ++step) weights[3] = std::nextafter(weights[3], 0.0);
    for (int step = -8; step <= 8; ++step, weights[3] = std::nextafter(weights[3], 1.0)) {
      if (weights[3] == 0) continue;
      const bool by_doubles = checker.proves_ci(weights, psi);
      const bool truly = checker.proves_ci(integer_weights(weights), transfers);
      if (by_doubles) CHECK(truly);
      (truly ? accepted : refused) += 1;
      fast += by_doubles ? 1 : 0;
    }
  }
  // Both answers were near: the test could have failed.
  CAPTURE(fast);
  CHECK(accepted > 3000);
  CHECK(refused > 3000);
  CHECK(fast > 0);
}

TEST_CASE("the check in doubles accepts what holds clearly and refuses what is no number") {
  const TypeSpace space({2, 2, 2});
  const CertificateChecker checker(space, Pattern::minimal(3));
  std::vector<double> weights = test::slides_prior();
  const Proven proven = prove(space, Pattern::minimal(3), weights);
  std::vector<std::int64_t> psi;
  for (const mpz_class& value : proven.transfers.psi) psi.push_back(value.get_si());
  CHECK(checker.proves_ci(weights, psi));
  for (const double scale : {0x1p-900, 0x1p900, 3.0}) {
    std::vector<double> scaled = weights;
    for (double& weight : scaled) weight *= scale;
    CHECK(checker.proves_ci(scaled, psi));
  }
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    for (std::size_t k = 0; k < weights.size(); ++k) {
      std::vector<double> spoilt = weights;
      spoilt[k] = bad;
      CHECK_FALSE(checker.proves_ci(spoilt, psi));
    }
  }
  for (std::int64_t& value : psi) {
    value += 1;
    CHECK_FALSE(checker.proves_ci(weights, psi));
    value -= 1;
    const std::int64_t kept = value;
    value = std::numeric_limits<std::int64_t>::min();
    CHECK_FALSE(checker.proves_ci(weights, psi));
    value = kept;
  }
  std::vector<std::int64_t> opposite;
  for (const std::int64_t value : psi) opposite.push_back(-value);
  CHECK_FALSE(checker.proves_ci(weights, opposite));
  psi.pop_back();
  CHECK_FALSE(checker.proves_ci(weights, psi));
}
