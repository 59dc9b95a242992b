#include "sim/cli/mechanism_tables.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/latex_table.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/terminal.h"

namespace genericity {

namespace {

using Json = nlohmann::ordered_json;

void add_type_columns(const TypeSpace& space, Table& table) {
  for (int agent = 1; agent <= space.agents(); ++agent)
    table.columns.push_back("type_" + std::to_string(agent));
}

void add_types(const TypeSpace& space, std::size_t profile, std::vector<Entry>& row) {
  for (int agent = 0; agent < space.agents(); ++agent)
    row.emplace_back(static_cast<std::uint64_t>(space.type_of(profile, agent) + 1));
}

/// As TOML has it: an integer of 64 bits, or a text.
Json number_json(const mpq_class& value) {
  if (value.get_den() == 1 && value.get_num().fits_slong_p()) return value.get_num().get_si();
  return value.get_str();
}

Json utilities_and_rule(const Environment& environment) {
  const TypeSpace& space = environment.space();
  Json rule = Json::array();
  for (std::size_t profile = 0; profile < space.profiles(); ++profile)
    rule.push_back(environment.outcomes()[environment.chosen(profile)]);
  Json utilities = Json::object();
  for (std::uint32_t outcome = 0; outcome < environment.outcomes().size(); ++outcome) {
    Json agents = Json::array();
    for (int agent = 0; agent < space.agents(); ++agent) {
      Json values = Json::array();
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        values.push_back(number_json(environment.utility(outcome, agent, profile)));
      agents.push_back(std::move(values));
    }
    utilities[environment.outcomes()[outcome]] = std::move(agents);
  }
  return {
      {"outcomes", environment.outcomes()}, {"rule", std::move(rule)}, {"utilities", std::move(utilities)}};
}

Json types_of(const TypeSpace& space) {
  return std::vector<int>(space.sizes().begin(), space.sizes().end());
}

}  // namespace

Table rule_table(const TypeSpace& space, const TransferRule& rule, const std::string& letter) {
  Table table{{"types"}, {}};
  for (int agent = 0; agent < space.agents(); ++agent)
    table.columns.push_back(letter + std::to_string(agent + 1));
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    std::vector<Entry>& row = table.rows.emplace_back();
    row.emplace_back(profile_text(space, profile));
    for (int agent = 0; agent < space.agents(); ++agent)
      row.emplace_back(number_for_people(rule.at(agent, profile)));
  }
  return table;
}

Table tidy_rules(const TypeSpace& space, const std::vector<std::string>& names,
                 const std::vector<TransferRule>& rules) {
  Table table{{"rule"}, {}};
  add_type_columns(space, table);
  table.columns.insert(table.columns.end(), {"agent", "transfer"});
  for (std::size_t k = 0; k < rules.size(); ++k) {
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      for (int agent = 0; agent < space.agents(); ++agent) {
        std::vector<Entry>& row = table.rows.emplace_back();
        row.emplace_back(names.at(k));
        add_types(space, profile, row);
        row.emplace_back(static_cast<std::uint64_t>(agent + 1));
        row.emplace_back(rules[k].at(agent, profile).get_str());
      }
    }
  }
  return table;
}

void print_latex_rules(std::ostream& out, const MechanismFile& file) {
  const AsIs for_programs(out);
  const std::vector<TransferRule>& rules = file.mechanism.rules;
  for (std::size_t k = 0; k < rules.size(); ++k) {
    if (k > 0) out << "\n\\medskip\n\n";
    if (rules.size() > 1) out << "Rule " << latex_text(file.rule_names.at(k)) << "\n\n";
    print_latex(out, rule_table(file.mechanism.structure.space(), rules[k]));
  }
}

int deciding_agent(const Environment& environment) {
  const TypeSpace& space = environment.space();
  for (int agent = 0; agent < space.agents(); ++agent) {
    bool alone = true;
    for (std::size_t profile = 0; profile < space.profiles() && alone; ++profile) {
      const std::size_t same = static_cast<std::size_t>(space.type_of(profile, agent)) * space.stride(agent);
      alone = environment.chosen(profile) == environment.chosen(same);
      for (std::uint32_t outcome = 0; outcome < environment.outcomes().size() && alone; ++outcome) {
        for (int i = 0; i < space.agents() && alone; ++i)
          alone = environment.utility(outcome, i, profile) == environment.utility(outcome, i, same);
      }
    }
    if (alone) return agent;
  }
  return -1;
}

Table environment_table(const Environment& environment) {
  const TypeSpace& space = environment.space();
  const int driver = deciding_agent(environment);
  Table table{{driver < 0 ? "types" : "type of agent " + std::to_string(driver + 1), "outcome"}, {}};
  for (int agent = 1; agent <= space.agents(); ++agent) table.columns.push_back("u_" + std::to_string(agent));
  table.columns.emplace_back("chosen");
  const std::size_t count = driver < 0 ? space.profiles() : static_cast<std::size_t>(space.size(driver));
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t profile = driver < 0 ? k : k * space.stride(driver);
    for (std::uint32_t outcome = 0; outcome < environment.outcomes().size(); ++outcome) {
      std::vector<Entry>& row = table.rows.emplace_back();
      row.emplace_back(driver < 0 ? profile_text(space, profile) : std::to_string(k + 1));
      row.emplace_back(environment.outcomes()[outcome]);
      for (int agent = 0; agent < space.agents(); ++agent)
        row.emplace_back(number_for_people(environment.utility(outcome, agent, profile)));
      row.emplace_back(environment.chosen(profile) == outcome ? "yes" : "no");
    }
  }
  return table;
}

Table tidy_environment(const Environment& environment) {
  const TypeSpace& space = environment.space();
  Table table;
  add_type_columns(space, table);
  table.columns.insert(table.columns.end(), {"outcome", "agent", "utility", "chosen"});
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    for (std::uint32_t outcome = 0; outcome < environment.outcomes().size(); ++outcome) {
      for (int agent = 0; agent < space.agents(); ++agent) {
        std::vector<Entry>& row = table.rows.emplace_back();
        add_types(space, profile, row);
        row.emplace_back(environment.outcomes()[outcome]);
        row.emplace_back(static_cast<std::uint64_t>(agent + 1));
        row.emplace_back(environment.utility(outcome, agent, profile).get_str());
        row.emplace_back(environment.chosen(profile) == outcome ? "yes" : "no");
      }
    }
  }
  return table;
}

Table incentive_table(const TypeSpace& space, const AuditReport& report) {
  Table table{{"coalition", "type", "truthful", "best other report", "pays", "best mixture pays", "verdict"},
              {}};
  for (const IncentiveFinding& finding : report.incentives) {
    table.rows.push_back(
        {finding.coalition.to_string(), joint_type_text(space, finding.coalition, finding.truth),
         number_for_people(finding.truthful), joint_type_text(space, finding.coalition, finding.best_report),
         number_for_people(finding.best_pure), number_for_people(finding.game.value),
         finding.holds() ? "holds" : "fails"});
  }
  return table;
}

Table tidy_incentives(const TypeSpace& space, const AuditReport& report) {
  Table table{{"coalition", "truth", "truthful", "best_report", "best_pure", "value", "gain"}, {}};
  for (const IncentiveFinding& finding : report.incentives) {
    table.rows.push_back(
        {finding.coalition.to_string(), joint_type_text(space, finding.coalition, finding.truth),
         finding.truthful.get_str(), joint_type_text(space, finding.coalition, finding.best_report),
         finding.best_pure.get_str(), finding.game.value.get_str(), finding.gain().get_str()});
  }
  return table;
}

nlohmann::ordered_json environment_json(const EnvironmentFile& file) {
  Json object;
  if (!file.name.empty()) object["name"] = file.name;
  object["types"] = types_of(file.environment.space());
  object.update(utilities_and_rule(file.environment));
  return object;
}

nlohmann::ordered_json mechanism_json(const MechanismFile& file) {
  const Mechanism& mechanism = file.mechanism;
  const TypeSpace& space = mechanism.structure.space();
  Json object;
  if (!file.name.empty()) object["name"] = file.name;
  object["types"] = types_of(space);
  object["pattern"] = mechanism.pattern.to_string();
  object["prior"] = Json::array();
  for (const mpz_class& weight : mechanism.structure.exact()) object["prior"].push_back(number_json(weight));
  object["environment"] = utilities_and_rule(mechanism.environment);
  object["rule"] = Json::array();
  for (std::size_t k = 0; k < mechanism.rules.size(); ++k) {
    Json rows = Json::array();
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      Json row = Json::array();
      for (int agent = 0; agent < space.agents(); ++agent)
        row.push_back(number_json(mechanism.rules[k].at(agent, profile)));
      rows.push_back(std::move(row));
    }
    object["rule"].push_back({{"name", file.rule_names.at(k)}, {"transfers", std::move(rows)}});
  }
  return object;
}

}  // namespace genericity
