#include "core/pattern.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

Pattern random_pattern(RandomPriors& random, int agents) {
  std::vector<Coalition> coalitions;
  for (std::uint32_t mask = 1; mask < Coalition::grand(agents).mask(); ++mask) {
    if (random.integer(0, 3) == 0) coalitions.emplace_back(mask);
  }
  return {agents, coalitions};
}

std::vector<int> random_relabelling(RandomPriors& random, const TypeSpace& space) {
  const auto all = type_preserving_relabellings(space);
  return all[static_cast<std::size_t>(random.integer(0, static_cast<int>(all.size()) - 1))];
}

}  // namespace

TEST_CASE("patterns keep singletons, drop the grand coalition and forget repetitions") {
  const Pattern pattern(3, {Coalition(0b110), Coalition(0b011), Coalition(0b111), Coalition(0b011)});
  CHECK(pattern.to_string() == "{1,2},{2,3}");
  CHECK(pattern.to_full_string() == "{1},{2},{3},{1,2},{2,3}");
  CHECK(pattern.coalitions().size() == 5);
  CHECK(pattern.contains(Coalition(0b001)));
  CHECK(pattern.contains(Coalition(0b110)));
  CHECK_FALSE(pattern.contains(Coalition(0b101)));
  CHECK_FALSE(pattern.contains(Coalition(0b111)));
}

TEST_CASE("named patterns") {
  CHECK(Pattern::minimal(4).coalitions().size() == 4);
  CHECK(Pattern::maximal(4).coalitions().size() == 14);
  CHECK(Pattern::up_to_size(4, 2).coalitions().size() == 10);
  CHECK(Pattern::up_to_size(4, 1) == Pattern::minimal(4));
  CHECK(Pattern::up_to_size(4, 3) == Pattern::maximal(4));
  CHECK(Pattern::up_to_size(4, 4) == Pattern::maximal(4));
  CHECK(Pattern::parse("minimal", 3) == Pattern::minimal(3));
  CHECK(Pattern::parse(" maximal ", 3) == Pattern::maximal(3));
  CHECK(Pattern::parse("size<=2", 5) == Pattern::up_to_size(5, 2));
  CHECK(Pattern::parse("", 3) == Pattern::minimal(3));
  CHECK(Pattern::parse("  ", 3) == Pattern::minimal(3));
  CHECK(Pattern::minimal(3).to_string() == "minimal");
  CHECK(Pattern::maximal(3).to_string() == "maximal");
  // With two agents there is nothing beside the singletons; either name is right, and it must read back.
  CHECK(Pattern::parse(Pattern::maximal(2).to_string(), 2) == Pattern::minimal(2));
}

TEST_CASE("lists of coalitions are read with blanks and in any order") {
  const Pattern wanted(4, {Coalition(0b0011), Coalition(0b1110)});
  CHECK(Pattern::parse("{1,2},{2,3,4}", 4) == wanted);
  CHECK(Pattern::parse("  { 4 ,3, 2 } ,\t{2,1} ", 4) == wanted);
  CHECK(Pattern::parse("{3},{1,2},{2,3,4},{1,2,3,4}", 4) == wanted);
}

TEST_CASE("what is printed reads back as the same pattern") {
  constexpr std::uint64_t seed = 11;
  INFO("seed ", seed);
  RandomPriors random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const int agents = random.integer(2, 6);
    const Pattern pattern = random_pattern(random, agents);
    CAPTURE(pattern.to_full_string());
    CHECK(Pattern::parse(pattern.to_string(), agents) == pattern);
    CHECK(Pattern::parse(pattern.to_full_string(), agents) == pattern);
  }
}

TEST_CASE("faulty patterns are refused with the place and what was expected") {
  const auto refused = [](const std::string& text, const char* message) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(Pattern::parse(text, 4), doctest::Contains(message), InvalidInput);
  };
  refused("{1,5}", "names agent 5; the agents are 1 to 4");
  refused("{0,1}", "names agent 0");
  refused("{-1}", "names agent -1");
  refused("{1,2", "expected '}' at character 5");
  refused("1,2", "expected '{' at character 1");
  refused("{1,2}{2,3}", "expected ',' at character 6");
  refused("{1,2},", "expected '{' at character 7");
  refused("{}", "expected an agent's number at character 2");
  refused("{1,}", "expected an agent's number at character 4");
  refused("{1.5,2}", "expected '}' at character 3");
  refused("{99999999999}", "expected an agent's number");
  refused("minimum", "named minimal, maximal, size<=k");
  refused("size<=0", "k from 1 to 4");
  refused("size<=5", "k from 1 to 4");
  refused("size<=two", "k from 1 to 4");
  refused("size<=2x", "k from 1 to 4");
  CHECK_THROWS_WITH_AS(Pattern(1, {}), doctest::Contains("not 1"), InvalidInput);
  CHECK_THROWS_WITH_AS(Pattern(17, {}), doctest::Contains("not 17"), InvalidInput);
  CHECK_THROWS_WITH_AS(Pattern(3, {Coalition()}), doctest::Contains("at least one member"), InvalidInput);
  CHECK_THROWS_WITH_AS(Pattern(3, {Coalition(0b1001)}), doctest::Contains("{1,4}"), InvalidInput);
  CHECK_THROWS_AS(Pattern::maximal(17), InvalidInput);
  CHECK_THROWS_AS(Pattern::parse("minimal", 0), InvalidInput);
  CHECK_THROWS_AS(Pattern::parse("maximal", 40), InvalidInput);
}

TEST_CASE("sub-patterns") {
  const Pattern small = Pattern::parse("{1,2}", 4);
  const Pattern large = Pattern::parse("{1,2},{2,3}", 4);
  CHECK(small.is_subpattern_of(large));
  CHECK_FALSE(large.is_subpattern_of(small));
  CHECK(small.is_subpattern_of(small));
  CHECK(Pattern::minimal(4).is_subpattern_of(small));
  CHECK(large.is_subpattern_of(Pattern::maximal(4)));
  CHECK_FALSE(Pattern::parse("{1,3}", 4).is_subpattern_of(large));
}

TEST_CASE("complementary coalitions") {
  CHECK(Pattern::minimal(3).complementary() == Coalition());
  CHECK(Pattern::minimal(2).complementary().size() == 1);
  CHECK(Pattern::parse("{1,2},{2,3},{1,3}", 4).complementary() == Coalition());
  CHECK(Pattern::parse("{1,2},{3,4}", 4).complementary() == Coalition(0b0011));
  CHECK(Pattern::parse("{2,3,4}", 4).complementary() == Coalition(0b0001));
  CHECK(Pattern::parse("{1,2,3},{1,2,4},{1,2,5},{3,4,5}", 5).complementary() == Coalition());
}

TEST_CASE("relabelling sends agent i to its image") {
  const Pattern pattern = Pattern::parse("{1,2},{1,3,4}", 4);
  const std::vector<int> image{2, 0, 3, 1};  // 1→3, 2→1, 3→4, 4→2
  CHECK(pattern.relabelled(image) == Pattern::parse("{1,3},{2,3,4}", 4));
}

TEST_CASE("relabellings keep type counts") {
  CHECK(type_preserving_relabellings(TypeSpace({2, 2, 2, 2})).size() == 24);
  CHECK(type_preserving_relabellings(TypeSpace({2, 3, 2, 3, 3})).size() == 12);
  CHECK(type_preserving_relabellings(TypeSpace({2, 3, 4})).size() == 1);
  const TypeSpace space({2, 3, 2, 3, 3});
  const auto all = type_preserving_relabellings(space);
  CHECK(all.front() == std::vector<int>{0, 1, 2, 3, 4});
  for (const auto& image : all) {
    for (int agent = 0; agent < 5; ++agent)
      CHECK(space.size(image[static_cast<std::size_t>(agent)]) == space.size(agent));
  }
}

TEST_CASE("the canonical form is one for each class of relabellings") {
  constexpr std::uint64_t seed = 12;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::vector<int>> sizes{
      {2, 2, 2}, {2, 2, 2, 2}, {2, 2, 3, 2}, {3, 2, 3, 2}, {2, 2, 3, 3, 2}};
  for (int trial = 0; trial < 200; ++trial) {
    const TypeSpace space(sizes[static_cast<std::size_t>(trial) % sizes.size()]);
    const Pattern pattern = random_pattern(random, space.agents());
    const Pattern other = pattern.relabelled(random_relabelling(random, space));
    CAPTURE(space.to_string());
    CAPTURE(pattern.to_full_string());
    CAPTURE(other.to_full_string());
    const Pattern canonical = pattern.canonical_form(space);
    CHECK(other.canonical_form(space) == canonical);
    CHECK(canonical.canonical_form(space) == canonical);
    bool reachable = false;
    for (const auto& image : type_preserving_relabellings(space)) {
      reachable = reachable || pattern.relabelled(image) == canonical;
    }
    CHECK(reachable);
  }
  // A relabelling that changes type counts does not join classes.
  const TypeSpace space({2, 2, 3});
  CHECK_FALSE(Pattern::parse("{1,2}", 3).canonical_form(space) ==
              Pattern::parse("{1,3}", 3).canonical_form(space));
  CHECK(Pattern::parse("{2,3}", 3).canonical_form(space) == Pattern::parse("{1,3}", 3));
}
