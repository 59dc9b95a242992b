#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"
#include "core/verdict.h"

namespace genericity {

/// Where, in the order of all patterns of some agents by inclusion, a condition that is lost and never won by
/// more coalitions changes from holding to failing. Patterns are labelled: none stands for its relabellings.
struct PatternBorder {
  std::vector<Pattern> holding;    ///< maximal ones at which it holds: it does at all that they contain
  std::vector<Pattern> failing;    ///< minimal ones at which it fails: it does at all that contain them
  std::vector<Pattern> undecided;  ///< every one that neither says anything of
  std::uint64_t holds = 0;         ///< how many patterns it holds at
  std::uint64_t fails = 0;         ///< how many it fails at
};

/// A verdict at one pattern. If it fails: some coalitions of the pattern that make it fail by themselves,
/// together with the singletons.
struct PatternVerdict {
  Verdict verdict = Verdict::undecided;
  std::vector<Coalition> culprits;
};
using DecidePattern = std::function<PatternVerdict(const Pattern&)>;

/// Greatest number of agents that find_border() takes: for 5 there are 2^25 patterns, for 6 2^56.
inline constexpr int most_border_agents = 5;
/// Throws InvalidInput beyond them.
void require_border_agents(int agents);

/// Finds the border with as few decisions as it can. Larger patterns are decided before smaller ones, and
/// none whose verdict follows from another's. A failing pattern is made smaller, first to its culprits, then
/// by one coalition after the other, until every coalition left is needed. Where `decide` leaves patterns
/// undecided, the border is that of what was decided. Single coalitions and complementary pairs are decided
/// first; where the latter all fail, as with CI, at most 3^10 patterns of five agents are looked at one by
/// one, else up to 2^25.
PatternBorder find_border(int agents, const DecidePattern& decide);

}  // namespace genericity
