#include "core/mechanisms/environment.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/errors.h"

using namespace genericity;

namespace {

const TypeSpace two_by_two({2, 2});

/// Two outcomes, two agents: "stay" gives nothing, "go" gives agent 1 his type (1 or 2) and costs agent 2
/// what the second argument says.
std::vector<mpq_class> going(const mpq_class& cost) {
  return {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, -cost, -cost, -cost, -cost};
}

}  // namespace

TEST_CASE("the efficient rule is computed and passes its own check") {
  const Environment environment(two_by_two, {"stay", "go"}, going(mpq_class(3, 2)));
  CHECK(environment.chosen(0) == 0);
  CHECK(environment.chosen(1) == 0);
  CHECK(environment.chosen(2) == 1);
  CHECK(environment.chosen(3) == 1);
  CHECK_FALSE(environment.inefficiency());
  CHECK(environment.utility(1, 0, 2) == 2);
  CHECK(environment.joint_utility(Coalition::grand(2), 1, 2) == mpq_class(1, 2));
}

TEST_CASE("an inefficient rule is named where it fails, with the loss") {
  const Environment environment(two_by_two, {"stay", "go"}, going(mpq_class(3, 2)), {0, 0, 1, 0});
  const auto fault = environment.inefficiency();
  REQUIRE(fault);
  CHECK(fault->profile == 3);
  CHECK(fault->chosen == 0);
  CHECK(fault->better == 1);
  CHECK(fault->loss == mpq_class(1, 2));
  CHECK(describe(environment, *fault) ==
        "the allocation rule is not efficient at (2,2): go gives 1/2 more in total than stay");
}

TEST_CASE("ties leave every choice efficient") {
  CHECK_FALSE(Environment(two_by_two, {"stay", "go"}, going(1), {0, 1, 1, 1}).inefficiency());
}

TEST_CASE("parts that do not fit are refused") {
  CHECK_THROWS_AS(Environment(two_by_two, {}, {}), InvalidInput);
  CHECK_THROWS_AS(Environment(two_by_two, {"a", "a"}, going(1)), InvalidInput);
  CHECK_THROWS_AS(Environment(two_by_two, {"a"}, going(1)), InvalidInput);
  CHECK_THROWS_AS(Environment(two_by_two, {"a", "b"}, going(1), {0, 0, 0}), InvalidInput);
  CHECK_THROWS_AS(Environment(two_by_two, {"a", "b"}, going(1), {0, 0, 0, 2}), InvalidInput);
}

TEST_CASE("types are printed from 1") {
  const TypeSpace space({2, 3, 2});
  CHECK(profile_text(space, 0) == "(1,1,1)");
  CHECK(profile_text(space, 11) == "(2,3,2)");
  CHECK(joint_type_text(space, Coalition(0b101), 1) == "(1,2)");
}
