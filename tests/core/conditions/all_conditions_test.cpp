#include "core/conditions/all_conditions.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/core/random_priors.h"

using namespace genericity;

TEST_CASE("section 5's prior with {1,2},{2,3}: every condition holds, with its margin") {
  const InformationStructure structure(TypeSpace({2, 2, 2, 2}), test::section_five_prior());
  for (const ConditionInfo& known : structure_conditions) {
    CAPTURE(known.key);
    const ConditionFinding finding = examine(known.condition, structure, Pattern::parse("{1,2},{2,3}", 4));
    CHECK(finding.condition == known.condition);
    CHECK(finding.decision.verdict == Verdict::holds);
    CHECK(finding.decision.certified);
    CHECK(finding.margin > 0.01);
  }
  CHECK(examine(Condition::ci_ir, structure, Pattern::parse("{1,2},{2,3}", 4)).margin ==
        doctest::Approx(0.0830).epsilon(1e-3));
}

// Under independence an agent's misreport changes her own marginal only, so the one law of reports that every
// agent alone could have caused is the prior: Identifiability holds, and everything else fails.
TEST_CASE("independent types: Identifiability alone holds, and the reasons name the types") {
  test::RandomPriors random(8);
  const TypeSpace space({2, 2, 2});
  const InformationStructure structure(space, random.independent(space, 4));
  for (const ConditionInfo& known : structure_conditions) {
    CAPTURE(known.key);
    const ConditionFinding finding = examine(known.condition, structure, Pattern::parse("{1,2}", 3));
    const bool holds = known.condition == Condition::identifiability;
    CHECK(finding.decision.verdict == (holds ? Verdict::holds : Verdict::fails));
    CHECK(finding.decision.certified);
    // The margin of Identifiability is that of its conjunction with Convex Independence, which fails here.
    CHECK((holds ? std::isnan(finding.margin) : finding.margin == 0));
    CHECK_FALSE(finding.reason.empty());
  }
  CHECK(examine(Condition::bdp, structure, Pattern::minimal(3)).reason ==
        "types (1) and (2) of coalition {1} have the same posterior");
}
