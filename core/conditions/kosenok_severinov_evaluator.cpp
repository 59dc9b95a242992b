#include <limits>
#include <memory>

#include "core/conditions/all_conditions.h"
#include "core/conditions/kosenok_severinov.h"
#include "core/conditions/one_by_one.h"

namespace genericity {

std::unique_ptr<ConditionEvaluator> make_identifiability_evaluator(Condition condition,
                                                                   const NestedPatterns& patterns,
                                                                   EvaluatedMargins) {
  return std::make_unique<OneByOneEvaluator<KosenokSeverinov>>(condition, patterns, [&](const Pattern&) {
    return std::make_unique<KosenokSeverinov>(patterns.space());
  });
}

ConditionFinding examine_identifiability(Condition name, const InformationStructure& structure,
                                         const Pattern&) {
  KosenokSeverinov condition(structure.space());
  const Prior prior(structure);
  ConditionFinding finding{name, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.joint_margin(prior).known();
    finding.reason = "no other law of reports could have come from each agent alone";
    finding.brief = "no other law of reports fits each agent";
  } else if (finding.decision.verdict == Verdict::fails) {
    finding.reason = "another law of reports could have come from each agent alone";
    finding.brief = "another law of reports fits each agent";
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "undecided";
  }
  return finding;
}

}  // namespace genericity
