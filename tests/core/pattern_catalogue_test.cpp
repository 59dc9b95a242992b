#include "core/pattern_catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "core/condition_g.h"
#include "core/errors.h"
#include "tests/core/random_priors.h"

using namespace genericity;

namespace {

using Family = std::set<std::set<int>>;

Family family_of(const Pattern& pattern) {
  Family family;
  for (const Coalition coalition : pattern.coalitions()) {
    std::set<int> agents;
    for (int agent = 0; agent < pattern.agents(); ++agent) {
      if (coalition.contains(agent)) agents.insert(agent);
    }
    if (agents.size() > 1) family.insert(agents);
  }
  return family;
}

/// The orbit of a family of sets under all permutations of the agents that keep type counts: the plain
/// definition, with sets of sets.
std::set<Family> orbit_of(const Family& family, const std::vector<int>& sizes) {
  std::vector<int> image(sizes.size());
  std::iota(image.begin(), image.end(), 0);
  std::set<Family> orbit;
  do {
    bool keeps = true;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      keeps = keeps && sizes[i] == sizes[static_cast<std::size_t>(image[i])];
    if (!keeps) continue;
    Family moved;
    for (const std::set<int>& coalition : family) {
      std::set<int> renamed;
      for (const int agent : coalition) renamed.insert(image[static_cast<std::size_t>(agent)]);
      moved.insert(renamed);
    }
    orbit.insert(moved);
  } while (std::next_permutation(image.begin(), image.end()));
  return orbit;
}

std::uint64_t members(const std::vector<PatternClass>& classes) {
  std::uint64_t sum = 0;
  for (const PatternClass& one : classes) sum += one.members;
  return sum;
}

/// Checks that the classes are disjoint orbits of the sizes they claim. Together with their sum that makes
/// the list complete.
void check_orbits(const std::vector<PatternClass>& classes, const std::vector<int>& sizes) {
  std::set<Family> seen;
  for (const PatternClass& one : classes) {
    CAPTURE(one.pattern.to_full_string());
    CHECK(one.pattern.canonical_form(TypeSpace(sizes)) == one.pattern);
    const std::set<Family> orbit = orbit_of(family_of(one.pattern), sizes);
    CHECK(orbit.size() == one.members);
    const std::size_t before = seen.size();
    seen.insert(orbit.begin(), orbit.end());
    CHECK(seen.size() == before + orbit.size());
  }
}

}  // namespace

TEST_CASE("three and four agents with equal type counts") {
  const auto three = all_patterns(TypeSpace({2, 2, 2}));
  REQUIRE(three.size() == 4);
  CHECK(members(three) == 8);
  CHECK(three[0].pattern == Pattern::minimal(3));
  CHECK(three[1].pattern == Pattern::parse("{1,2}", 3));
  CHECK(three[1].members == 3);
  CHECK(three[2].pattern == Pattern::parse("{1,2},{1,3}", 3));
  CHECK(three[3].pattern == Pattern::maximal(3));

  const auto four = all_patterns(TypeSpace({3, 3, 3, 3}));
  CHECK(four.size() == 90);
  CHECK(members(four) == 1024);
  CHECK(std::is_sorted(four.begin(), four.end(), [](const PatternClass& a, const PatternClass& b) {
    return a.pattern.coalitions().size() < b.pattern.coalitions().size();
  }));
  check_orbits(four, {3, 3, 3, 3});
}

TEST_CASE("four agents with unequal type counts") {
  for (const std::vector<int>& sizes :
       std::vector<std::vector<int>>{{2, 2, 2, 3}, {2, 2, 3, 3}, {2, 3, 2, 3}, {3, 2, 4, 2}, {2, 3, 4, 5}}) {
    const auto classes = all_patterns(TypeSpace(sizes));
    CAPTURE(TypeSpace(sizes).to_string());
    CHECK(members(classes) == 1024);
    check_orbits(classes, sizes);
  }
  CHECK(all_patterns(TypeSpace({2, 3, 4, 5})).size() == 1024);
}

TEST_CASE("patterns without complementary coalitions") {
  const auto four = noncomplementary_patterns(TypeSpace({2, 2, 2, 2}));
  REQUIRE(four.size() == 5);
  const std::map<std::string, std::uint64_t> published{
      {"minimal", 1}, {"{1,2}", 6}, {"{1,2},{1,3}", 12}, {"{1,2},{1,3},{1,4}", 4}, {"{1,2},{1,3},{2,3}", 4}};
  for (const PatternClass& one : four) {
    CAPTURE(one.pattern.to_string());
    REQUIRE(published.count(one.pattern.to_string()) == 1);
    CHECK(one.members == published.at(one.pattern.to_string()));
  }
  CHECK(noncomplementary_patterns(TypeSpace({2, 2, 2})).size() == 1);

  const auto five = noncomplementary_patterns(TypeSpace({2, 2, 2, 2, 2}));
  CHECK(five.size() == 792);
  CHECK(members(five) == 59049);
  CHECK(std::all_of(five.begin(), five.end(),
                    [](const PatternClass& one) { return one.pattern.complementary().size() == 0; }));
  check_orbits(five, {2, 2, 2, 2, 2});

  const auto mixed = noncomplementary_patterns(TypeSpace({2, 3, 2, 3, 4}));
  CHECK(members(mixed) == 59049);
  // Burnside: of the four relabellings the identity fixes 3^10 patterns; a swap fixes a choice when it maps
  // pairs of complementary coalitions alike. Each of the 10 pairs {two agents | three agents} is its own
  // image or one of two that are exchanged: 4 of 10 stay under one swap, 2 of 10 under both.
  CHECK(mixed.size() == (59049 + 2187 + 2187 + 729) / 4);
}

TEST_CASE("maximal patterns without complementary coalitions") {
  const auto four = maximal_noncomplementary_patterns(TypeSpace({2, 2, 2, 2}));
  REQUIRE(four.size() == 2);
  CHECK(members(four) == 8);
  const auto five = maximal_noncomplementary_patterns(TypeSpace({2, 2, 2, 2, 2}));
  CHECK(five.size() == 34);
  CHECK(members(five) == 1024);
  check_orbits(five, {2, 2, 2, 2, 2});
  for (const PatternClass& one : five) {
    CHECK(one.pattern.complementary() == Coalition());
    for (std::uint32_t mask = 1; mask < Coalition::grand(5).mask(); ++mask) {
      const Coalition coalition(mask);
      if (one.pattern.contains(coalition)) continue;
      CHECK(one.pattern.contains(coalition.complement(5)));
    }
  }
}

TEST_CASE("lists that nobody could store are refused") {
  const TypeSpace six({2, 2, 2, 2, 2, 2});
  CHECK_THROWS_WITH_AS(all_patterns(six), doctest::Contains("at most 5 agents, not 6"), InvalidInput);
  CHECK_THROWS_AS(noncomplementary_patterns(six), InvalidInput);
  CHECK_THROWS_AS(maximal_noncomplementary_patterns(TypeSpace({2, 2, 2, 2, 2, 2, 2})), InvalidInput);
}

TEST_CASE("a maximal pattern without condition (G) has it with any further coalition, whatever the order") {
  for (const int agents : {3, 4, 5}) {
    CAPTURE(agents);
    std::vector<Coalition> order;
    for (std::uint32_t mask = 1; mask < Coalition::grand(agents).mask(); ++mask) {
      if (Coalition(mask).size() >= 2) order.emplace_back(mask);
    }
    genericity::test::RandomPriors random(20261125);
    for (int repeat = 0; repeat < 5; ++repeat) {
      const Pattern pattern = maximal_open_pattern(agents, order);
      CAPTURE(pattern.to_string());
      CHECK_FALSE(prove_condition_g(pattern));
      for (const Coalition coalition : order) {
        if (pattern.contains(coalition)) continue;
        std::vector<Coalition> more(pattern.coalitions().begin(), pattern.coalitions().end());
        more.push_back(coalition);
        CHECK(prove_condition_g(Pattern(agents, more)));
      }
      random.shuffle(order);
    }
  }
  CHECK(maximal_open_pattern(3, {}).to_string() == "minimal");
}
