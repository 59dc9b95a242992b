#pragma once

#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Beliefs Determine Preferences (Neeman 2004): any two types of one agent have different posteriors about
/// the others. It is CBDP on the minimal pattern.
class BeliefsDeterminePreferences {
 public:
  explicit BeliefsDeterminePreferences(const TypeSpace& space);

  struct Result {
    Decision decision;
    /// The least total-variation distance of two posteriors of one agent; 0 exactly if BDP fails.
    double margin = 1;
    int agent = 0;            ///< whose posteriors are closest, from 0
    ClosestPosteriors types;  ///< which: equal ones if BDP fails
  };
  Result decide(const Prior& prior);

 private:
  std::vector<BeliefSeparation> agents_;
};

}  // namespace genericity
