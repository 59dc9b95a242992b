#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// One pattern for each class of patterns that relabellings of the agents with equal type counts turn into
/// each other.
struct PatternClass {
  /// The class's canonical form.
  Pattern pattern;
  /// How many labelled patterns the class has.
  std::uint64_t members = 0;
};

/// The coalitions that a pattern may or may not have, neither singletons nor the grand one, in print order.
std::vector<Coalition> optional_coalitions(int agents);

/// Every coalition pattern on the agents of `space`, one per class, fewest coalitions first. With equal type
/// counts: 4 classes for n = 3, 90 for n = 4. Throws InvalidInput beyond 5 agents (n = 6 has 2^56 labelled
/// patterns).
std::vector<PatternClass> all_patterns(const TypeSpace& space);

/// Every pattern without two complementary coalitions, one per class; n = 5: 792 classes of 3^10 labelled
/// patterns. Throws InvalidInput beyond 5 agents.
std::vector<PatternClass> noncomplementary_patterns(const TypeSpace& space);

/// The maximal patterns without two complementary coalitions, one per class: from every pair of complementary
/// coalitions that are both no singletons exactly one is taken. n = 4: 2 classes, n = 5: 34.
/// Throws InvalidInput beyond 6 agents.
std::vector<PatternClass> maximal_noncomplementary_patterns(const TypeSpace& space);

/// A maximal pattern without condition (G): the coalitions of `order` are added one after the other to the
/// singletons, each unless the pattern then had (G). Every maximal pattern without (G) comes from some order.
/// It is maximal if `order` names every coalition with 2 … n−1 members. Cost: one decision of (G) a
/// coalition.
Pattern maximal_open_pattern(int agents, std::span<const Coalition> order);

}  // namespace genericity
