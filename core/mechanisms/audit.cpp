#include "core/mechanisms/audit.h"

#include <algorithm>
#include <stdexcept>

#include "core/errors.h"

namespace genericity {

namespace {

void require_one_space(const Mechanism& mechanism) {
  const TypeSpace& space = mechanism.structure.space();
  if (!(mechanism.environment.space() == space)) {
    throw InvalidInput("the environment is for types " + mechanism.environment.space().to_string() +
                       ", the information structure has " + space.to_string());
  }
  if (mechanism.pattern.agents() != space.agents()) {
    throw InvalidInput("the pattern is for " + std::to_string(mechanism.pattern.agents()) +
                       " agents, the information structure has " + std::to_string(space.agents()));
  }
  if (mechanism.rules.empty()) throw InvalidInput("a mechanism needs at least one transfer rule");
  for (const TransferRule& rule : mechanism.rules) {
    if (rule.agents() != space.agents() || rule.profiles() != space.profiles()) {
      throw InvalidInput("a transfer rule has " + std::to_string(rule.agents()) + " agents and " +
                         std::to_string(rule.profiles()) + " profiles, not those of " + space.to_string());
    }
  }
}

mpq_class worst_rule(const RationalMatrix& table, std::size_t report) {
  mpq_class least = table(report, 0);
  for (std::size_t rule = 1; rule < table.columns; ++rule) {
    if (table(report, rule) < least) least = table(report, rule);
  }
  return least;
}

/// The weight 1 on one place.
std::vector<mpq_class> pure(std::size_t size, std::size_t place) {
  std::vector<mpq_class> mixture(size);
  mixture[place] = 1;
  return mixture;
}

/// A rule that alone holds every report to `bound`, or the number of rules. Rules built for one coalition's
/// type are such rules, and then no game need be solved.
std::size_t deterring_rule(const RationalMatrix& table, const mpq_class& bound) {
  for (std::size_t rule = 0; rule < table.columns; ++rule) {
    bool deters = true;
    for (std::size_t report = 0; report < table.rows && deters; ++report)
      deters = table(report, rule) <= bound;
    if (deters) return rule;
  }
  return table.columns;
}

}  // namespace

mpq_class expected_utility(const InformationStructure& structure, const Environment& environment,
                           const CoalitionSplit& split, Coalition coalition, std::size_t truth,
                           std::size_t report) {
  mpq_class sum = 0;
  mpz_class total = 0;
  for (const std::uint32_t rest : split.outside) {
    const std::size_t profile = split.inside[truth] + rest;
    const mpz_class& weight = structure.exact()[profile];
    sum += weight *
           environment.joint_utility(coalition, environment.chosen(split.inside[report] + rest), profile);
    total += weight;
  }
  return sum / total;
}

RationalMatrix payoff_table(const Mechanism& mechanism, Coalition coalition, std::uint32_t truth) {
  const CoalitionSplit split(mechanism.structure.space(), coalition);
  RationalMatrix table(split.inside.size(), mechanism.rules.size());
  for (std::size_t report = 0; report < table.rows; ++report) {
    const mpq_class utility =
        expected_utility(mechanism.structure, mechanism.environment, split, coalition, truth, report);
    for (std::size_t rule = 0; rule < table.columns; ++rule) {
      table(report, rule) = utility + expected_transfer(mechanism.structure, split, coalition,
                                                        mechanism.rules[rule], truth, report);
    }
  }
  return table;
}

std::optional<BudgetFault> audit_budget(const std::vector<TransferRule>& rules) {
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    const Coalition everyone = Coalition::grand(rules[rule].agents());
    for (std::size_t profile = 0; profile < rules[rule].profiles(); ++profile) {
      const mpq_class sum = rules[rule].joint(everyone, profile);
      if (sum != 0) return BudgetFault{rule, profile, sum};
    }
  }
  return std::nullopt;
}

IncentiveFinding audit_incentives(const Mechanism& mechanism, Coalition coalition, std::uint32_t truth) {
  const RationalMatrix table = payoff_table(mechanism, coalition, truth);
  IncentiveFinding finding;
  finding.coalition = coalition;
  finding.truth = truth;
  finding.truthful = worst_rule(table, truth);
  bool first = true;
  for (std::uint32_t report = 0; report < table.rows; ++report) {
    if (report == truth) continue;
    mpq_class payoff = worst_rule(table, report);
    if (first || payoff > finding.best_pure) {
      finding.best_pure = std::move(payoff);
      finding.best_report = report;
      first = false;
    }
  }
  const std::size_t rule = deterring_rule(table, finding.truthful);
  finding.game = rule < table.columns
                     ? GameSolution{finding.truthful, pure(table.rows, truth), pure(table.columns, rule)}
                     : solve_matrix_game(table);
  if (!proves_value(table, finding.game))
    throw std::logic_error("the value of a coalition's game did not pass its check");
  return finding;
}

AuditReport audit(const Mechanism& mechanism) {
  require_one_space(mechanism);
  AuditReport report;
  report.inefficiency = mechanism.environment.inefficiency();
  report.budget = audit_budget(mechanism.rules);
  for (const Coalition coalition : mechanism.pattern.coalitions()) {
    const CoalitionSplit split(mechanism.structure.space(), coalition);
    for (std::uint32_t type = 0; type < split.inside.size(); ++type) {
      report.incentives.push_back(audit_incentives(mechanism, coalition, type));
      report.payoffs.push_back({coalition, type, report.incentives.back().truthful});
    }
  }
  return report;
}

bool AuditReport::coalition_proof() const {
  return std::all_of(incentives.begin(), incentives.end(),
                     [](const IncentiveFinding& finding) { return finding.holds(); });
}

bool AuditReport::pure_coalition_proof() const {
  return std::all_of(incentives.begin(), incentives.end(),
                     [](const IncentiveFinding& finding) { return finding.best_pure <= finding.truthful; });
}

bool AuditReport::individually_rational() const {
  const ParticipationFinding* least = least_payoff(true);
  return least == nullptr || least->payoff >= 0;
}

bool AuditReport::coalitionally_rational() const {
  const ParticipationFinding* least = least_payoff(false);
  return least == nullptr || least->payoff >= 0;
}

bool AuditReport::implements() const {
  return !inefficiency && !budget && coalition_proof();
}

const IncentiveFinding* AuditReport::worst_incentive() const {
  const IncentiveFinding* worst = nullptr;
  for (const IncentiveFinding& finding : incentives) {
    if (!finding.holds() && (worst == nullptr || finding.gain() > worst->gain())) worst = &finding;
  }
  return worst;
}

const ParticipationFinding* AuditReport::least_payoff(bool single_agents) const {
  const ParticipationFinding* least = nullptr;
  for (const ParticipationFinding& finding : payoffs) {
    if (single_agents && finding.coalition.size() > 1) continue;
    if (least == nullptr || finding.payoff < least->payoff) least = &finding;
  }
  return least;
}

}  // namespace genericity
