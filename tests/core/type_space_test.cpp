#include "core/type_space.h"

#include <doctest/doctest.h>

#include <string>

#include "core/errors.h"

using namespace genericity;

TEST_CASE("profiles are numbered in mixed radix with the last agent's type fastest") {
  const TypeSpace space({2, 3, 4});
  CHECK(space.agents() == 3);
  CHECK(space.profiles() == 24);
  CHECK(space.to_string() == "2x3x4");
  std::size_t profile = 0;
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 3; ++b) {
      for (int c = 0; c < 4; ++c, ++profile) {
        CHECK(space.type_of(profile, 0) == a);
        CHECK(space.type_of(profile, 1) == b);
        CHECK(space.type_of(profile, 2) == c);
      }
    }
  }
  CHECK(space.stride(2) == 1);
  CHECK(space.stride(1) == 4);
  CHECK(space.stride(0) == 12);
}

TEST_CASE("type spaces compare by their sizes in order") {
  CHECK(TypeSpace({2, 3}) == TypeSpace({2, 3}));
  CHECK_FALSE(TypeSpace({2, 3}) == TypeSpace({3, 2}));
  CHECK_FALSE(TypeSpace({2, 3}) == TypeSpace({2, 3, 2}));
}

TEST_CASE("impossible type spaces are refused with what was found") {
  CHECK_THROWS_WITH_AS(TypeSpace({}), doctest::Contains("not 0"), InvalidInput);
  CHECK_THROWS_WITH_AS(TypeSpace({2}), doctest::Contains("not 1"), InvalidInput);
  CHECK_THROWS_WITH_AS(TypeSpace(std::vector<int>(17, 2)), doctest::Contains("not 17"), InvalidInput);
  CHECK_THROWS_WITH_AS(TypeSpace({2, 1, 2}), doctest::Contains("agent 2 has 1 types"), InvalidInput);
  CHECK_THROWS_AS(TypeSpace({2, 0}), InvalidInput);
  CHECK_THROWS_AS(TypeSpace({-2, 2}), InvalidInput);
  CHECK_THROWS_WITH_AS(TypeSpace({1 << 10, 1 << 11}), doctest::Contains("1048576"), InvalidInput);
  CHECK_THROWS_AS(TypeSpace({2147483647, 2147483647, 2147483647}), InvalidInput);
  CHECK(TypeSpace({1 << 10, 1 << 10}).profiles() == TypeSpace::max_profiles);
  CHECK(TypeSpace(std::vector<int>(16, 2)).profiles() == 65536);
}
