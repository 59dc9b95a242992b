#include "core/generic/scoring_proof.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "core/condition_g.h"
#include "core/generic/balanced_scores.h"
#include "core/generic/classify.h"
#include "core/generic/scoring_search.h"
#include "core/pattern_catalogue.h"

using namespace genericity;

namespace {

/// All type counts from 2 to 5 for this many agents, in ascending order.
std::vector<std::vector<int>> type_counts(int agents) {
  std::vector<std::vector<int>> all{{}};
  for (int agent = 0; agent < agents; ++agent) {
    std::vector<std::vector<int>> longer;
    for (const std::vector<int>& counts : all) {
      for (int count = counts.empty() ? 2 : counts.back(); count <= 5; ++count) {
        longer.push_back(counts);
        longer.back().push_back(count);
      }
    }
    all = std::move(longer);
  }
  return all;
}

/// The triangle {1,2}, {1,3}, {2,3} of four agents by hand. First agent 4 is scored about each other one, and
/// they about her, so that no pair gains or loses; then each pair about the other two.
ScoringProof triangle_proof() {
  const auto with = [](int a, int b) {
    return Coalition(Coalition::single(a).mask() | Coalition::single(b).mask());
  };
  ScoringProof proof;
  ScoringLevel first;
  ScoringLevel second;
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) {
      const int sign = k == i ? -1 : 1;
      first.terms.push_back({i, Coalition::single(k), sign});
      first.terms.push_back({i, with(k, 3), -sign});
      if (k != i) second.terms.push_back({i, with(i, k), -1});
    }
    first.terms.push_back({i, Coalition::single(3), 1});
    first.terms.push_back({3, Coalition::single(i), -1});
    first.terms.push_back({3, with(i, 3), 1});
    first.scores.push_back({Coalition::single(i), {}, 3, 1});
    first.scores.push_back({Coalition::single(3), {}, i, 1});
    const int j = (i + 1) % 3;
    const int k = (i + 2) % 3;
    second.terms.push_back({i, with(j, k), 1});
    second.terms.push_back({i, Coalition::grand(4), 1});
    second.terms.push_back({3, with(j, k), 1});
    second.scores.push_back({with(j, k), {}, i, 2});
    second.scores.push_back({with(j, k), Coalition::single(i), 3, 2});
  }
  first.terms.push_back({3, Coalition::single(3), -3});
  second.terms.push_back({3, Coalition::grand(4), -3});
  proof.levels = {first, second};
  return proof;
}

}  // namespace

TEST_CASE(
    "up to four agents (L) holds exactly where no two coalitions are complementary, for all type counts") {
  int proved = 0;
  for (const int agents : {3, 4}) {
    for (const std::vector<int>& counts : type_counts(agents)) {
      const TypeSpace space(counts);
      for (const PatternClass& entry : all_patterns(space)) {
        const Pattern& pattern = entry.pattern;
        CAPTURE(space.to_string());
        CAPTURE(pattern.to_string());
        const Classification known = classify(space, pattern, {});
        const bool complementary = pattern.complementary().size() > 0;
        REQUIRE(known.finding.verdict ==
                (complementary ? GenericVerdict::never : GenericVerdict::almost_always));
        REQUIRE(proof_name(known.proof) == (complementary ? "G" : "L"));
        REQUIRE(known.finding.all_type_counts);
        REQUIRE(known.finding.certain);
        if (!complementary) ++proved;
      }
    }
  }
  CHECK(proved == 475);
}

TEST_CASE("the conditions (G) and (L) exclude each other: five agents") {
  const TypeSpace space({2, 2, 2, 2, 2});
  int blocked = 0;
  for (const PatternClass& entry : noncomplementary_patterns(space)) {
    const bool by_scores = search_scores(entry.pattern, Coalition::grand(5)).left.empty();
    const bool never = prove_condition_g(entry.pattern).has_value();
    CHECK_FALSE((by_scores && never));
    blocked += never ? 1 : 0;
  }
  CHECK(blocked == 86);
}

TEST_CASE("a proof with one number changed is refused") {
  for (const auto& known : std::vector<std::pair<int, std::string>>{
           {3, ""}, {4, "{1,2},{1,3}"}, {4, "{1,2},{1,3},{1,4}"}, {5, "{1,2,3}"}}) {
    const int agents = known.first;
    const std::string& text = known.second;
    const Pattern pattern = Pattern::parse(text, agents);
    CAPTURE(text);
    const Coalition all = Coalition::grand(agents);
    const ScoringProof proof = search_scores(pattern, all).proof;
    REQUIRE(proves_condition_l(pattern, all, proof));
    for (std::size_t level = 0; level < proof.levels.size(); ++level) {
      for (std::size_t k = 0; k < proof.levels[level].terms.size(); ++k) {
        for (const int change : {-1, 1}) {
          ScoringProof other = proof;
          other.levels[level].terms[k].factor += change;
          CHECK_FALSE(proves_condition_l(pattern, all, other));
        }
      }
      for (std::size_t k = 0; k < proof.levels[level].scores.size(); ++k) {
        const auto refuses = [&](const auto& change) {
          ScoringProof other = proof;
          change(other.levels[level].scores[k]);
          return !proves_condition_l(pattern, all, other);
        };
        CHECK(refuses([](auto& score) { score.weight += 1; }));
        CHECK(refuses([](auto& score) { score.weight = -score.weight; }));
        CHECK(refuses([&](auto& score) { score.about = (score.about + 1) % agents; }));
        CHECK(refuses([&](auto& score) { score.about = agents; }));
        CHECK(refuses([](auto& score) { score.given = Coalition(score.given.mask() ^ 1U); }));
      }
    }
    // Without its last level it leaves coalitions without a score; a level for those that have one is no
    // level.
    ScoringProof shorter = proof;
    shorter.levels.pop_back();
    CHECK_FALSE(proves_condition_l(pattern, all, shorter));
  }
}

TEST_CASE("a proof in two levels that was found by hand is accepted, and its first level for what it does") {
  const Pattern triangle = Pattern::parse("{1,2},{1,3},{2,3}", 4);
  const Coalition all = Coalition::grand(4);
  ScoringProof proof = triangle_proof();
  CHECK(proves_condition_l(triangle, all, proof));
  std::swap(proof.levels[0], proof.levels[1]);
  CHECK_FALSE(proves_condition_l(triangle, all, proof));
  std::swap(proof.levels[0], proof.levels[1]);
  proof.levels.pop_back();
  const std::vector<Coalition> left = without_score(triangle, all, proof);
  CHECK(left == std::vector<Coalition>{Coalition::parse("{1,2}", 4), Coalition::parse("{1,3}", 4),
                                       Coalition::parse("{2,3}", 4)});
}

TEST_CASE("agents with one type can be charged and report nothing") {
  // A third agent without information makes two agents implementable; without her the budget cannot be
  // broken.
  const Coalition informed = Coalition::parse("{1,2}", 3);
  CHECK(search_scores(Pattern::minimal(3), informed).left.empty());
  CHECK_FALSE(search_scores(Pattern::minimal(2), Coalition::grand(2)).left.empty());
  const TypeSpace space = TypeSpace::with_uninformed({2, 2, 1});
  CHECK(classify(space, Pattern::minimal(3), {}).finding.verdict == GenericVerdict::almost_always);
  // Whoever is in a coalition with all who know something knows all.
  const Classification both = classify(space, Pattern::parse("{1,2}", 3), {});
  CHECK(both.finding.verdict == GenericVerdict::never);
  CHECK(proof_name(both.proof) == "known_types");
  CHECK(cbdp_codimension(space, Pattern::parse("{1,2}", 3)) == 0);
}

TEST_CASE("the search leaves the process's handler of interrupts alone") {
  // Libraries of linear programs like to take it, and give back one that is told less.
  struct sigaction before {};
  REQUIRE(sigaction(SIGINT, nullptr, &before) == 0);
  struct sigaction mine {};
  mine.sa_sigaction = [](int, siginfo_t*, void*) {};
  mine.sa_flags = SA_SIGINFO;
  REQUIRE(sigaction(SIGINT, &mine, nullptr) == 0);
  CHECK(search_scores(Pattern::minimal(4), Coalition::grand(4)).left.empty());
  struct sigaction after {};
  REQUIRE(sigaction(SIGINT, &before, &after) == 0);
  const bool is_mine = after.sa_sigaction == mine.sa_sigaction;
  CHECK(is_mine);
  CHECK((after.sa_flags & SA_SIGINFO) != 0);
}
