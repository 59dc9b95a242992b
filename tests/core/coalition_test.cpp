#include "core/coalition.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace genericity;

namespace {

std::vector<int> members(Coalition coalition) {
  std::vector<int> list;
  for (int agent = 0; agent < TypeSpace::max_agents; ++agent) {
    if (coalition.contains(agent)) list.push_back(agent);
  }
  return list;
}

}  // namespace

TEST_CASE("a coalition is a set of agents that people read from 1") {
  const Coalition coalition(0b1101);
  CHECK(coalition.size() == 3);
  CHECK(coalition.to_string() == "{1,3,4}");
  CHECK(coalition.contains(0));
  CHECK_FALSE(coalition.contains(1));
  CHECK(coalition.contains(Coalition(0b0101)));
  CHECK_FALSE(coalition.contains(Coalition(0b0111)));
  CHECK(coalition.complement(5) == Coalition(0b10010));
  CHECK(Coalition::grand(4) == Coalition(0b1111));
  CHECK(Coalition::single(15).to_string() == "{16}");
  CHECK(Coalition().to_string() == "{}");
}

TEST_CASE("coalitions are ordered by size, then as lists of agents") {
  CHECK(Coalition(0b011) < Coalition(0b101));
  CHECK(Coalition(0b101) < Coalition(0b110));
  CHECK(Coalition(0b1000) < Coalition(0b0011));
  for (std::uint32_t a = 0; a < 64; ++a) {
    for (std::uint32_t b = 0; b < 64; ++b) {
      const std::vector<int> left = members(Coalition(a));
      const std::vector<int> right = members(Coalition(b));
      const bool before = left.size() != right.size() ? left.size() < right.size() : left < right;
      CHECK((Coalition(a) < Coalition(b)) == before);
      CHECK((Coalition(a) == Coalition(b)) == (a == b));
    }
  }
}

TEST_CASE("a split reaches every profile once, in mixed radix order on both sides") {
  const TypeSpace space({2, 3, 2, 4});
  for (std::uint32_t mask = 0; mask <= Coalition::grand(4).mask(); ++mask) {
    const Coalition coalition(mask);
    CAPTURE(coalition.to_string());
    const CoalitionSplit split(space, coalition);
    REQUIRE(split.inside.size() * split.outside.size() == space.profiles());
    CHECK(std::is_sorted(split.inside.begin(), split.inside.end()));
    CHECK(std::is_sorted(split.outside.begin(), split.outside.end()));
    std::set<std::size_t> reached;
    for (const std::uint32_t inside : split.inside) {
      for (const std::uint32_t outside : split.outside) {
        const std::size_t profile = inside + outside;
        REQUIRE(profile < space.profiles());
        reached.insert(profile);
        for (int agent = 0; agent < 4; ++agent) {
          const std::size_t source = coalition.contains(agent) ? inside : outside;
          CHECK(space.type_of(profile, agent) == space.type_of(source, agent));
        }
      }
    }
    CHECK(reached.size() == space.profiles());
  }
  // {1,3} of 2x3x2x4: (θ1,θ3) = 11, 12, 21, 22 with strides 24 and 4.
  CHECK(CoalitionSplit(space, Coalition(0b0101)).inside == std::vector<std::uint32_t>{0, 4, 24, 28});
}
