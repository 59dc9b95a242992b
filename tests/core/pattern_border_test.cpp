#include "core/pattern_border.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

std::vector<Pattern> every_pattern(int agents) {
  const std::vector<Coalition> coalitions = optional_coalitions(agents);
  std::vector<Pattern> patterns;
  for (std::uint32_t set = 0; set < 1U << coalitions.size(); ++set) {
    std::vector<Coalition> members;
    for (std::size_t k = 0; k < coalitions.size(); ++k) {
      if (((set >> k) & 1U) != 0) members.push_back(coalitions[k]);
    }
    patterns.emplace_back(agents, members);
  }
  return patterns;
}

Pattern drawn(RandomPriors& random, int agents, int members) {
  const std::vector<Coalition> coalitions = optional_coalitions(agents);
  std::vector<Coalition> chosen(static_cast<std::size_t>(members));
  for (Coalition& coalition : chosen)
    coalition =
        coalitions[static_cast<std::size_t>(random.integer(0, static_cast<int>(coalitions.size()) - 1))];
  return {agents, chosen};
}

bool is_inside_one(const Pattern& pattern, const std::vector<Pattern>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const Pattern& other) { return pattern.is_subpattern_of(other); });
}

bool contains_one(const Pattern& pattern, const std::vector<Pattern>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const Pattern& other) { return other.is_subpattern_of(pattern); });
}

bool is_antichain(const std::vector<Pattern>& patterns) {
  for (const Pattern& a : patterns) {
    for (const Pattern& b : patterns) {
      if (!(a == b) && a.is_subpattern_of(b)) return false;
    }
  }
  return true;
}

/// A condition of which is known from which patterns on it fails, and which few cannot be decided.
struct Toy {
  std::vector<Pattern> failing;
  std::vector<Pattern> hard;

  [[nodiscard]] PatternVerdict at(const Pattern& pattern) const {
    if (std::find(hard.begin(), hard.end(), pattern) != hard.end()) return {};
    for (const Pattern& cause : failing) {
      if (!cause.is_subpattern_of(pattern)) continue;
      // Some more coalitions than are needed.
      std::vector<Coalition> culprits(cause.coalitions().begin(), cause.coalitions().end());
      culprits.push_back(pattern.coalitions().back());
      return {Verdict::fails, culprits};
    }
    return {Verdict::holds, {}};
  }
};

}  // namespace

TEST_CASE("the border of a toy condition says of every pattern what the condition does") {
  RandomPriors random(51);
  for (int trial = 0; trial < 60; ++trial) {
    const int agents = trial % 3 == 0 ? 3 : 4;
    Toy toy;
    const int causes = random.integer(0, 6);
    for (int k = 0; k < causes; ++k) toy.failing.push_back(drawn(random, agents, random.integer(1, 4)));
    if (trial % 10 == 9) toy.failing.push_back(Pattern::minimal(agents));
    const bool has_hard = trial % 2 == 1;
    for (int k = 0; has_hard && k < 5; ++k) toy.hard.push_back(drawn(random, agents, random.integer(0, 6)));
    std::vector<Pattern> asked;
    const PatternBorder border = find_border(agents, [&](const Pattern& pattern) {
      CHECK(std::find(asked.begin(), asked.end(), pattern) == asked.end());
      asked.push_back(pattern);
      return toy.at(pattern);
    });
    CHECK(is_antichain(border.holding));
    CHECK(is_antichain(border.failing));
    std::uint64_t holds = 0;
    std::uint64_t fails = 0;
    for (const Pattern& pattern : every_pattern(agents)) {
      const bool truly_fails = contains_one(pattern, toy.failing);
      const bool says_holds = is_inside_one(pattern, border.holding);
      const bool says_fails = contains_one(pattern, border.failing);
      const bool says_open =
          std::find(border.undecided.begin(), border.undecided.end(), pattern) != border.undecided.end();
      CHECK(int{says_holds} + int{says_fails} + int{says_open} == 1);
      if (says_holds) CHECK_FALSE(truly_fails);
      if (says_fails) CHECK(truly_fails);
      // Only what cannot be decided may stay open.
      if (says_open) CHECK(toy.at(pattern).verdict == Verdict::undecided);
      if (says_holds) ++holds;
      if (says_fails) ++fails;
    }
    CHECK(border.holds == holds);
    CHECK(border.fails == fails);
    if (!has_hard) CHECK(asked.size() < 200);
  }
}

TEST_CASE("more agents than there is room for are refused") {
  CHECK_THROWS_AS(find_border(6, [](const Pattern&) { return PatternVerdict{}; }), InvalidInput);
}
