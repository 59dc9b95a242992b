#include "core/mechanisms/scoring_design.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/certificate.h"
#include "core/generic/scoring_latex.h"
#include "core/generic/scoring_search.h"
#include "core/generic/scoring_variety.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct ScoringCase {
  int agents;
  const char* pattern;
  int most_types;
};

/// Patterns with condition (L).
const std::vector<ScoringCase> with_scores{{3, "", 4},
                                           {4, "", 4},
                                           {4, "{1,2}", 4},
                                           {4, "{1,2},{1,3}", 4},
                                           {4, "{1,2},{1,3},{1,4}", 4},
                                           {4, "{1,2},{1,3},{2,3}", 4},
                                           {5, "", 3},
                                           {5, "{1,2},{2,3},{3,4}", 2},
                                           {5, "{1,2},{1,3},{1,4},{2,3},{2,5},{4,5}", 2},
                                           {5, "{1,2,3},{1,2,4}", 2}};

TypeSpace random_space(RandomPriors& random, int agents, int most_types) {
  std::vector<int> sizes;
  for (int agent = 0; agent < agents; ++agent) sizes.push_back(random.integer(2, most_types));
  return TypeSpace(sizes);
}

/// ψ_i(θ) of the closed form, in doubles, summed up here once more.
double closed_form(const InformationStructure& structure, const ScoringTransfers& transfers, int agent,
                   std::size_t profile) {
  const TypeSpace& space = structure.space();
  double sum = 0;
  double power = 1;
  for (const ScoringLevel& level : transfers.proof.levels) {
    for (const ScoringLevel::Term& term : level.terms) {
      if (term.agent != agent) continue;
      double marginal = 0;
      double total = 0;
      for (std::size_t other = 0; other < space.profiles(); ++other) {
        bool agrees = true;
        for (int i = 0; i < space.agents(); ++i) {
          if (term.of.contains(i)) agrees = agrees && space.type_of(other, i) == space.type_of(profile, i);
        }
        const double weight = structure.approximate()[other];
        total += weight;
        if (agrees) marginal += weight;
      }
      sum += power * term.factor.get_d() * std::log(marginal / total);
    }
    power *= transfers.epsilon().get_d();
  }
  return sum;
}

}  // namespace

TEST_CASE("at 1,000 random priors the rounded transfers of condition (L) pass the exact checker") {
  constexpr std::uint64_t seed = 20261130;
  constexpr int draws = 100;
  MESSAGE("seed " << seed);
  RandomPriors random(seed);
  std::size_t most_levels = 0;
  for (const auto& [agents, text, most_types] : with_scores) {
    const Pattern pattern = Pattern::parse(text, agents);
    const ScoringSearch search = search_scores(pattern, Coalition::grand(agents));
    REQUIRE(proves_condition_l(pattern, Coalition::grand(agents), search.proof));
    most_levels = std::max(most_levels, search.proof.levels.size());
    for (int draw = 0; draw < draws; ++draw) {
      const TypeSpace space = random_space(random, agents, most_types);
      CAPTURE(space.to_string());
      CAPTURE(pattern.to_full_string());
      CAPTURE(draw);
      const std::vector<double> weights =
          draw % 4 == 0 ? random.near_independent(space, 1e-3) : random.dirichlet(space.profiles());
      const InformationStructure structure(space, weights);
      const ScoringDesign design = evaluate_scores(structure, pattern, search.proof);
      const auto* transfers = std::get_if<ScoringTransfers>(&design);
      REQUIRE(transfers != nullptr);
      CHECK(CertificateChecker(space, pattern).proves_ci(structure.exact(), transfers->certificate));
    }
  }
  CHECK(most_levels == 3);
}

TEST_CASE("the certificate is the closed form, times a power of two and rounded") {
  RandomPriors random(2);
  for (const auto& [agents, text, most_types] : with_scores) {
    const Pattern pattern = Pattern::parse(text, agents);
    const TypeSpace space = random_space(random, agents, 2);
    CAPTURE(pattern.to_full_string());
    const InformationStructure structure(space, random.dirichlet(space.profiles()));
    const ScoringDesign design = design_scores(structure, pattern);
    const auto* transfers = std::get_if<ScoringTransfers>(&design);
    REQUIRE(transfers != nullptr);
    double greatest = 0;
    for (const mpz_class& value : transfers->certificate.psi)
      greatest = std::max(greatest, std::ldexp(std::fabs(value.get_d()), -transfers->shift));
    for (int agent = 0; agent < agents; ++agent) {
      for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
        const mpz_class& value =
            transfers->certificate.psi[static_cast<std::size_t>(agent) * space.profiles() + profile];
        CHECK(std::fabs(std::ldexp(value.get_d(), -transfers->shift) -
                        closed_form(structure, *transfers, agent, profile)) < 1e-11 * greatest);
      }
    }
  }
}

TEST_CASE("independent types are exceptional, whatever the pattern") {
  RandomPriors random(3);
  for (const auto& [agents, text, most_types] : with_scores) {
    const Pattern pattern = Pattern::parse(text, agents);
    for (int draw = 0; draw < 5; ++draw) {
      const TypeSpace space = random_space(random, agents, most_types);
      const ScoringDesign design =
          design_scores(InformationStructure(space, random.independent(space, 9)), pattern);
      const auto* types = std::get_if<ExceptionalTypes>(&design);
      REQUIRE(types != nullptr);
      CHECK(types->coalition == pattern.coalitions().front());
      CHECK(types->first == 0);
      CHECK(types->second == 1);
    }
  }
}

TEST_CASE("exceptional exactly where the scores do not tell two types apart") {
  const Pattern pattern = Pattern::minimal(3);
  const TypeSpace space({2, 2, 3});
  // Given the others, types 1 and 3 of agent 3 are equally likely up to a factor of 3.
  const std::vector<double> proportional{1, 2, 3, 4, 1, 12, 5, 6, 15, 2, 9, 6};
  const ScoringDesign design = design_scores(InformationStructure(space, proportional), pattern);
  const auto* types = std::get_if<ExceptionalTypes>(&design);
  REQUIRE(types != nullptr);
  CHECK(types->coalition == Coalition::single(2));
  CHECK(types->first == 0);
  CHECK(types->second == 2);
  // No longer so when one weight is another in its last bit.
  std::vector<double> changed = proportional;
  changed[11] = std::nextafter(changed[11], 7);
  const InformationStructure near(space, changed);
  const ScoringDesign near_design = design_scores(near, pattern);
  const auto* transfers = std::get_if<ScoringTransfers>(&near_design);
  REQUIRE(transfers != nullptr);
  CHECK(CertificateChecker(space, pattern).proves_ci(near.exact(), transfers->certificate));
  CHECK(mpz_sizeinbase(transfers->certificate.psi[0].get_mpz_t(), 2) > 53);
}

TEST_CASE("a prior that is exceptional for scores of one other's type, where CI holds all the same") {
  // Agent 1 says nothing of agent 2 alone or agent 3 alone: only of whether their types agree.
  ScoringLevel pairs;
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  // Each agent is paid for the next one's type, and its neighbour for the rest: see L_T's factors.
  const auto add = [&](int agent, std::uint32_t set, int factor) {
    pairs.terms.push_back({agent, Coalition(set), factor});
  };
  for (int agent = 0; agent < 3; ++agent) {
    const int next = (agent + 1) % 3;
    const int other = (agent + 2) % 3;
    const std::uint32_t own = Coalition::single(agent).mask();
    const std::uint32_t pair = own | Coalition::single(next).mask();
    // log p(θ_next | θ_agent), paid by the third agent.
    add(agent, pair, 1);
    add(agent, own, -1);
    add(other, pair, -1);
    add(other, own, 1);
    pairs.scores.push_back({Coalition::single(agent), Coalition(), next, 1});
  }
  const ScoringProof proof{{pairs}};
  REQUIRE(proves_condition_l(pattern, Coalition::grand(3), proof));
  // All pairs are independent, the triple is not.
  const InformationStructure structure(space, std::vector<double>{3, 1, 1, 3, 1, 3, 3, 1});
  CHECK(std::holds_alternative<ExceptionalTypes>(evaluate_scores(structure, pattern, proof)));
  RandomPriors random(4);
  const InformationStructure other(space, random.dirichlet(space.profiles()));
  CHECK(std::holds_alternative<ScoringTransfers>(evaluate_scores(other, pattern, proof)));
}

TEST_CASE("without condition (L) the coalitions left are named") {
  RandomPriors random(5);
  const TypeSpace space({2, 2, 2});
  const InformationStructure structure(space, random.dirichlet(space.profiles()));
  const ScoringDesign design = design_scores(structure, Pattern::parse("{1,2}", 3));
  const auto* left = std::get_if<LeftWithoutScore>(&design);
  REQUIRE(left != nullptr);
  CHECK(left->coalitions == search_scores(Pattern::parse("{1,2}", 3), Coalition::grand(3)).left);
  CHECK_FALSE(left->coalitions.empty());
}

TEST_CASE("the closed form as LaTeX") {
  ScoringLevel level;
  level.terms = {{0, Coalition(1), -1}, {0, Coalition(5), 2}, {1, Coalition(1), mpq_class(1, 2)}};
  CHECK(scoring_latex({{level}}, 3, 0) == R"(\begin{align*}
  \psi_1 &= -\log p(\theta_1) + 2 \log p(\theta_1,\theta_3) \\
  \psi_2 &= \tfrac{1}{2} \log p(\theta_1) \\
  \psi_3 &= 0
\end{align*}
)");
  ScoringLevel ten;
  ten.terms = {{9, Coalition(1U << 9U), -1}};
  const std::string text = scoring_latex({{ten, ten, ten}}, 10, 7);
  CHECK(text.find("\\psi_i &= \\psi^{(0)}_i + \\varepsilon \\psi^{(1)}_i + \\varepsilon^{2} \\psi^{(2)}_i, "
                  "\\quad \\varepsilon = 2^{-7} \\\\\n") != std::string::npos);
  CHECK(text.find("\\psi^{(2)}_{10} &= -\\log p(\\theta_{10})\n") != std::string::npos);
}

TEST_CASE("where short transfers are exceptional others are tried, and their sum") {
  const Pattern pattern = Pattern::parse("{1,2},{2,3}", 4);
  const Coalition informed = Coalition::grand(4);
  const ScoringProof first = search_scores(pattern, informed).proof;
  const std::vector<ScoringProof> others = other_scores(pattern, informed, first);
  for (const ScoringProof& other : others) CHECK(proves_condition_l(pattern, informed, other));
  const InformationStructure five(TypeSpace({2, 2, 2, 2}), genericity::test::section_five_prior());
  CHECK(exceptional_types(five, pattern, first));
  const ScoringDesign design = design_scores(five, pattern);
  const auto* transfers = std::get_if<ScoringTransfers>(&design);
  REQUIRE(transfers != nullptr);
  CHECK(CertificateChecker(five.space(), pattern).proves_ci(five.exact(), transfers->certificate));
  RandomPriors random(6);
  int exceptional = 0;
  for (int draw = 0; draw < 200; ++draw) {
    const InformationStructure structure(five.space(), random.lattice(16, 2));
    if (!exceptional_types(structure, pattern, others.back())) continue;
    ++exceptional;
    CHECK(exceptional_types(structure, pattern, first));
    for (const ScoringProof& other : others) CHECK(exceptional_types(structure, pattern, other));
  }
  CHECK(exceptional > 0);
  CHECK(exceptional < 200);
}

TEST_CASE("proofs of unlike levels have no sum") {
  const Pattern star = Pattern::parse("{1,2},{1,3},{1,4}", 4);
  const Coalition informed = Coalition::grand(4);
  const ScoringProof proof = search_scores(star, informed).proof;
  REQUIRE(proof.levels.size() == 2);
  CHECK(sum_of_scores(star, informed, proof, proof));
  ScoringProof longer = proof;
  longer.levels.emplace_back();
  CHECK_FALSE(sum_of_scores(star, informed, proof, longer));
  const ScoringProof late{{ScoringLevel(), proof.levels[0], proof.levels[1]}};
  REQUIRE(proves_condition_l(star, informed, late));
  CHECK_FALSE(sum_of_scores(star, informed, longer, late));
}

TEST_CASE("a prior too close to an exceptional one for 100 digits is left unresolved") {
  RandomPriors random(7);
  const mpq_class tiny(1, mpz_class("1" + std::string(200, '0')));
  for (const char* text : {"{1,2}", "{1,2},{1,3},{1,4}"}) {  // one level and two
    const Pattern pattern = Pattern::parse(text, 4);
    const TypeSpace space({2, 2, 2, 2});
    std::vector<mpq_class> weights;
    for (std::size_t profile = 0; profile < space.profiles(); ++profile)
      weights.emplace_back(1 + random.integer(1, 1000000) * tiny);
    const InformationStructure structure(space, weights);
    const ScoringProof proof = search_scores(pattern, Coalition::grand(4)).proof;
    CHECK_FALSE(exceptional_types(structure, pattern, proof));
    CHECK(std::holds_alternative<UnresolvedScores>(evaluate_scores(structure, pattern, proof)));
  }
}
