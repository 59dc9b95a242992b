#include "core/conditions/bdp.h"

namespace genericity {

BeliefsDeterminePreferences::BeliefsDeterminePreferences(const TypeSpace& space) {
  for (int agent = 0; agent < space.agents(); ++agent) agents_.emplace_back(space, Coalition::single(agent));
}

BeliefsDeterminePreferences::Result BeliefsDeterminePreferences::decide(const Prior& prior) {
  Result result;
  bool first = true;
  int agent = 0;
  for (BeliefSeparation& beliefs : agents_) {
    const ClosestPosteriors closest = beliefs.closest(prior);
    if (first || closest.distance < result.margin) {
      result.margin = closest.distance;
      result.agent = agent;
      result.types = closest;
      first = false;
    }
    ++agent;
  }
  result.decision = decide_cbdp(result.margin);
  return result;
}

}  // namespace genericity
