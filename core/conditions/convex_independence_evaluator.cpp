#include <limits>
#include <memory>
#include <string>

#include "core/conditions/all_conditions.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/one_by_one.h"

namespace genericity {

std::unique_ptr<ConditionEvaluator> make_convex_independence_evaluator(Condition condition,
                                                                       const NestedPatterns& patterns,
                                                                       EvaluatedMargins) {
  return std::make_unique<OneByOneEvaluator<AgentsConvexIndependence>>(
      condition, patterns,
      [&](const Pattern&) { return std::make_unique<AgentsConvexIndependence>(patterns.space()); });
}

ConditionFinding examine_convex_independence(Condition name, const InformationStructure& structure,
                                             const Pattern&) {
  AgentsConvexIndependence condition(structure.space());
  const Prior prior(structure);
  ConditionFinding finding{name, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior);
    finding.reason = "no posterior of an agent is a mixture of the agent's other posteriors";
    finding.brief = "no posterior is a mixture of others";
  } else if (finding.decision.verdict == Verdict::fails) {
    for (ConvexIndependence& agent : condition.agents()) {
      if (agent.decide(prior).verdict != Verdict::fails) continue;
      const std::string agents = agent.coalition().to_string();
      const std::string whose = "type " + std::to_string(agent.combination().type + 1) + " of agent " +
                                agents.substr(1, agents.size() - 2);
      finding.reason = "the posterior of " + whose + " is a mixture of the agent's other posteriors";
      finding.brief = "a mixture of others: that of " + whose;
      break;
    }
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "neither a separation nor a mixture was found";
  }
  return finding;
}

}  // namespace genericity
