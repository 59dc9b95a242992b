#include <doctest/doctest.h>

#include <string>

#include "core/condition_g.h"
#include "tests/core/likely_counts.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::LikelyCounts;
using test::run_whole;
using test::study_of;

/// Fixed; a failure prints it. Another seed may be tried by changing this line.
constexpr int seed = 20261121;

StudyResult sampled(const std::string& types, const std::string& prior, const std::string& patterns,
                    int samples, const std::string& conditions) {
  return run_whole(study_of("format = 1\nseed = " + std::to_string(seed) + "\nconditions = " + conditions +
                            "\n[[ensemble]]\ntypes = " + types + "\nprior = " + prior + "\npatterns = " +
                            patterns + "\n[stop]\nsamples = " + std::to_string(samples) + "\n"),
                   2);
}

const std::array<std::uint64_t, 3>& verdicts_of(const StudyResult& result, std::size_t cell,
                                                std::size_t condition = 0) {
  return result.cells.at(cell).tallies.at(condition).verdicts;
}

using Counts = std::array<std::uint64_t, 3>;

TEST_CASE("independent types fail CBDP, and so CI, at every draw") {
  CAPTURE(seed);
  const StudyResult result = sampled("[[2, 2], [2, 2, 2], [3, 2, 4], [2, 2, 2, 2]]", "'independent'",
                                     "['minimal', 'maximal']", 500, "['cbdp', 'ci']");
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    CAPTURE(cell);
    CHECK(verdicts_of(result, cell, 0) == Counts{0, 500, 0});
    CHECK(verdicts_of(result, cell, 1) == Counts{0, 500, 0});
    CHECK(result.cells[cell].tallies[0].certified == 500);
    CHECK(result.cells[cell].tallies[1].certified == 500);
  }
}

TEST_CASE("exchangeable agents fail CBDP exactly where two of them may join and a third is outside") {
  CAPTURE(seed);
  for (const std::string types : {"[2, 2, 2]", "[3, 3, 3]", "[2, 2, 2, 2]"}) {
    CAPTURE(types);
    const int agents = types == "[2, 2, 2, 2]" ? 4 : 3;
    const StudyResult result = sampled(types, "'exchangeable'",
                                       agents == 4 ? "['minimal', '{1,2}', '{2,4}', '{1,2,3}', 'maximal']"
                                                   : "['minimal', '{1,2}', '{2,3}', 'maximal']",
                                       1000, "['cbdp']");
    CHECK(verdicts_of(result, 0) == Counts{1000, 0, 0});
    for (std::size_t cell = 1; cell < result.cells.size(); ++cell)
      CHECK(verdicts_of(result, cell) == Counts{0, 1000, 0});
  }
  // With two agents no coalition has two members.
  CHECK(verdicts_of(sampled("[3, 3]", "'exchangeable'", "['maximal']", 1000, "['cbdp']"), 0) ==
        Counts{1000, 0, 0});
}

/// Share of the positive integer 2×2 weights with this sum whose two rows are proportional.
double share_of_ties(int sum) {
  int all = 0;
  int ties = 0;
  for (int a = 1; a < sum; ++a) {
    for (int b = 1; a + b < sum; ++b) {
      for (int c = 1; a + b + c < sum; ++c) {
        const int d = sum - a - b - c;
        ++all;
        if (a * d == b * c) ++ties;
      }
    }
  }
  return static_cast<double>(ties) / all;
}

TEST_CASE("on a lattice CBDP ties as often as exhaustive enumeration says") {
  // By hand: sum 4 has the one matrix of ones; sum 5 has four matrices with one 2, none of rank 1; of the ten
  // with sum 6 the four with two adjacent 2s are.
  CHECK(share_of_ties(4) == 1.0);
  CHECK(share_of_ties(5) == 0.0);
  CHECK(share_of_ties(6) == 0.4);
  constexpr int samples = 40000;
  CAPTURE(seed);
  for (const int sum : {4, 5, 6, 8, 12, 24, 60}) {
    CAPTURE(sum);
    const StudyResult result =
        sampled("[2, 2]", "{ family = 'lattice', denominator = " + std::to_string(sum) + " }", "['minimal']",
                samples, "['cbdp']");
    const Counts& verdicts = verdicts_of(result, 0);
    CHECK(verdicts[2] == 0);
    const double share = share_of_ties(sum);
    if (share == 0.0 || share == 1.0) {
      CHECK(verdicts[1] == (share == 1.0 ? samples : 0));
      continue;
    }
    const LikelyCounts likely(samples, share);
    CAPTURE(verdicts[1]);
    CHECK(likely.contains(static_cast<int>(verdicts[1])));
    // The bounds are narrow enough to say something.
    CHECK(likely.greatest - likely.least < samples / 20);
  }
}

TEST_CASE(
    "up to four agents with two types CI fails under condition (G) and holds otherwise, at every draw") {
  CAPTURE(seed);
  constexpr int samples = 1000;
  for (const std::string types : {"[2, 2]", "[2, 2, 2]", "[2, 2, 2, 2]"}) {
    CAPTURE(types);
    const StudyResult result =
        sampled(types, "{ family = 'dirichlet', alpha = 1 }", "['all']", samples, "['ci']");
    const int agents = static_cast<int>(result.ensembles[0].types.size());
    std::size_t never = 0;
    for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
      const Pattern pattern = Pattern::parse(result.cells[cell].pattern, agents);
      CAPTURE(result.cells[cell].pattern);
      const bool fails = prove_condition_g(pattern).has_value();
      // For so few agents (G) says that two complementary coalitions are in the pattern.
      CHECK(fails == (pattern.complementary().size() > 0));
      CHECK(verdicts_of(result, cell) == (fails ? Counts{0, samples, 0} : Counts{samples, 0, 0}));
      CHECK(result.cells[cell].tallies[0].certified == samples);
      if (fails) ++never;
    }
    CHECK(never == (agents == 2 ? 1U : agents == 3 ? 3U : 85U));
  }
}

TEST_CASE("condition (G) beyond complementary coalitions makes CI fail at every draw") {
  CAPTURE(seed);
  const std::string pattern = "{1,2,3},{1,2,4},{1,2,5},{3,4,5}";
  // Nearly complementary, it lacks one triple of the condition.
  const std::string without = "{1,2,3},{1,2,4},{3,4,5}";
  CHECK(Pattern::parse(without, 5).complementary().size() == 0);
  for (const std::string prior :
       {"{ family = 'dirichlet', alpha = 1 }", "{ family = 'logistic_normal', sigma = 2 }",
        "{ family = 'latent_class', classes = 2 }"}) {
    CAPTURE(prior);
    const StudyResult result =
        sampled("[2, 2, 2, 2, 2]", prior, "['" + pattern + "', 'maximal']", 1000, "['ci']");
    CHECK(verdicts_of(result, 0) == Counts{0, 1000, 0});
    CHECK(verdicts_of(result, 1) == Counts{0, 1000, 0});
  }
  const StudyResult open = sampled("[2, 2, 2, 2, 2]", "{ family = 'latent_class', classes = 2 }",
                                   "['" + without + "']", 20, "['ci']");
  CHECK(verdicts_of(open, 0)[0] > 0);
}

TEST_CASE("almost every prior of full dimension satisfies CBDP under every pattern") {
  CAPTURE(seed);
  const StudyResult result =
      sampled("[[2, 2], [2, 2, 2], [2, 3, 2], [2, 2, 2, 2]]",
              "[{ family = 'dirichlet', alpha = 1 }, { family = 'dirichlet', alpha = 0.25 }, "
              "{ family = 'latent_class', classes = 2 }]",
              "['minimal', 'maximal']", 1000, "['cbdp']");
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell)
    CHECK(verdicts_of(result, cell) == Counts{1000, 0, 0});
}

}  // namespace
}  // namespace genericity
