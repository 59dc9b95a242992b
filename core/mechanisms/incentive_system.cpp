#include "core/mechanisms/incentive_system.h"

#include "core/mechanisms/audit.h"

namespace genericity {

std::vector<IncentiveConstraint> incentive_constraints(const InformationStructure& structure,
                                                       const Pattern& pattern, const Environment& environment,
                                                       const TransferRule& base) {
  std::vector<IncentiveConstraint> constraints;
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(structure.space(), coalition);
    const auto types = static_cast<std::uint32_t>(split.inside.size());
    for (std::uint32_t truth = 0; truth < types; ++truth) {
      const auto payoff = [&](std::uint32_t report) {
        return mpq_class(expected_utility(structure, environment, split, coalition, truth, report) +
                         expected_transfer(structure, split, coalition, base, truth, report));
      };
      const mpq_class honest = payoff(truth);
      for (std::uint32_t report = 0; report < types; ++report) {
        if (report != truth) constraints.push_back({coalition, truth, report, payoff(report) - honest});
      }
    }
  }
  return constraints;
}

TransferRule equal_shares(const Environment& environment) {
  const TypeSpace& space = environment.space();
  TransferRule rule(space);
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    const std::uint32_t outcome = environment.chosen(profile);
    const mpq_class share =
        environment.joint_utility(Coalition::grand(space.agents()), outcome, profile) / space.agents();
    for (int agent = 0; agent < space.agents(); ++agent)
      rule.at(agent, profile) = share - environment.utility(outcome, agent, profile);
  }
  return rule;
}

mpq_class combined_gain(const InformationStructure& structure, const Environment& environment,
                        const DeviationCertificate& certificate) {
  mpq_class sum = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    const CoalitionSplit split(structure.space(), entry.coalition);
    for (const std::uint32_t rest : split.outside) {
      const std::size_t truth = split.inside[entry.truth] + rest;
      const std::size_t report = split.inside[entry.report] + rest;
      sum += entry.weight * structure.exact()[truth] *
             (environment.joint_utility(entry.coalition, environment.chosen(report), truth) -
              environment.joint_utility(entry.coalition, environment.chosen(truth), truth));
    }
  }
  return sum;
}

bool proves_unimplementable(const InformationStructure& structure, const Pattern& pattern,
                            const Environment& environment, const DeviationCertificate& certificate) {
  return CertificateChecker(structure.space(), pattern).refutes_ci(structure.exact(), certificate) &&
         combined_gain(structure, environment, certificate) > 0;
}

}  // namespace genericity
