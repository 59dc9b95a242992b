#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <map>
#include <utility>

#include "core/conditions/condition.h"
#include "core/verdict.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

// In the studies below every condition is counted, in the enumeration's order.
constexpr auto place(Condition condition) {
  return static_cast<std::uint8_t>(condition);
}

std::string all_conditions_on(const std::string& ensemble, const std::string& samples) {
  std::string names;
  for (const std::string& key : condition_keys()) names += "'" + key + "', ";
  return "format = 1\nseed = 77\nconditions = [" + names +
         "]\n[[environment]]\nutilities = 'gaussian'\noutcomes = 3\n[[ensemble]]\n" + ensemble +
         "\n[stop]\nsamples = " + samples + "\n[record]\nsamples = 'all'\n";
}

/// The verdicts of every sample and cell, by condition.
std::map<std::pair<std::uint64_t, std::uint64_t>, std::map<std::uint8_t, Verdict>> verdicts_of(
    const StudyResult& result) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::map<std::uint8_t, Verdict>> verdicts;
  for (const SampleRecord& record : result.samples) {
    verdicts[{record.cell, record.sample}][record.condition] = static_cast<Verdict>(record.verdict);
  }
  return verdicts;
}

TEST_CASE("in every sample the conditions imply one another as theory says") {
  for (const std::string prior :
       {"'dirichlet'", "'independent'", "{ family = 'lattice', denominator = 12 }"}) {
    CAPTURE(prior);
    const StudyResult result = run_whole(study_of(all_conditions_on(
        "types = [2, 2, 2]\nprior = " + prior + "\npatterns = ['minimal', '{1,2}', 'maximal']", "400")));
    const auto verdicts = verdicts_of(result);
    REQUIRE(verdicts.size() == 3 * 400);
    for (const auto& [where, of] : verdicts) {
      const auto& there = where;
      CAPTURE(there.first);
      CAPTURE(there.second);
      for (const auto& [condition, verdict] : of) CHECK(verdict != Verdict::undecided);
      const auto holds = [&verdicts_here = of](Condition condition) {
        return verdicts_here.at(place(condition)) == Verdict::holds;
      };
      for (const ConditionInfo& known : condition_table) {
        for (const ConditionInfo& weaker : condition_table) {
          if (!known.implies.contains(weaker.condition) && !weaker.follows_from.contains(known.condition))
            continue;
          CAPTURE(known.key);
          CAPTURE(weaker.key);
          CHECK((holds(weaker.condition) || !holds(known.condition)));
        }
      }
      if (where.first != 0) continue;
      // On singletons alone: CBDP is BDP, and CI with IR is Convex Independence together with
      // Identifiability.
      CHECK(holds(Condition::cbdp) == holds(Condition::bdp));
      CHECK(holds(Condition::ci_ir) ==
            (holds(Condition::convex_independence) && holds(Condition::identifiability)));
    }
    for (const CellResult& cell : result.cells) {
      for (const Tally& tally : cell.tallies) CHECK(tally.certified == tally.samples());
    }
  }
}

TEST_CASE("uniform priors of three agents with two types fail CI with IR as often as the closed form says") {
  constexpr std::uint64_t samples = 4000;
  const StudyResult result = run_whole(
      study_of(all_conditions_on("types = [2, 2, 2]\nprior = 'dirichlet'\npatterns = ['minimal']", "4000")));
  // .24743 ± .00022 by four million draws of the closed form with the determinants of the slices.
  const boost::math::binomial_distribution<> least(samples, 0.24743 - 6 * 0.00022);
  const boost::math::binomial_distribution<> most(samples, 0.24743 + 6 * 0.00022);
  const auto fails = static_cast<double>(result.cells.at(0).tallies.at(place(Condition::ci_ir)).verdicts[1]);
  INFO("seed 77");
  CHECK(fails >= quantile(least, 2e-7));
  CHECK(fails <= quantile(complement(most, 2e-7)));
}

TEST_CASE("what does not look at the pattern is the same in every cell, and threads change nothing") {
  const std::string text = all_conditions_on(
      "types = [3, 2, 2]\nprior = { family = 'dirichlet', alpha = 0.5 }\npatterns = ['minimal', '{1,2}']",
      "300");
  const StudyResult one = run_whole(study_of(text), 1);
  const StudyResult two = run_whole(study_of(text), 2);
  for (const ConditionInfo& known : condition_table) {
    if (known.depends_on_pattern) continue;
    const std::size_t c = place(known.condition);
    CHECK(one.cells.at(0).tallies.at(c).verdicts == one.cells.at(1).tallies.at(c).verdicts);
  }
  for (std::size_t cell = 0; cell < one.cells.size(); ++cell) {
    for (std::size_t c = 0; c < one.conditions.size(); ++c) {
      CHECK(one.cells[cell].tallies[c].verdicts == two.cells[cell].tallies[c].verdicts);
    }
  }
}

TEST_CASE("the margin of CI is recorded on request") {
  const std::string head =
      "format = 1\nseed = 5\nconditions = ['ci']\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = "
      "'dirichlet'\npatterns = ['minimal', 'maximal']\n[stop]\nsamples = 50\n[record]\nmargins = ";
  const StudyResult with = run_whole(study_of(head + "'all'\n"));
  CHECK(with.cells.at(0).tallies.at(0).margins.total() == 50);
  CHECK(with.cells.at(0).tallies.at(0).margins.zeros() == 0);
  CHECK(with.cells.at(0).tallies.at(0).least.margin > 0);
  CHECK(with.cells.at(1).tallies.at(0).margins.zeros() == 50);
  const StudyResult without = run_whole(study_of(head + "true\n"));
  CHECK(without.cells.at(0).tallies.at(0).margins.total() == 0);
}

}  // namespace
}  // namespace genericity
