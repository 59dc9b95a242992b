#include "core/environments/sampled_environment.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/errors.h"
#include "tests/core/environments/random_utilities.h"

using namespace genericity;

TEST_CASE("utilities are rounded to multiples of 2^-32, ties to even, and kept within 1024") {
  CHECK(SampledEnvironment::rounded(0.1) == 429496730 * 0x1p-32);
  CHECK(SampledEnvironment::rounded(-0.1) == -429496730 * 0x1p-32);
  CHECK(SampledEnvironment::rounded(1.5 * 0x1p-32) == 2 * 0x1p-32);
  CHECK(SampledEnvironment::rounded(2.5 * 0x1p-32) == 2 * 0x1p-32);
  CHECK(SampledEnvironment::rounded(1e300) == 1024);
  CHECK(SampledEnvironment::rounded(-2000) == -1024);
}

TEST_CASE("the rule is efficient, takes the first of equals, and ties are counted by profile") {
  const TypeSpace space({2, 2});
  SampledEnvironment environment(space, 3);
  // Sums over agents by profile: x1 2 2 2 2, x2 2 3 1 2, x3 1 3 2 4.
  const std::vector<double> utilities{1, 1, 1, 1, 1, 1, 1, 1,  //
                                      2, 1, 1, 1, 0, 2, 0, 1,  //
                                      1, 3, 1, 4, 0, 0, 1, 0};
  CHECK(environment.set(utilities, 0.5) == 3);
  CHECK(environment.chosen(0) == 0);
  CHECK(environment.chosen(1) == 1);
  CHECK(environment.chosen(2) == 0);
  CHECK(environment.chosen(3) == 2);
  CHECK_FALSE(environment.is_constant());
  CHECK(environment.outside() == 0.5);
  // Agent 1 at (2,2): 1, 1, 4.
  CHECK(environment.greatest_difference() == 3);
  const Environment exact = environment.exact(space);
  CHECK_FALSE(exact.inefficiency());
  CHECK(exact.utility(2, 0, 3) == mpq_class(7, 2));
  CHECK_THROWS_AS(environment.set(std::vector<double>(23)), InvalidInput);
  CHECK_THROWS_AS(SampledEnvironment(space, 0), InvalidInput);
}

TEST_CASE("sums over sixteen agents of the greatest and the smallest utility are exact") {
  const TypeSpace space(std::vector<int>(16, 2));
  SampledEnvironment environment(space, 1);
  std::vector<double> utilities(16 * space.profiles(), 1024 - 0x1p-32);
  environment.set(utilities);
  const double sum = environment.joint_utility(Coalition::grand(16), 0, 0);
  CHECK(mpq_class(sum) == 16 * mpq_class(1024 - 0x1p-32));
}

TEST_CASE("the rule of random environments is that of their exact form") {
  test::RandomPriors random(11);
  const TypeSpace space({3, 2, 2});
  for (int draw = 0; draw < 20; ++draw)
    CHECK_FALSE(test::normal_environment(random, space, 4, draw % 2 == 0).exact(space).inefficiency());
}
