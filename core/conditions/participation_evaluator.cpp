#include <limits>
#include <memory>
#include <string>

#include "core/conditions/all_conditions.h"
#include "core/conditions/one_by_one.h"
#include "core/conditions/participation.h"

namespace genericity {

namespace {

Participation participation_of(Condition condition) {
  return condition == Condition::ci_ir ? Participation::individual : Participation::coalitional;
}

}  // namespace

std::unique_ptr<ConditionEvaluator> make_participation_evaluator(Condition condition,
                                                                 const NestedPatterns& patterns,
                                                                 EvaluatedMargins) {
  return std::make_unique<OneByOneEvaluator<ParticipationDecider>>(
      condition, patterns, [&](const Pattern& pattern) {
        return std::make_unique<ParticipationDecider>(patterns.space(), pattern, participation_of(condition));
      });
}

ConditionFinding examine_participation(Condition name, const InformationStructure& structure,
                                       const Pattern& pattern) {
  ParticipationDecider condition(structure.space(), pattern, participation_of(name));
  const Prior prior(structure);
  ConditionFinding finding{name, condition.decide(prior), 0, {}};
  const std::string whom = name == Condition::ci_ir ? "every agent" : "every coalition";
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior).known();
    finding.reason = "transfers that pay " + whom + " nothing on average make every deviation costly";
    finding.brief = "transfers deter, and pay " + whom + " 0 on average";
  } else if (finding.decision.verdict == Verdict::fails) {
    finding.reason = "no transfers that pay " + whom + " nothing on average make every deviation costly";
    finding.brief = "no transfers deter and pay " + whom + " 0 on average";
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "neither transfers nor a certificate of failure were found";
  }
  return finding;
}

}  // namespace genericity
