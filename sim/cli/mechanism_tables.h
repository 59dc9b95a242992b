#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/mechanisms/audit.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/mechanism.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/type_space.h"
#include "sim/cli/table.h"
#include "sim/study/mechanism_file.h"

namespace genericity {

/// A row a type profile, a column an agent, named by `letter` and the agent's number: "t_1".
Table rule_table(const TypeSpace& space, const TransferRule& rule, const std::string& letter = "t_");
/// One transfer a row: rule, a column an agent's type ("type_1"), agent, transfer; exact.
Table tidy_rules(const TypeSpace& space, const std::vector<std::string>& names,
                 const std::vector<TransferRule>& rules);

/// The rules in LaTeX, a tabular each, under their names where there are several.
void print_latex_rules(std::ostream& out, const MechanismFile& file);

/// The agent whose type alone matters to utilities and rule, or −1.
int deciding_agent(const Environment& environment);
/// A row a type (of the agent whose type alone matters, or profile) and outcome: its utilities "u_1" …, and
/// whether it is chosen.
Table environment_table(const Environment& environment);
/// One utility a row: a column an agent's type, outcome, agent, utility, and whether the outcome is chosen;
/// exact.
Table tidy_environment(const Environment& environment);

/// Every coalition's and joint type's incentives, for people, or exactly.
Table incentive_table(const TypeSpace& space, const AuditReport& report);
Table tidy_incentives(const TypeSpace& space, const AuditReport& report);

/// A mechanism, or an environment, with the keys that its file in TOML has.
nlohmann::ordered_json mechanism_json(const MechanismFile& file);
nlohmann::ordered_json environment_json(const EnvironmentFile& file);

}  // namespace genericity
