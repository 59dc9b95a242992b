#include "core/conditions/all_conditions.h"

#include <array>

#include "core/conditions/bdp.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/kosenok_severinov.h"
#include "core/conditions/participation.h"
#include "core/prior.h"

namespace genericity {

namespace {

std::string type_text(std::size_t type) {
  return std::to_string(type + 1);
}

ConditionFinding examine_bdp(const InformationStructure& structure) {
  const auto result = BeliefsDeterminePreferences(structure.space()).decide(Prior(structure));
  const std::string pair = "types " + type_text(result.types.first) + " and " +
                           type_text(result.types.second) + " of agent " + std::to_string(result.agent + 1);
  return {StructuralCondition::bdp, result.decision, margin_of_distance(result.margin),
          result.decision.verdict == Verdict::fails ? pair + " have the same posterior"
                                                    : "the closest posteriors are those of " + pair};
}

ConditionFinding examine_convex_independence(const InformationStructure& structure) {
  AgentsConvexIndependence condition(structure.space());
  const Prior prior(structure);
  ConditionFinding finding{StructuralCondition::convex_independence, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior);
    finding.reason = "no posterior of an agent is a mixture of the agent's other posteriors";
  } else if (finding.decision.verdict == Verdict::fails) {
    for (ConvexIndependence& agent : condition.agents()) {
      if (agent.decide(prior).verdict != Verdict::fails) continue;
      finding.reason = "the posterior of type " + type_text(agent.combination().type) + " of agent " +
                       agent.coalition().to_string().substr(1, agent.coalition().to_string().size() - 2) +
                       " is a mixture of the agent's other posteriors";
      break;
    }
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "neither a separation nor a mixture was found";
  }
  return finding;
}

ConditionFinding examine_identifiability(const InformationStructure& structure) {
  KosenokSeverinov condition(structure.space());
  const Prior prior(structure);
  ConditionFinding finding{StructuralCondition::identifiability, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.joint_margin(prior).lower;
    finding.reason = "no other law of reports could have come from each agent alone";
  } else if (finding.decision.verdict == Verdict::fails) {
    finding.reason = "another law of reports could have come from each agent alone";
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "undecided";
  }
  return finding;
}

ConditionFinding examine_participation(StructuralCondition name, const InformationStructure& structure,
                                       const Pattern& pattern) {
  ParticipationDecider condition(
      structure.space(), pattern,
      name == StructuralCondition::ci_ir ? Participation::individual : Participation::coalitional);
  const Prior prior(structure);
  ConditionFinding finding{name, condition.decide(prior), 0, {}};
  const std::string whom = name == StructuralCondition::ci_ir ? "every agent" : "every coalition";
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior).lower;
    finding.reason = "transfers that pay " + whom + " nothing on average make every deviation costly";
  } else if (finding.decision.verdict == Verdict::fails) {
    finding.reason = "no transfers that pay " + whom + " nothing on average make every deviation costly";
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "neither transfers nor a certificate of failure were found";
  }
  return finding;
}

}  // namespace

std::string_view to_string(StructuralCondition condition) {
  constexpr std::array<std::string_view, 5> names{"bdp", "convex_independence", "identifiability", "ci_ir",
                                                  "ci_cr"};
  return names[static_cast<std::size_t>(condition)];
}

ConditionFinding examine(StructuralCondition condition, const InformationStructure& structure,
                         const Pattern& pattern) {
  switch (condition) {
    case StructuralCondition::bdp:
      return examine_bdp(structure);
    case StructuralCondition::convex_independence:
      return examine_convex_independence(structure);
    case StructuralCondition::identifiability:
      return examine_identifiability(structure);
    default:
      return examine_participation(condition, structure, pattern);
  }
}

std::vector<ConditionFinding> examine_all(const InformationStructure& structure, const Pattern& pattern) {
  std::vector<ConditionFinding> findings;
  for (const StructuralCondition condition :
       {StructuralCondition::bdp, StructuralCondition::convex_independence,
        StructuralCondition::identifiability, StructuralCondition::ci_ir, StructuralCondition::ci_cr}) {
    findings.push_back(examine(condition, structure, pattern));
  }
  return findings;
}

}  // namespace genericity
