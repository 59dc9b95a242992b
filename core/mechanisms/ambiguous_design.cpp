#include "core/mechanisms/ambiguous_design.h"

#include <algorithm>
#include <stdexcept>

#include "core/certificate.h"
#include "core/errors.h"
#include "core/exact/linear_program.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/neutral_rule.h"

namespace genericity {

std::vector<TransferRule> neutral_rules(const InformationStructure& structure, const Pattern& pattern) {
  std::vector<TransferRule> rules;
  for (const Coalition coalition : pattern.coalitions()) {
    const std::size_t types = CoalitionSplit(structure.space(), coalition).inside.size();
    for (std::uint32_t type = 0; type < types; ++type) {
      TransferRule rule = neutral_rule(structure, coalition, type);
      const mpq_class greatest = rule.greatest();
      if (greatest == 0) continue;
      rule *= 1 / greatest;
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(std::move(rule));
    }
  }
  return rules;
}

std::optional<IndistinguishableTypes> indistinguishable_types(const InformationStructure& structure,
                                                              const Pattern& pattern,
                                                              const Environment& environment) {
  const CertificateChecker checker(structure.space(), pattern);
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(structure.space(), coalition);
    const auto types = static_cast<std::uint32_t>(split.inside.size());
    const auto utility = [&](std::uint32_t truth, std::uint32_t report) {
      return expected_utility(structure, environment, split, coalition, truth, report);
    };
    for (std::uint32_t first = 0; first < types; ++first) {
      for (std::uint32_t second = first + 1; second < types; ++second) {
        if (!checker.equal_posteriors(structure.exact(), coalition, first, second)) continue;
        mpq_class excess =
            utility(first, second) + utility(second, first) - utility(first, first) - utility(second, second);
        if (excess > 0) return IndistinguishableTypes{coalition, first, second, std::move(excess)};
      }
    }
  }
  return std::nullopt;
}

std::optional<mpq_class> least_ambiguous_scale(const InformationStructure& structure, const Pattern& pattern,
                                               const Environment& environment, const TransferRule& base,
                                               const std::vector<TransferRule>& rules) {
  const std::vector<IncentiveConstraint> constraints =
      incentive_constraints(structure, pattern, environment, base);
  mpq_class scale = 0;
  for (std::size_t begin = 0; begin < constraints.size();) {
    const Coalition coalition = constraints[begin].coalition;
    const CoalitionSplit split(structure.space(), coalition);
    const std::size_t reports = split.inside.size() - 1;
    const auto gains = [&](std::size_t row) -> const mpq_class& { return constraints[begin + row].gain; };
    bool tempting = false;
    for (std::size_t row = 0; row < reports; ++row) tempting = tempting || gains(row) > 0;
    if (tempting) {
      // Columns: μ_k, then the slacks of the reports.
      RationalMatrix matrix(reports, rules.size() + reports);
      std::vector<mpq_class> right;
      std::vector<mpq_class> cost(matrix.columns);
      for (std::size_t row = 0; row < reports; ++row) {
        const IncentiveConstraint& constraint = constraints[begin + row];
        for (std::size_t k = 0; k < rules.size(); ++k) {
          matrix(row, k) =
              -expected_transfer(structure, split, coalition, rules[k], constraint.truth, constraint.report);
          cost[k] = 1;
        }
        matrix(row, rules.size() + row) = -1;
        right.push_back(constraint.gain);
      }
      const LinearProgramAnswer answer = minimise(matrix, right, cost);
      if (!proves_answer(matrix, right, cost, answer))
        throw std::logic_error("the least scale did not pass its check");
      if (answer.status != LinearProgramAnswer::Status::optimal) return std::nullopt;
      scale = std::max(scale, answer.value);
    }
    begin += reports;
  }
  return scale;
}

std::optional<ScaledRules> scaled_rules(const InformationStructure& structure, const Pattern& pattern,
                                        const Environment& environment, const TransferRule& base,
                                        const std::vector<TransferRule>& rules) {
  const auto scale = least_ambiguous_scale(structure, pattern, environment, base, rules);
  if (!scale) return std::nullopt;
  ScaledRules result{{}, *scale};
  for (const TransferRule& rule : rules) {
    TransferRule scaled = base + *scale * rule;
    if (std::find(result.rules.begin(), result.rules.end(), scaled) == result.rules.end())
      result.rules.push_back(std::move(scaled));
  }
  if (result.rules.empty()) result.rules.push_back(base);
  return result;
}

CounterexampleEnvironment ambiguous_counterexample(const TypeSpace& space, Coalition coalition,
                                                   std::uint32_t first, std::uint32_t second) {
  const CoalitionSplit split(space, coalition);
  if (first >= split.inside.size() || second >= split.inside.size() || first == second)
    throw InvalidInput("coalition " + coalition.to_string() + " has no two such joint types");
  int agent = 0;
  while (space.type_of(split.inside[first], agent) == space.type_of(split.inside[second], agent)) ++agent;
  const int type = space.type_of(split.inside[first], agent);
  const mpz_class stake = (space.agents() - 1) / (space.agents() - coalition.size()) + 1;
  return {dictator_environment(space, agent, type, mpq_class(stake)), agent, type, stake};
}

}  // namespace genericity
