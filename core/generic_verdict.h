#pragma once

#include <string>

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// What is proved about CI for a pattern on a type space, over all priors at once.
enum class GenericVerdict {
  never,          ///< CI fails at every prior: condition (G)
  almost_always,  ///< CI fails on a null set of priors only
  open            ///< nothing is proved: the share may be anything
};

struct GenericFinding {
  GenericVerdict share = GenericVerdict::open;
  /// Why, in a short phrase.
  std::string reason;
};

/// Looks the pattern up among the theorems that the project relies on:
///   (G), of which two complementary coalitions are the simplest case, makes CI fail at every prior;
///   singletons alone, n ≥ 3, any type counts: almost always;
///   n ≤ 4, two types each, no two complementary coalitions: almost always;
///   n = 5 or 6, two types each, singletons and pairs only: almost always.
GenericFinding generic_finding(const TypeSpace& space, const Pattern& pattern);

}  // namespace genericity
