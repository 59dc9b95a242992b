#include "core/generic/scoring_proof.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace genericity {

namespace {

/// One number for each set of agents; sets without an entry have 0.
using SetFunction = std::map<std::uint32_t, mpq_class>;

bool is_zero_on_sets_that_meet(const SetFunction& values, std::uint32_t coalition) {
  return std::all_of(values.begin(), values.end(),
                     [&](const auto& entry) { return (entry.first & coalition) == 0 || entry.second == 0; });
}

/// Σ_{i∈S} a_{i,T} − Σ y_{S,R,j} ([T = S∪R∪{j}] − [T = S∪R]) as a function of T, where S counts as the set of
/// its informed members when T is compared with it.
SetFunction unexplained_pay(const ScoringLevel& level, Coalition coalition, Coalition informed) {
  SetFunction rest;
  for (const ScoringLevel::Term& term : level.terms) {
    if (coalition.contains(term.agent)) rest[term.of.mask()] += term.factor;
  }
  const std::uint32_t inside = coalition.mask() & informed.mask();
  for (const ScoringLevel::Score& score : level.scores) {
    if (score.coalition != coalition) continue;
    rest[inside | score.given.mask() | Coalition::single(score.about).mask()] -= score.weight;
    rest[inside | score.given.mask()] += score.weight;
  }
  return rest;
}

/// Whether the agents and sets named exist, and no score looks at a report of its own coalition.
bool is_well_formed(const ScoringLevel& level, int agents, Coalition informed,
                    const std::vector<Coalition>& open) {
  const auto is_agent = [&](int agent) { return agent >= 0 && agent < agents; };
  for (const ScoringLevel::Term& term : level.terms) {
    if (!is_agent(term.agent) || term.of.size() == 0 || !informed.contains(term.of)) return false;
  }
  return std::all_of(level.scores.begin(), level.scores.end(), [&](const ScoringLevel::Score& score) {
    return is_score_of_others(score, agents, informed) &&
           std::find(open.begin(), open.end(), score.coalition) != open.end();
  });
}

bool balances(const ScoringLevel& level) {
  SetFunction sums;
  for (const ScoringLevel::Term& term : level.terms) sums[term.of.mask()] += term.factor;
  return std::all_of(sums.begin(), sums.end(), [](const auto& entry) { return entry.second == 0; });
}

}  // namespace

bool is_score_of_others(const ScoringLevel::Score& score, int agents, Coalition informed) {
  if (score.about < 0 || score.about >= agents || score.weight <= 0) return false;
  const std::uint32_t about = Coalition::single(score.about).mask();
  const bool overlaps =
      (score.coalition.mask() & (score.given.mask() | about)) != 0 || (score.given.mask() & about) != 0;
  return !overlaps && informed.contains(Coalition(score.given.mask() | about));
}

std::vector<Coalition> deviating_coalitions(const Pattern& pattern, Coalition informed) {
  std::vector<Coalition> deviating;
  for (const Coalition coalition : pattern.coalitions()) {
    if ((coalition.mask() & informed.mask()) != 0) deviating.push_back(coalition);
  }
  return deviating;
}

std::vector<Coalition> without_score(const Pattern& pattern, Coalition informed, const ScoringProof& proof) {
  std::vector<Coalition> all = deviating_coalitions(pattern, informed);
  std::vector<Coalition> open = all;
  for (const ScoringLevel& level : proof.levels) {
    if (!is_well_formed(level, pattern.agents(), informed, open) || !balances(level)) return all;
    for (const Coalition coalition : open) {
      const std::uint32_t inside = coalition.mask() & informed.mask();
      if (!is_zero_on_sets_that_meet(unexplained_pay(level, coalition, informed), inside)) return all;
    }
    std::erase_if(open, [&](Coalition coalition) {
      return std::any_of(level.scores.begin(), level.scores.end(),
                         [&](const ScoringLevel::Score& score) { return score.coalition == coalition; });
    });
  }
  return open;
}

bool proves_condition_l(const Pattern& pattern, Coalition informed, const ScoringProof& proof) {
  return without_score(pattern, informed, proof).empty();
}

}  // namespace genericity
