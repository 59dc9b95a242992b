#include "core/conditions/short_certificate.h"

#include <doctest/doctest.h>

#include <variant>
#include <vector>

#include "core/conditions/certificate_shape.h"
#include "core/conditions/ci.h"
#include "core/prior.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct ShortCase {
  std::vector<int> sizes;
  const char* pattern;
  int greatest;
};

}  // namespace

TEST_CASE("short certificates are certificates, with no more deviations than the decider's") {
  RandomPriors random(11);
  int shorter = 0;
  int failures = 0;
  for (const auto& [sizes, text, greatest] :
       std::vector<ShortCase>{{{3, 2}, "minimal", 3},
                              {{2, 2, 3}, "{1,2}", 4},
                              {{4, 2, 2}, "minimal", 2},
                              {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}", 3},
                              {{2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", 3}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CiDecider decider(space, pattern);
    const CertificateChecker checker(space, pattern);
    for (int draw = 0; draw < 6; ++draw) {
      const InformationStructure structure(space, random.lattice(space.profiles(), greatest));
      const Prior prior(structure);
      if (decider.decide(prior, {}).verdict != Verdict::fails) continue;
      const auto known = std::get<DeviationCertificate>(decider.certificate(prior));
      const DeviationCertificate found = short_certificate(structure, pattern, known);
      CAPTURE(space.to_string());
      CHECK(checker.refutes_ci(structure.exact(), found));
      CHECK(found.entries.size() <= known.entries.size());
      shorter += found.entries.size() < known.entries.size() ? 1 : 0;
      mpz_class factor = 0;
      for (const DeviationCertificate::Entry& entry : found.entries) {
        CHECK(entry.weight > 0);
        mpz_gcd(factor.get_mpz_t(), factor.get_mpz_t(), entry.weight.get_mpz_t());
      }
      CHECK(factor == 1);
      ++failures;
    }
  }
  CHECK(failures >= 10);
  CHECK(shorter >= 3);
}

TEST_CASE("equal posteriors are a certificate of two deviations") {
  const TypeSpace space({3, 3, 2});
  const Pattern pattern = Pattern::minimal(3);
  // Types 1 and 3 of agent 1 are alike but for their weight, 2 to 3.
  std::vector<double> weights{2, 4, 6, 2, 4, 8, 1, 2, 1, 5, 1, 1, 3, 6, 9, 3, 6, 12};
  const InformationStructure structure(space, weights);
  const auto found = sparse_certificate(structure, pattern);
  REQUIRE(found);
  REQUIRE(found->entries.size() == 2);
  CHECK(found->entries[0].weight == 3);
  CHECK(found->entries[1].weight == 2);
  CHECK(CertificateChecker(space, pattern).refutes_ci(structure.exact(), *found));
  CHECK(std::holds_alternative<ExchangedTypes>(shape_of(structure, *found)));
}

TEST_CASE("where CI holds no certificate is found") {
  RandomPriors random(13);
  const TypeSpace space({2, 2, 2});
  for (int draw = 0; draw < 5; ++draw) {
    const InformationStructure structure(space, random.dirichlet(8));
    REQUIRE(CiDecider(space, Pattern::minimal(3)).decide(Prior(structure), {}).verdict == Verdict::holds);
    CHECK_FALSE(sparse_certificate(structure, Pattern::minimal(3)));
  }
}

TEST_CASE("transfers of few digits prove CI, keep half of the cost, and need no more digits than they must") {
  RandomPriors random(12);
  int held = 0;
  for (const auto& [sizes, text, greatest] : std::vector<ShortCase>{
           {{2, 2, 2}, "minimal", 9}, {{3, 3, 3}, "minimal", 9}, {{2, 2, 2, 2}, "{1,2},{2,3}", 9}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CiDecider decider(space, pattern);
    const CertificateChecker checker(space, pattern);
    for (int draw = 0; draw < 6; ++draw) {
      const InformationStructure structure(space, random.lattice(space.profiles(), greatest));
      const Prior prior(structure);
      if (decider.decide(prior, {}).verdict != Verdict::holds) continue;
      const auto known = std::get<TransferCertificate>(decider.certificate(prior));
      const ShortTransfers found = short_transfers(structure, pattern, known);
      CHECK(checker.proves_ci(structure.exact(), found.certificate));
      CHECK(2 * checker.margin_at_least(structure.exact(), found.certificate) >=
            checker.margin_at_least(structure.exact(), known));
      CHECK(found.denominator <= 100000000);
      mpz_class size = 0;
      for (const mpz_class& value : found.certificate.psi) size = std::max(size, mpz_class(abs(value)));
      CHECK(size == found.denominator);
      // Again: what is short stays as it is.
      const ShortTransfers again = short_transfers(structure, pattern, found.certificate);
      CHECK(again.denominator <= found.denominator);
      ++held;
    }
  }
  CHECK(held >= 12);
}
