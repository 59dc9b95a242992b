#include "core/mechanisms/short_rules.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/conditions/participation_certificate.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/rule_set_search.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

TEST_CASE("short rules stay balanced and neutral, deter, and are shorter than what was found") {
  RandomPriors random(21);
  std::size_t before = 0;
  std::size_t after = 0;
  int made = 0;
  for (const char* text : {"minimal", "{1,2}"}) {
    const TypeSpace space({2, 2, 2});
    const Pattern pattern = Pattern::parse(text, 3);
    for (int draw = 0; draw < 5; ++draw) {
      const InformationStructure structure(space, random.lattice(8, 6));
      const auto found = find_few_rules(structure, pattern);
      if (!found) continue;
      const std::vector<Coalition> neutral = neutral_coalitions(pattern, Participation::coalitional);
      const std::vector<TransferRule> rounded =
          short_neutral_rules(structure, neutral, found->rules, [&](const std::vector<TransferRule>& rules) {
            return deters_every_misreport(structure, pattern, rules);
          });
      REQUIRE(rounded.size() == found->rules.size());
      CHECK_FALSE(audit_budget(rounded));
      CHECK(deters_every_misreport(structure, pattern, rounded));
      for (const TransferRule& rule : found->rules) {
        for (const mpq_class& value : rule.values()) before += value.get_str().size();
      }
      for (const TransferRule& rule : rounded) {
        for (const Coalition coalition : neutral) {
          for (const mpq_class& value : interim_transfers(structure, coalition, rule)) CHECK(value == 0);
        }
        for (const mpq_class& value : rule.values()) after += value.get_str().size();
      }
      ++made;
    }
  }
  CHECK(made >= 6);
  CHECK(3 * after < before);
}

TEST_CASE("rules that nothing short stands for are left as they are") {
  RandomPriors random(22);
  const TypeSpace space({2, 2, 2});
  const InformationStructure structure(space, random.lattice(8, 6));
  const Pattern pattern = Pattern::minimal(3);
  const auto found = find_few_rules(structure, pattern);
  REQUIRE(found);
  CHECK(short_neutral_rules(structure, neutral_coalitions(pattern, Participation::coalitional), found->rules,
                            [](const std::vector<TransferRule>&) { return false; }) == found->rules);
}

TEST_CASE("numbers are rounded up by at most a tenth") {
  CHECK(rounded_up(mpq_class(1)) == 1);
  CHECK(rounded_up(mpq_class(1382, 100)) == 14);
  CHECK(rounded_up(mpq_class(137, 1000)) == mpq_class(3, 20));
  RandomPriors random(23);
  for (int draw = 0; draw < 200; ++draw) {
    mpq_class value(random.integer(1, 1000000), random.integer(1, 1000000));
    value.canonicalize();
    const mpq_class result = rounded_up(value);
    CHECK(result >= value);
    CHECK(10 * result <= 11 * value);
  }
}
