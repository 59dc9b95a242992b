#include "sim/statistics/share_words.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace genericity {
namespace {

std::string words(const ShareCounts& counts) {
  return share_in_words(counts, clopper_pearson(counts, 0.95), 0.95);
}

TEST_CASE("all and none of the draws bound a probability and show no more") {
  CHECK(words({10000, 0, 0}) ==
        "held in all 10000 draws: exceptions have a probability of at most 0.0003688 at confidence 0.95, "
        "which does "
        "not show that it is 0");
  CHECK(words({0, 1, 0}) ==
        "failed in all 1 draw: it holds with a probability of at most 0.975 at confidence 0.95, which does "
        "not show "
        "that it is 0");
  CHECK(words({50, 50, 0}) == "holds with a probability from 0.3983 to 0.6017 at confidence 0.95");
  CHECK(words({0, 0, 0}) == "nothing was drawn");
}

TEST_CASE("undecided draws are named") {
  CHECK(words({90, 0, 10}) ==
        "did not fail in 100 draws: exceptions have a probability of at most 0.1762 at confidence 0.95, "
        "which does not "
        "show that it is 0; 10 draws undecided, which may be either and widen the limits");
}

TEST_CASE("what is proved no count has to show") {
  const auto proved = [](const ShareCounts& counts, double share) {
    const Interval limits = counts.holds + counts.fails == 0 ? Interval{0, 1} : clopper_pearson(counts, 0.95);
    return share_in_words(counts, limits, 0.95, {share, "some theorem"});
  };
  CHECK(proved({0, 2000, 0}, 0) == "failed in all 2000 draws, as it does at every prior: some theorem");
  CHECK(proved({0, 1, 0}, 0) == "failed in the one draw, as it does at every prior: some theorem");
  CHECK(proved({0, 9, 1}, 0) ==
        "failed in all but the undecided of 10 draws, as it does at every prior: some theorem; 1 draw "
        "undecided");
  CHECK(proved({0, 0, 0}, 0) == "nothing was drawn; fails at every prior: some theorem");
  CHECK(proved({1, 9, 0}, 0) ==
        "held in 1 of 10 draws, which cannot be: it fails at every prior: some theorem");
  CHECK(proved({2000, 0, 0}, 1) == "held in all 2000 draws, as it does at almost every prior: some theorem");
  CHECK(
      proved({9, 1, 0}, 1) ==
      "failed in 1 of 10 draws, which rounding to doubles must have brought about: it holds at almost every "
      "prior, and the law has a density: some theorem");
  CHECK(proved({0, 0, 3}, 1) ==
        "held in all but the undecided of 3 draws, as it does at almost every prior: some theorem; 3 draws "
        "undecided");
  CHECK(share_in_words({2, 0, 0}, {0.2, 1}, 0.95, {1, "some theorem", "CI"}) ==
        "held in all 2 draws, as it does at almost every prior, since CI does: some theorem");
  CHECK(share_in_words({2, 0, 0}, {0.2, 1}, 0.95, {1, "some theorem", "", "prior of this law"}) ==
        "held in all 2 draws, as it does at almost every prior of this law: some theorem");
  CHECK(share_in_words({0, 2, 0}, {0, 0.8}, 0.95, {0, "some theorem", "CBDP", "prior of this law"}) ==
        "failed in all 2 draws, as it does at every prior of this law, since CBDP does: some theorem");
  CHECK(proved({50, 50, 0}, std::nan("")) == words({50, 50, 0}));
}

TEST_CASE("a family in the null set has no exponent") {
  TailEvidence evidence;
  CHECK(tail_in_words(evidence, 0.95) == "no margins were recorded");
  evidence.margins = 500;
  evidence.zeros = 500;
  evidence.theory.codimension = 0;
  CHECK(tail_in_words(evidence, 0.95) ==
        "margin exactly 0 in every draw (500): the draws lie in the failure set, so there is no exponent, as "
        "theory "
        "says of this family");
}

TEST_CASE("an exponent comes with its limits and the theory") {
  TailEvidence evidence;
  evidence.margins = 1000;
  evidence.fit = {64, 2.9, 2.2, 3.7, 60, true, {}};
  evidence.theory = {3, 3, 60};
  CHECK(tail_in_words(evidence, 0.95) ==
        "P(0 < margin < e) falls like e^2.9 (2.2 to 3.7 at confidence 0.95, from the least 64); theory: 3, "
        "inside");
  evidence.theory = {3, 1.5, 60};
  CHECK(tail_in_words(evidence, 0.95).ends_with("theory: 1.5 (codimension 3), outside"));
  evidence.zeros = 3;
  CHECK(tail_in_words(evidence, 0.95)
            .starts_with("margin exactly 0 in 3 of 1000 draws: failure is no null set under this law; among "
                         "the others P("));
  evidence.fit = {};
  CHECK(tail_in_words(evidence, 0.95).ends_with("too few different positive margins for an exponent"));
}

}  // namespace
}  // namespace genericity
