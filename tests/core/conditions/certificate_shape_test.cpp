#include "core/conditions/certificate_shape.h"

#include <doctest/doctest.h>

#include <variant>
#include <vector>

#include "core/condition_g.h"
#include "core/conditions/ci.h"
#include "core/conditions/short_certificate.h"
#include "core/prior.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

InformationStructure structure_of(const std::vector<int>& sizes, const std::vector<double>& weights) {
  return {TypeSpace(sizes), weights};
}

Coalition coalition_of(const char* text) {
  return Coalition::parse(text, 4);
}

}  // namespace

TEST_CASE("the redraws of condition (G) are known as such, and nothing near them is") {
  RandomPriors random(1);
  for (const char* text : {"{1,2}", "{1,2},{3}", "{1,3},{2}"}) {
    CAPTURE(text);
    const InformationStructure structure = structure_of({2, 3, 2}, random.lattice(12, 9));
    const Pattern pattern = Pattern::parse(text, 3);
    const auto proof = prove_condition_g(pattern);
    REQUIRE(proof);
    DeviationCertificate certificate = condition_g_certificate(structure.space(), structure.exact(), *proof);
    CertificateShape shape = shape_of(structure, certificate);
    REQUIRE(std::holds_alternative<Redraws>(shape));
    const auto& redraws = std::get<Redraws>(shape).redraws;
    REQUIRE(redraws.size() == 2);
    CHECK(redraws[0].coalition == redraws[1].coalition.complement(3));
    CHECK(redraws[0].part == redraws[0].coalition);
    CHECK(redraws[0].weight == 1);
    certificate.entries.front().weight += 1;
    CHECK_FALSE(std::holds_alternative<Redraws>(shape_of(structure, certificate)));
    certificate.entries.erase(certificate.entries.begin());
    CHECK_FALSE(std::holds_alternative<Redraws>(shape_of(structure, certificate)));
  }
}

TEST_CASE("a coalition may redraw the types of some of its members") {
  RandomPriors random(2);
  const InformationStructure structure = structure_of({2, 2, 2, 2, 2}, random.lattice(32, 9));
  const Pattern pattern = Pattern::parse("{1,2,3},{1,4,5},{2,4,5},{3,4,5}", 5);
  const auto proof = prove_condition_g(pattern);
  REQUIRE(proof);
  const DeviationCertificate certificate =
      condition_g_certificate(structure.space(), structure.exact(), *proof);
  REQUIRE(CertificateChecker(structure.space(), pattern).refutes_ci(structure.exact(), certificate));
  const CertificateShape shape = shape_of(structure, certificate);
  REQUIRE(std::holds_alternative<Redraws>(shape));
  std::vector<mpq_class> cover(5);
  for (const Redraws::Redraw& redraw : std::get<Redraws>(shape).redraws) {
    CHECK(redraw.coalition.contains(redraw.part));
    for (int agent = 0; agent < 5; ++agent) {
      if (redraw.coalition.contains(agent)) cover[static_cast<std::size_t>(agent)] += redraw.weight;
    }
  }
  for (const mpq_class& sum : cover) CHECK(sum == 1);
}

TEST_CASE("two types with one posterior are exchanged equally often, or it is no exchange of them") {
  // Rows 1 and 2 of agent 1 are proportional, one twice the other; row 3 is not.
  const InformationStructure structure = structure_of({3, 2}, {1, 2, 2, 4, 5, 1});
  const Coalition first = coalition_of("{1}");
  const CertificateShape shape = shape_of(structure, {{{first, 0, 1, 2}, {first, 1, 0, 1}}});
  REQUIRE(std::holds_alternative<ExchangedTypes>(shape));
  CHECK(std::get<ExchangedTypes>(shape).coalition == first);
  CHECK(std::get<ExchangedTypes>(shape).first == 0);
  CHECK(std::get<ExchangedTypes>(shape).second == 1);
}

TEST_CASE("misreports in a circle among types with one posterior are hidden") {
  const InformationStructure structure = structure_of({3, 2}, {1, 2, 2, 4, 3, 6});
  const Coalition first = coalition_of("{1}");
  const DeviationCertificate certificate{{{first, 0, 1, 6}, {first, 1, 2, 3}, {first, 2, 0, 2}}};
  REQUIRE(
      CertificateChecker(structure.space(), Pattern::minimal(2)).refutes_ci(structure.exact(), certificate));
  const CertificateShape shape = shape_of(structure, certificate);
  REQUIRE(std::holds_alternative<HiddenMisreports>(shape));
  CHECK(std::get<HiddenMisreports>(shape).coalition == first);
}

TEST_CASE("two agents whose misreports change the law in one way need not redraw") {
  const InformationStructure structure = structure_of({3, 3}, {5, 1, 2, 3, 7, 1, 2, 2, 9});
  const auto corner = sparse_certificate(structure, Pattern::minimal(2));
  REQUIRE(corner);
  REQUIRE(CertificateChecker(structure.space(), Pattern::minimal(2)).refutes_ci(structure.exact(), *corner));
  const CertificateShape shape = shape_of(structure, *corner);
  REQUIRE(std::holds_alternative<SameChange>(shape));
  CHECK(std::get<SameChange>(shape).coalitions.size() == 2);
}

TEST_CASE("what the decider proves has a shape that is true of it") {
  RandomPriors random(3);
  int partitions = 0;
  int others = 0;
  for (int draw = 0; draw < 60; ++draw) {
    const InformationStructure structure = structure_of({2, 2, 2, 2}, random.lattice(16, 2));
    const Pattern pattern = Pattern::parse(draw % 2 == 0 ? "{1,2},{1,3},{2,3}" : "{1,2},{3,4}", 4);
    CiDecider decider(structure.space(), pattern);
    const Prior prior(structure);
    if (decider.decide(prior, {}).verdict != Verdict::fails) continue;
    const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
    const CertificateShape shape = shape_of(structure, certificate);
    if (draw % 2 == 1) {
      CHECK(std::holds_alternative<Redraws>(shape));
      ++partitions;
    } else {
      CHECK_FALSE(std::holds_alternative<Redraws>(shape));
      ++others;
    }
  }
  CHECK(partitions == 30);
  CHECK(others > 5);
}
