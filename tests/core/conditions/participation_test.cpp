#include "core/conditions/participation.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "core/conditions/ci.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/kosenok_severinov.h"
#include "tests/core/likely_counts.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::LikelyCounts;
using genericity::test::RandomPriors;

namespace {

/// Determinant of the 2×2 slice θ_i = z of a prior on 2×2×2.
double slice_determinant(const std::vector<double>& w, int agent, int type) {
  std::vector<double> slice;
  for (std::size_t profile = 0; profile < 8; ++profile) {
    if (static_cast<int>(profile >> (2U - static_cast<unsigned>(agent)) & 1U) == type)
      slice.push_back(w[profile]);
  }
  return slice[0] * slice[3] - slice[1] * slice[2];
}

/// On 2×2×2, singletons, CI with IR fails exactly if every agent's two slices have determinants of
/// opposite signs.
bool closed_form_fails(const std::vector<double>& w) {
  for (int agent = 0; agent < 3; ++agent) {
    if (slice_determinant(w, agent, 0) * slice_determinant(w, agent, 1) >= 0) return false;
  }
  return true;
}

void check_proof(const TypeSpace& space, const Pattern& pattern, Participation participation,
                 const IntegerWeights& weights, const ParticipationDecider& decider,
                 const Decision& decision) {
  REQUIRE(decision.certified);
  if (decision.verdict == Verdict::holds) {
    NeutralTransferCertificate proof = decider.transfers();
    CHECK(proves_participation(space, pattern, participation, weights, proof));
    proof.psi[0] += 1;
    proof.psi[space.profiles()] -= 1;
    CHECK_FALSE(proves_participation(space, pattern, participation, weights, proof));
  } else {
    REQUIRE(decision.verdict == Verdict::fails);
    NeutralDeviationCertificate proof = decider.deviations();
    CHECK(refutes_participation(space, pattern, participation, weights, proof));
    proof.deviations.entries[0].weight += 1;
    CHECK_FALSE(refutes_participation(space, pattern, participation, weights, proof));
  }
}

}  // namespace

TEST_CASE("2x2x2, singletons, IR: the closed form of the slices' determinants, draw by draw") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  ParticipationDecider decider(space, pattern, Participation::individual);
  RandomPriors random(20261121);
  const int draws = 3000;
  int failures = 0;
  for (int draw = 0; draw < draws; ++draw) {
    CAPTURE(draw);
    const std::vector<double> weights = random.dirichlet(space.profiles());
    const Decision decision = decider.decide(Prior(weights));
    REQUIRE(decision.verdict != Verdict::undecided);
    REQUIRE(decision.certified);
    REQUIRE((decision.verdict == Verdict::fails) == closed_form_fails(weights));
    if (decision.verdict == Verdict::fails) ++failures;
    if (draw < 100)
      check_proof(space, pattern, Participation::individual, integer_weights(weights), decider, decision);
  }
  CAPTURE(failures);
  // The failing share is .24743 ± .00022 (four million draws of the closed form).
  CHECK(failures >= LikelyCounts(draws, 0.2463).least);
  CHECK(failures <= LikelyCounts(draws, 0.2486).greatest);
}

TEST_CASE("singletons: IR is Convex Independence and Identifiability together, draw by draw") {
  RandomPriors random(31);
  for (const auto& sizes :
       std::vector<std::vector<int>>{{2, 2, 2}, {3, 2, 2}, {4, 2, 2}, {5, 2, 2}, {2, 2, 2, 2}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::minimal(space.agents());
    ParticipationDecider together(space, pattern, Participation::individual);
    AgentsConvexIndependence convex(space);
    std::array<std::array<int, 2>, 2> counts{};
    for (int draw = 0; draw < 60; ++draw) {
      CAPTURE(space.to_string());
      CAPTURE(draw);
      const InformationStructure structure(space, draw % 2 == 0 ? random.lattice(space.profiles(), 4)
                                                                : random.lattice(space.profiles(), 1000));
      const Decision decision = together.decide(Prior(structure));
      check_proof(space, pattern, Participation::individual, structure.exact(), together, decision);
      const bool independent = convex.decide(Prior(structure)).verdict == Verdict::holds;
      const bool identifiable = !unidentifiable_reports(space, structure.exact());
      REQUIRE((decision.verdict == Verdict::holds) == (independent && identifiable));
      ++counts[independent ? 1 : 0][identifiable ? 1 : 0];
    }
    // The test says something only where both conditions vary.
    if (sizes.size() == 3) CHECK(counts[1][1] > 0);
    if (sizes == std::vector<int>{2, 2, 2}) CHECK(counts[1][0] > 0);
    if (sizes == std::vector<int>{5, 2, 2}) CHECK(counts[0][0] + counts[0][1] > 0);
  }
}

TEST_CASE(
    "Identifiability agrees with its definition's linear programs, and with Convex Independence it implies "
    "CI") {
  RandomPriors random(32);
  for (const auto& sizes : std::vector<std::vector<int>>{{2, 2, 2}, {3, 2, 2}, {5, 2, 2}, {3, 3}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::minimal(space.agents());
    KosenokSeverinov condition(space);
    CiDecider ci(space, pattern);
    for (int draw = 0; draw < 30; ++draw) {
      CAPTURE(space.to_string());
      CAPTURE(draw);
      const InformationStructure structure(space, random.lattice(space.profiles(), draw % 2 == 0 ? 3 : 500));
      const Decision decision = condition.decide(Prior(structure));
      REQUIRE(decision.certified);
      REQUIRE((decision.verdict == Verdict::holds) == !unidentifiable_reports(space, structure.exact()));
      // CI's certificate of failure has a = 0 and c ≠ 0: it fails Identifiability, or two posteriors
      // coincide.
      if (decision.verdict == Verdict::holds && space.agents() > 2) {
        AgentsConvexIndependence convex(space);
        if (convex.decide(Prior(structure)).verdict == Verdict::holds)
          CHECK(ci.decide(Prior(structure), {}).verdict == Verdict::holds);
      }
    }
  }
}

TEST_CASE("CR implies IR implies CI, with proofs, on patterns with pairs") {
  RandomPriors random(33);
  for (const auto& [sizes, text] :
       std::vector<std::pair<std::vector<int>, const char*>>{{{2, 2, 2, 2}, "{1,2}"},
                                                             {{2, 2, 2, 2}, "{1,2},{2,3}"},
                                                             {{3, 2, 2, 2}, "{1,2}"},
                                                             {{2, 2, 2}, "{1,2}"}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    ParticipationDecider ir(space, pattern, Participation::individual);
    ParticipationDecider cr(space, pattern, Participation::coalitional);
    CiDecider ci(space, pattern);
    for (int draw = 0; draw < 8; ++draw) {
      CAPTURE(space.to_string());
      const auto& of_pattern = text;
      CAPTURE(of_pattern);
      CAPTURE(draw);
      const std::vector<double> weights = random.dirichlet(space.profiles());
      const Prior prior(weights);
      const Decision with_ir = ir.decide(prior);
      const Decision with_cr = cr.decide(prior);
      const Decision alone = ci.decide(prior, {});
      check_proof(space, pattern, Participation::individual, prior.exact(), ir, with_ir);
      check_proof(space, pattern, Participation::coalitional, prior.exact(), cr, with_cr);
      if (with_cr.verdict == Verdict::holds) CHECK(with_ir.verdict == Verdict::holds);
      if (with_ir.verdict == Verdict::holds) CHECK(alone.verdict == Verdict::holds);
      const double slack = 1e-7;
      CHECK(cr.margin(prior).lower <= ir.margin(prior).upper + slack);
      CHECK(ir.margin(prior).lower <= ci.margin(prior).upper + slack);
      // CR needs the posteriors of every coalition in convex position.
      if (with_cr.verdict == Verdict::holds) {
        for (const Coalition coalition : pattern.coalitions())
          CHECK(ConvexIndependence(space, coalition).decide(prior).verdict == Verdict::holds);
      }
    }
  }
}

TEST_CASE("section 5: the prior has IR and CR with {1,2},{2,3}, at the margins .0830 and .0741") {
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2},{2,3}", 4);
  const InformationStructure structure(space, test::section_five_prior());
  const Prior prior(structure);
  ParticipationDecider ir(space, pattern, Participation::individual);
  CHECK(ir.decide(prior).verdict == Verdict::holds);
  CHECK(ir.margin(prior).lower == doctest::Approx(0.0830).epsilon(1e-3));
  ParticipationDecider cr(space, pattern, Participation::coalitional);
  CHECK(cr.decide(prior).verdict == Verdict::holds);
  CHECK(cr.margin(prior).lower == doctest::Approx(0.0741).epsilon(1e-3));
}

TEST_CASE("where the system with IR or CR stays open, a proof that CI fails decides") {
  // Weights from 1e-14 to 1e15 on two complementary coalitions; the digits are of no account.
  const TypeSpace space({2, 2, 2, 2});
  const Pattern pattern = Pattern::parse("{1,2,3},{1,4}", 4);
  std::vector<mpq_class> weights;
  for (const char* const weight :
       {"3.6e-11", "2.562807916406e-1", "1.654048203e-2", "2.0e-13", "4.037155988e4", "9.4e-6",
        "5.24988533050589636e9", "6.63e-11", "4.83e-3", "1.808015e-9", "4.7522935512701e7", "4.4308234642e1",
        "4.97928e-14", "8.6960419159864687e-3", "660307754393126", "9.3789e-9"})
    weights.push_back(parse_rational(weight));
  const InformationStructure structure(space, weights);
  const Prior prior(structure);
  for (const Participation participation : {Participation::individual, Participation::coalitional}) {
    ParticipationDecider decider(space, pattern, participation);
    const Decision decision = decider.decide(prior);
    CHECK(decision.verdict == Verdict::fails);
    check_proof(space, pattern, participation, prior.exact(), decider, decision);
  }
}

TEST_CASE("the neutral space has the dimension of its interaction components") {
  // All non-grand coalitions: Σ_T (|T|−1) Π_{i∈T} (|Θ_i|−1).
  const auto dimension = [](std::vector<int> sizes) {
    const TypeSpace space(std::move(sizes));
    const Pattern maximal = Pattern::maximal(space.agents());
    return NeutralSpace(space, maximal.coalitions()).dimension();
  };
  CHECK(dimension({2, 2, 2}) == 5);
  CHECK(dimension({2, 2, 2, 2}) == 17);
  CHECK(dimension({3, 2, 2}) == 9);
  CHECK(dimension({2, 3, 2, 2}) == 29);
}
