#include "core/generic/elimination.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/condition_g.h"
#include "core/generic/classify.h"
#include "core/generic/influence_space.h"
#include "core/generic/structural_influences.h"
#include "core/pattern_catalogue.h"

using namespace genericity;

namespace {

EliminationProof proof_of(const TypeSpace& space, const Pattern& pattern) {
  const auto proof = prove_almost_always(space, pattern, {});
  REQUIRE(proof.has_value());
  return *proof;
}

bool is_refused(const TypeSpace& space, const Pattern& pattern, const EliminationProof& proof) {
  return check_proof(space, pattern, proof).assurance == Assurance::refused;
}

}  // namespace

TEST_CASE("all pairs of five agents and more: almost always on these type spaces, not for all type counts") {
  for (const std::vector<int>& counts : std::vector<std::vector<int>>{
           {2, 2, 2, 2, 2}, {3, 3, 2, 2, 2}, {2, 2, 2, 2, 2, 2}, {3, 2, 2, 2, 2, 2}}) {
    const TypeSpace space(counts);
    CAPTURE(space.to_string());
    const Classification known = classify(space, Pattern::up_to_size(static_cast<int>(counts.size()), 2), {});
    CHECK(known.finding.verdict == GenericVerdict::almost_always);
    CHECK(proof_name(known.proof) == "LR");
    CHECK(known.finding.certain);
    CHECK_FALSE(known.finding.all_type_counts);
  }
  // N(p) is larger there than what exists at every prior.
  const TypeSpace uneven({3, 2, 2, 2, 2});
  CHECK(classify(uneven, Pattern::up_to_size(5, 2), {}).finding.verdict == GenericVerdict::open);
}

TEST_CASE("what all pairs can do together is what is known to exist at every prior") {
  // ν_ij = μ_i + μ_j, ν_i = −(n−2) μ_i: Σ_i (m_i − 1) min(m_i, k_i) dimensions.
  const std::vector<std::pair<std::vector<int>, std::size_t>> cases{
      {{2, 2, 2, 2, 2}, 10}, {{3, 3, 2, 2, 2}, 18}, {{2, 2, 2, 2, 2, 2}, 12}};
  for (const auto& [counts, expected] : cases) {
    const TypeSpace space(counts);
    const Pattern pairs = Pattern::up_to_size(space.agents(), 2);
    ResidueStream stream(3);
    const std::uint64_t prime = stream.prime();
    std::vector<std::uint64_t> weights;
    for (std::size_t k = 0; k < space.profiles(); ++k) weights.push_back(1 + stream.below(1000));
    const InfluenceSpace influences(space, pairs.coalitions(), weights, prime);
    CHECK(influences.dimension() - influences.equations().rank() == expected);
    CHECK(structural_dimension(space, pairs.coalitions(), weights, prime, expected + 2, stream) == expected);
  }
}

TEST_CASE("proofs by balanced scores and ranks are refused with one number changed") {
  const TypeSpace space({2, 2, 2, 2, 2});
  const Pattern pairs = Pattern::up_to_size(5, 2);
  const EliminationProof proof = proof_of(space, pairs);
  REQUIRE_FALSE(is_refused(space, pairs, proof));
  REQUIRE(proof.balanced.size() == 1);
  REQUIRE(proof.balanced[0].structural.has_value());
  const auto refuses = [&](const auto& change) {
    EliminationProof other = proof;
    change(other.balanced[0]);
    return is_refused(space, pairs, other);
  };
  for (std::size_t k = 0; k < proof.balanced[0].scores.size(); ++k)
    CHECK(refuses([&](auto& step) { step.scores[k].weight += 1; }));
  CHECK(refuses([](auto& step) { step.structural->rank += 1; }));
  CHECK(refuses([](auto& step) { step.structural->rank -= 1; }));
  CHECK(refuses([](auto& step) { step.structural->prime += 1; }));
  CHECK(refuses([](auto& step) { step.structural->prime = 1000003; }));
  CHECK(refuses([](auto& step) { step.structural->weights[3] = 0; }));
  CHECK(refuses([](auto& step) { step.structural->weights.pop_back(); }));
  CHECK(refuses([](auto& step) { step.scores.pop_back(); }));
  // Tested as an identity instead, wrong weights are found out as well.
  EliminationProof tested = proof;
  tested.balanced[0].structural.reset();
  CHECK(check_proof(space, pairs, tested).assurance == Assurance::likely);
  tested.balanced[0].scores[0].weight += 1;
  CHECK(is_refused(space, pairs, tested));
  // A pattern with more coalitions keeps one without a score.
  CHECK(is_refused(space,
                   Pattern::parse("{1,2,3},{1,2},{1,3},{1,4},{1,5},{2,3},{2,4},{2,5},{3,4},{3,5},{4,5}", 5),
                   proof));
}

TEST_CASE("where deviations of all coalitions are independent, a rank is the proof") {
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{1,3}", 4);
  const InfluenceSpace none(space, pattern.coalitions(), std::vector<std::uint64_t>(16, 1),
                            (std::uint64_t{1} << 61U) - 1);
  EliminationProof proof;
  RankAtPrior stated{{}, (std::uint64_t{1} << 61U) - 1, 32};
  ResidueStream stream(5);
  std::vector<std::uint64_t> weights;
  for (int k = 0; k < 16; ++k) {
    weights.push_back(1 + stream.below(999));
    stated.weights.emplace_back(static_cast<unsigned long>(weights.back()));
  }
  CHECK(none.dimension() == 32);
  proof.full_rank = stated;
  CHECK(check_proof(space, pattern, proof).assurance == Assurance::proved);
  CHECK(proof_name(proof) == "rank");
  // The uniform prior has no such rank, though it is stated.
  for (mpz_class& weight : proof.full_rank->weights) weight = 1;
  CHECK(is_refused(space, pattern, proof));
  proof.full_rank = stated;
  --proof.full_rank->rank;
  CHECK(is_refused(space, pattern, proof));
  // The star has two dimensions of lies that cancel.
  CHECK(is_refused(space, Pattern::parse("{1,2},{1,3},{1,4}", 4), EliminationProof{{}, {}, stated}));
}

TEST_CASE("five agents with two types: 47 classes beyond (L) hold at almost every prior") {
  const TypeSpace space({2, 2, 2, 2, 2});
  int by_scores = 0;
  int beyond = 0;
  for (const PatternClass& entry : noncomplementary_patterns(space)) {
    if (prove_condition_g(entry.pattern)) continue;
    const auto proof = prove_almost_always(space, entry.pattern, {});
    if (!proof) continue;
    (proof_name(*proof) == "L" ? by_scores : beyond) += 1;
  }
  CHECK(by_scores == 322);
  CHECK(beyond == 47);
}

TEST_CASE("what would cost too much is left open, not searched for") {
  const TypeSpace ten(std::vector<int>(10, 2));
  CHECK(classify(ten, Pattern::up_to_size(10, 2), {}).finding.verdict == GenericVerdict::open);
  // Singletons need no search, however many there are.
  const TypeSpace sixteen(std::vector<int>(16, 2));
  const Classification known = classify(sixteen, Pattern::minimal(16), {});
  CHECK(known.finding.verdict == GenericVerdict::almost_always);
  CHECK(proof_name(known.proof) == "L");
}
