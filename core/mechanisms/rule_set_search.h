#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/information_structure.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"

namespace genericity {

/// A set of balanced rules, neutral on the path to every coalition of the pattern, such that each (S, θ̄_S)
/// has a mixture of them under which every misreport strictly costs. Scaled up and added to η they implement
/// every efficient q by an ambiguous mechanism.
struct DeterringRules {
  std::vector<TransferRule> rules;
  /// No smaller set exists: there is one rule, or two and CI with CR fails (one rule is exactly CI with CR).
  bool fewest = false;
};

/// Whether a set of rules has these properties; exact, knows nothing of the search.
bool deters_every_misreport(const InformationStructure& structure, const Pattern& pattern,
                            const std::vector<TransferRule>& rules);

/// Looks for as few such rules as it can find. One rule is decided (CI with CR). Two, three, … up to
/// `greatest`: for mixtures λ_{S,θ̄_S} drawn from `seed`, half of them ordered along a random direction in the
/// posteriors, the rules solve a linear system of strict inequalities, decided by the solver of CI and
/// checked exactly; `attempts` draws a size. Last, the closed-form rules of Lemma 4, thinned one by one while
/// they still deter. Nothing if CBDP fails.
std::optional<DeterringRules> find_few_rules(const InformationStructure& structure, const Pattern& pattern,
                                             std::uint64_t seed = 1, int attempts = 40, int greatest = 4);

}  // namespace genericity
