#include "core/conditions/all_conditions.h"

#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "core/conditions/belief_separation.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/kosenok_severinov.h"
#include "core/conditions/participation.h"
#include "core/known_results.h"
#include "core/prior.h"

namespace genericity {

namespace {

/// Of a condition that only equal posteriors make fail.
ConditionFinding examine_pairs(Condition name, const InformationStructure& structure,
                               const Pattern& pattern) {
  const Prior prior(structure);
  ClosestPosteriors least;
  std::optional<Coalition> whose;
  for (const Coalition coalition : compared_coalitions(name, pattern)) {
    const ClosestPosteriors closest = BeliefSeparation(structure.space(), coalition).closest(prior);
    if (whose && closest.distance >= least.distance) continue;
    least = closest;
    whose = coalition;
  }
  ConditionFinding finding{name, decide_cbdp(least.distance), margin_of_distance(least.distance), {}};
  const std::string pair = joint_types_text(structure.space(), *whose, least.first, least.second);
  finding.reason = pair + (finding.decision.verdict == Verdict::fails ? " have the same posterior"
                                                                      : " have the closest posteriors");
  return finding;
}

std::string ci_reason(const TypeSpace& space, const Pattern& pattern, const Decision& decision,
                      std::span<const ClosestPosteriors> closest) {
  if (decision.stage == Stage::never) return "fails at every prior: " + known_result(space, pattern).reason;
  if (decision.stage == Stage::equal_posteriors) {
    for (std::size_t k = 0; k < closest.size(); ++k) {
      if (closest[k].distance > 0) continue;
      return joint_types_text(space, pattern.coalitions()[k], closest[k].first, closest[k].second) +
             " have the same posterior";
    }
  }
  switch (decision.verdict) {
    case Verdict::holds:
      return "transfers make every deviation costly";
    case Verdict::fails:
      return "a mixture of deviations leaves no agent to blame";
    case Verdict::undecided:
      break;
  }
  return "neither transfers nor a certificate of failure were found";
}

ConditionFinding examine_convex_independence(const InformationStructure& structure) {
  AgentsConvexIndependence condition(structure.space());
  const Prior prior(structure);
  ConditionFinding finding{Condition::convex_independence, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior);
    finding.reason = "no posterior of an agent is a mixture of the agent's other posteriors";
  } else if (finding.decision.verdict == Verdict::fails) {
    for (ConvexIndependence& agent : condition.agents()) {
      if (agent.decide(prior).verdict != Verdict::fails) continue;
      finding.reason = "the posterior of type " + std::to_string(agent.combination().type + 1) +
                       " of agent " +
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
  ConditionFinding finding{Condition::identifiability, condition.decide(prior), 0, {}};
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.joint_margin(prior).known();
    finding.reason = "no other law of reports could have come from each agent alone";
  } else if (finding.decision.verdict == Verdict::fails) {
    finding.reason = "another law of reports could have come from each agent alone";
  } else {
    finding.margin = std::numeric_limits<double>::quiet_NaN();
    finding.reason = "undecided";
  }
  return finding;
}

ConditionFinding examine_participation(Condition name, const InformationStructure& structure,
                                       const Pattern& pattern) {
  ParticipationDecider condition(
      structure.space(), pattern,
      name == Condition::ci_ir ? Participation::individual : Participation::coalitional);
  const Prior prior(structure);
  ConditionFinding finding{name, condition.decide(prior), 0, {}};
  const std::string whom = name == Condition::ci_ir ? "every agent" : "every coalition";
  if (finding.decision.verdict == Verdict::holds) {
    finding.margin = condition.margin(prior).known();
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

IdentifiabilityFinding examine_ci(const InformationStructure& structure, const Pattern& pattern) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern.coalitions())
    closest.push_back(BeliefSeparation(space, coalition).closest(prior));
  IdentifiabilityDecider decider(space, pattern);
  const Decision decision = decider.decide(prior, closest);
  IdentifiabilityFinding finding{
      {Condition::ci, decision, 0, ci_reason(space, pattern, decision, closest)}, {}, {}};
  if (decision.verdict != Verdict::undecided)
    std::visit([&](auto proof) { finding.certificate = std::move(proof); }, decider.certificate(prior));
  if (decision.verdict == Verdict::holds) finding.bounds = decider.margin(prior);
  finding.margin = finding.bounds.lower;
  const bool is_known = decision.verdict == Verdict::fails || finding.margin > 0;
  if (!is_known) finding.margin = std::numeric_limits<double>::quiet_NaN();
  return finding;
}

ConditionFinding examine(Condition condition, const InformationStructure& structure, const Pattern& pattern) {
  switch (condition) {
    case Condition::ci:
      return examine_ci(structure, pattern);
    case Condition::cbdp:
    case Condition::bdp:
      return examine_pairs(condition, structure, pattern);
    case Condition::convex_independence:
      return examine_convex_independence(structure);
    case Condition::identifiability:
      return examine_identifiability(structure);
    case Condition::ci_ir:
    case Condition::ci_cr:
      return examine_participation(condition, structure, pattern);
  }
  throw std::invalid_argument("no such condition");
}

}  // namespace genericity
