#include "core/conditions/belief_null_set.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "core/pattern.h"

namespace genericity {
namespace {

struct NullSetCase {
  std::vector<int> types;
  std::string pattern;
  std::uint64_t codimension;
  double constant;
};

TEST_CASE("codimensions and constants that were found by integration") {
  const std::vector<NullSetCase> cases{{{2, 2, 2}, "maximal", 1, 27},       {{2, 2, 2, 2}, "maximal", 1, 188},
                                       {{2, 2, 3}, "{1,2}", 2, 36},         {{2, 2, 2}, "minimal", 3, 60},
                                       {{2, 2, 2, 2}, "{1,2}", 3, 120},     {{2, 2, 2, 2}, "size<=2", 3, 720},
                                       {{2, 2, 2, 2}, "minimal", 7, 13728}, {{2, 2}, "minimal", 1, 2.5}};
  for (const NullSetCase& c : cases) {
    const TypeSpace space(c.types);
    const Pattern pattern = Pattern::parse(c.pattern, space.agents());
    CAPTURE(c.pattern);
    CHECK(null_set_codimension(space, pattern.coalitions()) == c.codimension);
    CHECK(uniform_tail_constant(space, pattern.coalitions()) == c.constant);
  }
}

TEST_CASE("for codimension 1 the constant counts different minors, listed one by one") {
  constexpr std::uint64_t seed = 3;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  int checked = 0;
  for (int draw = 0; draw < 200; ++draw) {
    const int n = 2 + static_cast<int>(engine() % 3);
    std::vector<int> sizes;
    for (int i = 0; i < n; ++i) sizes.push_back(2 + static_cast<int>(engine() % 2));
    const TypeSpace space(sizes);
    std::vector<Coalition> coalitions;
    for (std::uint32_t mask = 1; mask + 1 < (1U << static_cast<unsigned>(n)); ++mask) {
      if (engine() % 2 == 0) coalitions.emplace_back(mask);
    }
    const Pattern pattern(n, coalitions);
    if (null_set_codimension(space, pattern.coalitions()) != 1) continue;
    ++checked;
    // A minor is named by its four profiles; the number of times that a pair of slices shows it is kept.
    std::map<std::array<std::uint32_t, 4>, int> minors;
    for (const Coalition s : pattern.coalitions()) {
      const CoalitionSplit split(space, s);
      if (split.outside.size() != 2) continue;
      for (std::size_t a = 0; a < split.inside.size(); ++a) {
        for (std::size_t b = a + 1; b < split.inside.size(); ++b) {
          std::array<std::uint32_t, 4> profiles{
              split.inside[a] + split.outside[0], split.inside[a] + split.outside[1],
              split.inside[b] + split.outside[0], split.inside[b] + split.outside[1]};
          std::sort(profiles.begin(), profiles.end());
          ++minors[profiles];
        }
      }
    }
    double constant = 0;
    for (const auto& [profiles, times] : minors) {
      REQUIRE(times <= 2);
      constant += times == 1 ? 2 : 2.5;
    }
    CHECK(uniform_tail_constant(space, pattern.coalitions()) == constant);
  }
  CHECK(checked > 50);
}

TEST_CASE("codimensions within families of smaller dimension") {
  const TypeSpace three({2, 2, 2});
  const TypeSpace uneven({2, 3, 4});
  const auto minimal = Pattern::minimal(3);
  const auto maximal = Pattern::maximal(3);
  CHECK(null_set_codimension_of_exchangeable(three, minimal.coalitions()) == 2);
  CHECK(null_set_codimension_of_exchangeable(TypeSpace({2, 2, 2, 2}), Pattern::minimal(4).coalitions()) == 3);
  // Two others with three types each: 6 multisets.
  CHECK(null_set_codimension_of_exchangeable(TypeSpace({3, 3, 3}), minimal.coalitions()) == 5);
  CHECK(null_set_codimension_of_exchangeable(three, maximal.coalitions()) == 0);
  CHECK(null_set_codimension_of_classes(three, minimal.coalitions(), 1) == 0);
  CHECK(null_set_codimension_of_classes(three, minimal.coalitions(), 2) == 1);
  CHECK(null_set_codimension_of_classes(three, minimal.coalitions(), 9) == 3);
  CHECK(null_set_codimension_of_pairwise(uneven, minimal.coalitions()) == 3);
  CHECK(null_set_codimension_of_pairwise(uneven, maximal.coalitions()) == 1);
  // The chain 1-2-3, the complete graph, and one edge beside an agent alone.
  const std::vector<Coalition> chain{Coalition(0b010), Coalition(0b101), Coalition(0b010)};
  const std::vector<Coalition> complete{Coalition(0b110), Coalition(0b101), Coalition(0b011)};
  const std::vector<Coalition> apart{Coalition(0b010), Coalition(0b001), Coalition(0b000)};
  CHECK(null_set_codimension_of_graph(uneven, minimal.coalitions(), chain) == 2);
  CHECK(null_set_codimension_of_graph(uneven, std::vector{Coalition(0b010)}, chain) == 4);
  CHECK(null_set_codimension_of_graph(uneven, std::vector{Coalition(0b011)}, chain) == 0);
  CHECK(null_set_codimension_of_graph(uneven, std::vector{Coalition(0b101)}, chain) == 2);
  CHECK(null_set_codimension_of_graph(uneven, minimal.coalitions(), apart) == 0);
  for (const Pattern& pattern : {minimal, maximal})
    CHECK(null_set_codimension_of_graph(uneven, pattern.coalitions(), complete) ==
          null_set_codimension_of_pairwise(uneven, pattern.coalitions()));
  const std::vector<Coalition> blocks{Coalition(0b011), Coalition(0b100)};
  CHECK(null_set_codimension_of_blocks(three, minimal.coalitions(), blocks) == 0);
  const std::vector<Coalition> one{Coalition(0b111)};
  CHECK(null_set_codimension_of_blocks(uneven, minimal.coalitions(), one) ==
        null_set_codimension(uneven, minimal.coalitions()));
}

}  // namespace
}  // namespace genericity
