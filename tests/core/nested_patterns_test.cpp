#include "core/nested_patterns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace genericity;

TEST_CASE("patterns that are decided together know their coalitions and which contains which") {
  const TypeSpace space({2, 2, 2, 2});
  std::vector<Pattern> patterns;
  for (const char* const text : {"minimal", "{1,2}", "{1,2},{2,3}", "{1,2},{1,3},{2,3}", "{1,3}", "size<=2",
                                 "maximal", "{1,2},{1,3},{1,4}"})
    patterns.push_back(Pattern::parse(text, space.agents()));
  const NestedPatterns nested(space, patterns);
  CHECK(nested.coalitions().size() == 14);
  CHECK(nested.order().front() == 6);
  CHECK(nested.order().back() == 0);
  std::vector<bool> before(patterns.size(), false);
  for (const std::size_t pattern : nested.order()) {
    REQUIRE(nested.members(pattern).size() == patterns[pattern].coalitions().size());
    for (std::size_t k = 0; k < nested.members(pattern).size(); ++k)
      CHECK(nested.coalitions()[nested.members(pattern)[k]] == patterns[pattern].coalitions()[k]);
    for (std::size_t other = 0; other < patterns.size(); ++other) {
      const auto in = [&](const std::vector<std::size_t>& list) {
        return std::find(list.begin(), list.end(), other) != list.end();
      };
      CHECK(in(nested.above(pattern)) ==
            (before[other] && patterns[pattern].is_subpattern_of(patterns[other])));
      CHECK(in(nested.below(pattern)) ==
            (before[other] && patterns[other].is_subpattern_of(patterns[pattern])));
    }
    before[pattern] = true;
  }
}
