#include "core/generic/witness_search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/conditions/ci.h"
#include "core/generic/classify.h"
#include "core/generic/relabelling.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

std::vector<std::vector<double>> whole_priors(RandomPriors& random, const TypeSpace& space, int count) {
  std::vector<std::vector<double>> priors;
  for (int k = 0; k < count; ++k) {
    std::vector<double>& weights = priors.emplace_back();
    for (std::size_t j = 0; j < space.profiles(); ++j)
      weights.push_back(static_cast<double>(random.integer(1, 1000)));
  }
  return priors;
}

}  // namespace

TEST_CASE("five intersecting triples of five agents: both sides are met, and the proofs pass") {
  const TypeSpace space({2, 2, 2, 2, 2});
  const Pattern triples = Pattern::parse("{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", 5);
  const Pattern relabelled = triples.relabelled(std::vector<int>{4, 2, 3, 0, 1});
  // A larger pattern inherits failures, a smaller one successes.
  std::vector<Coalition> more(triples.coalitions().begin(), triples.coalitions().end());
  more.push_back(Coalition::parse("{1,5}", 5));
  const Pattern larger(5, more);
  WitnessSearch search(space, {triples, relabelled, larger, Pattern::parse("{1,2,3}", 5)});
  RandomPriors random(11);
  search.look_at(whole_priors(random, space, 128));
  REQUIRE(search.success(0) != nullptr);
  REQUIRE(search.failure(0) != nullptr);
  REQUIRE(search.failure(1) != nullptr);
  REQUIRE(search.failure(2) != nullptr);
  CHECK(search.success(3) != nullptr);
  CHECK(search.failure(3) == nullptr);
  for (std::size_t k = 0; k < 3; ++k) {
    const Pattern& pattern = search.patterns()[k];
    CHECK(how_open(space, pattern, *search.failure(k), 7) == Openness::proved);
    if (search.success(k) == nullptr) continue;
    CHECK(proves_open_success(space, pattern, *search.success(k)));
    const WitnessProof proof{search.success(k), search.failure(k)};
    CHECK(check_proof(space, pattern, proof).verdict == GenericVerdict::between);
  }

  const OpenFailure failure = *search.failure(0);
  const auto refuses = [&](const auto& change) {
    OpenFailure other = failure;
    change(other);
    return how_open(space, triples, other, 7) == Openness::refused;
  };
  CHECK(refuses([](OpenFailure& other) { other.certificate.entries[0].weight += 1; }));
  CHECK(refuses([](OpenFailure& other) { other.rank += 1; }));
  CHECK(refuses([](OpenFailure& other) { other.rank -= 1; }));
  CHECK(refuses([](OpenFailure& other) { other.prime += 2; }));
  CHECK(refuses([](OpenFailure& other) { other.weights[0] += 1; }));
  OpenSuccess success = *search.success(0);
  success.certificate.psi[0] += 1;
  CHECK_FALSE(proves_open_success(space, triples, success));
}

TEST_CASE("a failure by a tie is none of an open set") {
  // Agent 1's posteriors are equal: CI fails at this prior, and at no neighbour in general.
  const TypeSpace space({2, 2, 2});
  const IntegerWeights weights{1, 2, 3, 5, 2, 4, 6, 10};
  const Pattern pattern = Pattern::minimal(3);
  std::vector<double> doubles;
  for (const mpz_class& weight : weights) doubles.push_back(weight.get_d());
  const Prior prior(doubles);
  CiDecider decider(space, pattern);
  REQUIRE(decider.decide(prior, {}).verdict == Verdict::fails);
  const OpenFailure failure =
      open_failure(space, weights, std::get<DeviationCertificate>(decider.certificate(prior)),
                   (std::uint64_t{1} << 61U) - 1);
  CHECK(how_open(space, pattern, failure, 7) == Openness::refused);
}

TEST_CASE("a relabelled proof is one about the relabelled pattern") {
  const TypeSpace space({2, 3, 2});
  const Pattern pattern = Pattern::parse("{1,2}", 3);
  const std::vector<int> image{2, 1, 0};
  RandomPriors random(5);
  const std::vector<double> weights = whole_priors(random, space, 1).front();
  const Prior prior(weights);
  CiDecider decider(space, pattern);
  REQUIRE(decider.decide(prior, {}).verdict == Verdict::fails);
  const OpenFailure failure{prior.exact(), std::get<DeviationCertificate>(decider.certificate(prior)), 0, 0};
  const OpenFailure other = Relabelling(space, image).of(failure);
  const Pattern image_pattern = pattern.relabelled(image);
  CHECK(CertificateChecker(space, image_pattern).refutes_ci(other.weights, other.certificate));
  CHECK_FALSE(CertificateChecker(space, pattern).refutes_ci(other.weights, other.certificate));
}
