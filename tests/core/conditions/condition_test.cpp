#include "core/conditions/condition.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace genericity;

TEST_CASE("every condition has a record that says all of it, and is found by its key") {
  std::set<std::string> seen;
  for (const ConditionInfo& known : condition_table) {
    CAPTURE(known.key);
    CHECK(seen.insert(std::string(known.key)).second);
    CHECK(seen.insert(std::string(known.label)).second == (known.label != known.key));
    CHECK(known.sentence.ends_with("."));
    CHECK_FALSE(known.source.empty());
    CHECK(condition_named(known.key) == known.condition);
    CHECK(to_string(known.condition) == known.key);
    CHECK(&info(known.condition) == &known);
    // What reads the pattern is about its coalitions or has a system of them; what has a system has
    // transfers.
    CHECK(known.depends_on_pattern ==
          (known.pairs == ComparedPairs::of_pattern || known.system != LinearSystem::none));
    if (known.system != LinearSystem::none) CHECK(known.margin == MarginKind::transfers);
    if (known.pairs != ComparedPairs::none) CHECK(known.margin == MarginKind::distance);
  }
  CHECK_FALSE(condition_named("CI").has_value());
  CHECK_FALSE(condition_named("").has_value());
  CHECK(condition_keys().size() == condition_table.size());
}

TEST_CASE("BDP compares the types of agents, CBDP those of the pattern's coalitions, and others none") {
  const Pattern pattern = Pattern::parse("{1,2},{2,3}", 3);
  const std::vector<Coalition> agents{Coalition(0b1), Coalition(0b10), Coalition(0b100)};
  CHECK(compared_coalitions(Condition::bdp, pattern) == agents);
  CHECK(std::ranges::equal(compared_coalitions(Condition::cbdp, pattern), pattern.coalitions()));
  CHECK(compared_coalitions(Condition::ci, pattern).empty());
}

TEST_CASE("failures are inherited along implications, but not those of equal posteriors") {
  for (const ConditionInfo& known : condition_table) {
    CAPTURE(known.key);
    for (const ConditionInfo& other : condition_table) {
      CAPTURE(other.key);
      const bool of_participation = known.condition == Condition::ci_ir && other.condition == Condition::ci;
      const bool of_coalitions = known.condition == Condition::ci_cr &&
                                 (other.condition == Condition::ci || other.condition == Condition::ci_ir);
      // Each of those on environments asks for more than those before it.
      const bool of_environments =
          known.needs_environment && other.needs_environment && other.condition < known.condition;
      CHECK(inherited_failures(known.condition).contains(other.condition) ==
            (of_participation || of_coalitions || of_environments));
    }
    CHECK_FALSE(known.implies.contains(known.condition));
  }
  CHECK(info(Condition::ci).implies.contains(Condition::cbdp));
  CHECK(info(Condition::cbdp).implies.contains(Condition::bdp));
}
