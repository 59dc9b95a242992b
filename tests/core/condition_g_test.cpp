#include "core/condition_g.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/pattern_catalogue.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// What condition (G) comes to for five agents without complementary coalitions: a triple B and all three
/// triples that contain the other two agents.
bool has_blocking_triples(const Pattern& pattern) {
  for (const Coalition triple : pattern.coalitions()) {
    if (triple.size() != 3) continue;
    const Coalition others = triple.complement(5);
    bool all = true;
    for (int agent = 0; agent < 5; ++agent) {
      if (triple.contains(agent))
        all = all && pattern.contains(Coalition(others.mask() | Coalition::single(agent).mask()));
    }
    if (all) return true;
  }
  return false;
}

IntegerWeights random_weights(RandomPriors& random, const TypeSpace& space) {
  IntegerWeights weights;
  for (std::size_t k = 0; k < space.profiles(); ++k) weights.emplace_back(random.integer(1, 1000000));
  return weights;
}

}  // namespace

TEST_CASE("up to four agents the condition says that two coalitions are complementary") {
  for (const std::vector<int>& sizes : std::vector<std::vector<int>>{{2, 2, 2}, {2, 2, 2, 2}}) {
    int never = 0;
    for (const PatternClass& one : all_patterns(TypeSpace(sizes))) {
      CAPTURE(one.pattern.to_full_string());
      const auto proof = prove_condition_g(one.pattern);
      CHECK(proof.has_value() == (one.pattern.complementary().size() > 0));
      if (proof) CHECK(proves_condition_g(one.pattern, *proof));
      never += proof ? 1 : 0;
    }
    CHECK(never == (sizes.size() == 3 ? 3 : 85));
  }
  CHECK(prove_condition_g(Pattern::minimal(2)).has_value());
}

TEST_CASE("for five agents 86 of the 792 classes without complementary coalitions can never have CI") {
  int classes = 0;
  std::uint64_t members = 0;
  for (const PatternClass& one : noncomplementary_patterns(TypeSpace({2, 2, 2, 2, 2}))) {
    CAPTURE(one.pattern.to_full_string());
    const auto proof = prove_condition_g(one.pattern);
    CHECK(proof.has_value() == has_blocking_triples(one.pattern));
    if (!proof) continue;
    CHECK(proves_condition_g(one.pattern, *proof));
    ++classes;
    members += one.members;
  }
  CHECK(classes == 86);
  CHECK(members == 5801);
}

TEST_CASE("the first example without complementary coalitions, with its weights") {
  const Pattern pattern = Pattern::parse("{1,2,3},{1,2,4},{1,2,5},{3,4,5}", 5);
  const mpq_class third(1, 3);
  const ConditionGProof wanted{Coalition(0b00011),
                               {{Coalition(0b00111), third},
                                {Coalition(0b01011), third},
                                {Coalition(0b10011), third},
                                {Coalition(0b11100), 2 * third}}};
  CHECK(proves_condition_g(pattern, wanted));
  const auto found = prove_condition_g(pattern);
  REQUIRE(found.has_value());
  // The weights are the only solution, so they are found as they stand.
  CHECK(found->part == wanted.part);
  CHECK(found->weights == wanted.weights);

  // Without one of the four coalitions there is no proof, whatever is kept of it.
  for (const auto& [coalition, weight] : wanted.weights) {
    std::vector<Coalition> rest;
    for (const auto& [other, unused] : wanted.weights) {
      if (!(other == coalition)) rest.push_back(other);
    }
    const Pattern smaller(5, rest);
    CHECK_FALSE(prove_condition_g(smaller).has_value());
    CHECK_FALSE(proves_condition_g(smaller, wanted));
  }
}

TEST_CASE("a faulty proof is refused") {
  const Pattern pattern = Pattern::parse("{1,2,3},{1,2,4},{1,2,5},{3,4,5}", 5);
  const ConditionGProof proof = prove_condition_g(pattern).value();
  for (std::size_t k = 0; k < proof.weights.size(); ++k) {
    ConditionGProof changed = proof;
    changed.weights[k].second += mpq_class(1, 1000000);
    CHECK_FALSE(proves_condition_g(pattern, changed));
    changed = proof;
    changed.weights[k].second = -changed.weights[k].second;
    CHECK_FALSE(proves_condition_g(pattern, changed));
    changed = proof;
    changed.weights.erase(changed.weights.begin() + static_cast<std::ptrdiff_t>(k));
    CHECK_FALSE(proves_condition_g(pattern, changed));
  }
  ConditionGProof part = proof;
  part.part = Coalition();
  CHECK_FALSE(proves_condition_g(pattern, part));
  part.part = Coalition::grand(5);
  CHECK_FALSE(proves_condition_g(pattern, part));
  part.part = Coalition(0b00101);  // {1,3}: {1,2,4} contains neither it nor its complement
  CHECK_FALSE(proves_condition_g(pattern, part));
  CHECK_FALSE(proves_condition_g(pattern, ConditionGProof{proof.part, {}}));
  // Weights that cover every agent once, on coalitions that are no part of F_A.
  ConditionGProof singles{Coalition(0b00011), {}};
  for (int agent = 0; agent < 5; ++agent) singles.weights.emplace_back(Coalition::single(agent), 1);
  CHECK_FALSE(proves_condition_g(pattern, singles));
}

TEST_CASE("the closed form refutes CI at every prior") {
  constexpr std::uint64_t seed = 71;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{
      {{2, 2, 2}, "{1,2}"},
      {{2, 3, 4}, "maximal"},
      {{3, 2}, "minimal"},
      {{2, 2, 2, 2}, "{1,2},{3,4}"},
      {{3, 2, 2, 4}, "{1,3},{2,4},{1,2}"},
      {{2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,2,5},{3,4,5}"},
      {{2, 3, 2, 2, 3}, "{1,2,3},{1,2,4},{1,2,5},{3,4,5}"},
      {{2, 2, 2, 2, 2}, "{2,3,5},{1,2,4},{1,3,4},{1,4,5}"},
  };
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(space.to_string());
    CAPTURE(pattern.to_string());
    const ConditionGProof proof = prove_condition_g(pattern).value();
    const CertificateChecker checker(space, pattern);
    for (int trial = 0; trial < 4; ++trial) {
      const IntegerWeights weights = random_weights(random, space);
      const DeviationCertificate certificate = condition_g_certificate(space, weights, proof);
      CHECK(checker.refutes_ci(weights, certificate));
      // The weights depend on the prior: another prior's certificate is none.
      CHECK_FALSE(checker.refutes_ci(random_weights(random, space), certificate));
    }
    // A proof whose λ is spoilt gives no certificate.
    const IntegerWeights weights = random_weights(random, space);
    ConditionGProof spoilt = proof;
    spoilt.weights.front().second *= 2;
    CHECK_FALSE(checker.refutes_ci(weights, condition_g_certificate(space, weights, spoilt)));
    spoilt = proof;
    spoilt.weights.pop_back();
    CHECK_FALSE(checker.refutes_ci(weights, condition_g_certificate(space, weights, spoilt)));
  }
}
