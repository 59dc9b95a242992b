#include "sim/cli/mechanism_report.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <span>

#include "core/errors.h"
#include "core/mechanisms/incentive_system.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/cli/table.h"
#include "sim/priors/joined.h"
#include "sim/store/replace_file.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

/// Longer fractions are shown as decimals.
constexpr std::size_t readable_length = 11;

/// What `text` says of the agents first … last−1, with `between` between them.
template <class Text>
std::string of_agents(int first, int last, const char* between, const Text& text) {
  std::vector<std::string> texts;
  for (int agent = first; agent < last; ++agent) texts.push_back(text(agent));
  return joined(texts, between);
}

std::string coalition_type(const TypeSpace& space, Coalition coalition, std::uint32_t type) {
  return coalition.to_string() + " at " + joint_type_text(space, coalition, type);
}

std::string incentive_text(const TypeSpace& space, const IncentiveFinding& finding) {
  const std::string reach =
      finding.best_pure > finding.truthful
          ? "by reporting " + joint_type_text(space, finding.coalition, finding.best_report)
          : "by no pure report, by the mixture " +
                mixture_text(space, finding.coalition, finding.game.row_mixture);
  const mpq_class reached = finding.best_pure > finding.truthful ? finding.best_pure : finding.game.value;
  return coalition_type(space, finding.coalition, finding.truth) + " gains " +
         number_for_people(reached - finding.truthful) + " (" + number_for_people(reached) + " instead of " +
         number_for_people(finding.truthful) + ") " + reach;
}

std::string least_text(const TypeSpace& space, const ParticipationFinding* least) {
  if (least == nullptr) return "";
  return "the least interim payoff is " + number_for_people(least->payoff) + ", of " +
         coalition_type(space, least->coalition, least->type);
}

std::string yes_no(bool value) {
  return value ? "holds" : "fails";
}

}  // namespace

std::string number_for_people(const mpq_class& value) {
  const std::string exact = value.get_str();
  return exact.size() <= readable_length ? exact : "≈" + short_text(value.get_d());
}

Pattern chosen_pattern(const std::optional<Pattern>& of_file, const TypeSpace& space,
                       const std::string& option) {
  if (option.empty()) return of_file.value_or(Pattern::minimal(space.agents()));
  try {
    return Pattern::parse(option, space.agents());
  } catch (const InvalidInput& error) {
    throw InputError(std::string("--pattern: ") + error.what());
  }
}

Pattern chosen_pattern(const StructureFile& file, const std::string& option) {
  return chosen_pattern(file.pattern, file.structure.space(), option);
}

void write_text(const std::string& path, const std::string& text) {
  (void)replace_file(path, std::as_bytes(std::span(text)));
}

void print_heading(std::ostream& out, const std::string& name, const TypeSpace& space,
                   const Pattern& pattern) {
  if (!name.empty()) out << name << '\n';
  out << "types " << space.to_string() << ", coalitions " << pattern.to_full_string();
}

std::string contradiction_text(const InformationStructure& structure, const Environment& environment,
                               const DeviationCertificate& certificate) {
  mpz_class total = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries) total += entry.weight;
  const mpq_class gain = combined_gain(structure, environment, certificate) / total;
  return std::to_string(certificate.entries.size()) +
         " incentive constraints, weighted so that all balanced transfers cancel, add up to 0 ≥ " +
         number_for_people(gain);
}

std::string contradiction_text(const TypeSpace& space, const IndistinguishableTypes& pair) {
  return joint_types_text(space, pair.coalition, pair.first, pair.second) +
         " have the same posterior, and their two incentive constraints add up to 0 ≥ " +
         number_for_people(pair.excess) + " whatever the rules";
}

void print_rule(std::ostream& out, const TypeSpace& space, const std::string& name,
                const TransferRule& rule) {
  out << "transfers" << (name.empty() ? "" : " of " + name) << ", by type profile\n";
  print_aligned(out, rule_table(space, rule));
}

void print_environment(std::ostream& out, const Environment& environment) {
  const TypeSpace& space = environment.space();
  const int driver = deciding_agent(environment);
  Table table{{driver < 0 ? "types" : "type of agent " + std::to_string(driver + 1)}, {}};
  for (const std::string& outcome : environment.outcomes()) table.columns.push_back(outcome);
  table.columns.emplace_back("chosen");
  const std::size_t count = driver < 0 ? space.profiles() : static_cast<std::size_t>(space.size(driver));
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t profile = driver < 0 ? k : k * space.stride(driver);
    std::vector<Entry>& line = table.rows.emplace_back();
    line.emplace_back(driver < 0 ? profile_text(space, profile) : std::to_string(k + 1));
    for (std::uint32_t outcome = 0; outcome < environment.outcomes().size(); ++outcome) {
      line.emplace_back(of_agents(0, space.agents(), ", ", [&](int agent) {
        return number_for_people(environment.utility(outcome, agent, profile));
      }));
    }
    line.emplace_back(environment.outcomes()[environment.chosen(profile)]);
  }
  out << "utilities u1 … u" << space.agents() << " of every outcome\n";
  print_aligned(out, table);
}

std::string mixture_text(const TypeSpace& space, Coalition coalition, const std::vector<mpq_class>& mixture) {
  std::string text;
  for (std::uint32_t type = 0; type < mixture.size(); ++type) {
    if (mixture[type] == 0) continue;
    text += (text.empty() ? "" : ", ") + number_for_people(mixture[type]) + " on " +
            joint_type_text(space, coalition, type);
  }
  return text;
}

Table audit_table(const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                  const AuditReport& report) {
  const TypeSpace& space = mechanism.structure.space();
  const IncentiveFinding* worst = report.worst_incentive();
  std::string constraints = std::to_string(report.incentives.size()) + " joint types of " +
                            std::to_string(mechanism.pattern.coalitions().size()) + " coalitions";
  if (mechanism.rules.size() > 1) constraints += ", in mixed reports";
  Table table{{"property", "verdict", "detail"}, {}};
  table.rows.push_back({"efficiency", yes_no(!report.inefficiency),
                        report.inefficiency ? describe(mechanism.environment, *report.inefficiency) : ""});
  table.rows.push_back({"budget balance", yes_no(!report.budget),
                        report.budget ? "the transfers of " + rule_names.at(report.budget->rule) + " at " +
                                            profile_text(space, report.budget->profile) + " sum to " +
                                            number_for_people(report.budget->sum)
                                      : ""});
  table.rows.push_back({"coalitional incentives (CIC)", yes_no(report.coalition_proof()),
                        worst != nullptr ? incentive_text(space, *worst) : constraints});
  table.rows.push_back({"individual rationality (IR)", yes_no(report.individually_rational()),
                        least_text(space, report.least_payoff(true))});
  table.rows.push_back({"coalitional rationality (CR)", yes_no(report.coalitionally_rational()),
                        least_text(space, report.least_payoff(false))});
  return table;
}

void print_audit(std::ostream& out, const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                 const AuditReport& report, bool everything) {
  print_aligned(out, audit_table(mechanism, rule_names, report));
  if (!everything) return;
  out << '\n';
  print_aligned(out, incentive_table(mechanism.structure.space(), report));
}

nlohmann::ordered_json audit_json(const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                                  const AuditReport& report) {
  const TypeSpace& space = mechanism.structure.space();
  nlohmann::ordered_json object;
  object["types"] = std::vector<int>(space.sizes().begin(), space.sizes().end());
  object["pattern"] = mechanism.pattern.to_string();
  object["rules"] = rule_names;
  object["implements"] = report.implements();
  object["efficient"] = !report.inefficiency;
  if (report.inefficiency) object["inefficiency"] = describe(mechanism.environment, *report.inefficiency);
  object["budget_balanced"] = !report.budget;
  if (report.budget) {
    object["budget_fault"] = {{"rule", rule_names.at(report.budget->rule)},
                              {"profile", profile_text(space, report.budget->profile)},
                              {"sum", report.budget->sum.get_str()}};
  }
  object["coalition_proof"] = report.coalition_proof();
  object["pure_coalition_proof"] = report.pure_coalition_proof();
  object["individually_rational"] = report.individually_rational();
  object["coalitionally_rational"] = report.coalitionally_rational();
  object["incentives"] = nlohmann::ordered_json::array();
  for (const IncentiveFinding& finding : report.incentives) {
    nlohmann::ordered_json entry;
    entry["coalition"] = finding.coalition.to_string();
    entry["truth"] = joint_type_text(space, finding.coalition, finding.truth);
    entry["truthful"] = finding.truthful.get_str();
    entry["best_report"] = joint_type_text(space, finding.coalition, finding.best_report);
    entry["best_pure"] = finding.best_pure.get_str();
    entry["value"] = finding.game.value.get_str();
    entry["gain"] = finding.gain().get_str();
    for (std::uint32_t type = 0; type < finding.game.row_mixture.size(); ++type) {
      if (finding.game.row_mixture[type] != 0)
        entry["mixture"][joint_type_text(space, finding.coalition, type)] =
            finding.game.row_mixture[type].get_str();
    }
    for (std::size_t rule = 0; rule < finding.game.column_mixture.size(); ++rule) {
      if (finding.game.column_mixture[rule] != 0)
        entry["deterring_mixture"][rule_names.at(rule)] = finding.game.column_mixture[rule].get_str();
    }
    object["incentives"].push_back(entry);
  }
  return object;
}

}  // namespace genericity
