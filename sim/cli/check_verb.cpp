#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/conditions/all_conditions.h"
#include "core/conditions/belief_separation.h"
#include "core/conditions/identifiability.h"
#include "core/errors.h"
#include "core/known_results.h"
#include "core/prior.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/table.h"
#include "sim/cli/verbs.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct CheckOptions {
  std::string structure;
  std::string pattern;
  bool json = false;
  bool certificate = false;
};

/// What the verb says of one condition.
struct Finding {
  std::string name;
  Decision decision;
  double margin = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// "(2,1)": the joint type's entries, agents' types from 1.
std::string joint_type_text(const TypeSpace& space, Coalition coalition, std::uint32_t type) {
  const std::uint32_t profile = CoalitionSplit(space, coalition).inside[type];
  std::string text;
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!coalition.contains(agent)) continue;
    text += (text.empty() ? "" : ",") + std::to_string(space.type_of(profile, agent) + 1);
  }
  return "(" + text + ")";
}

std::string pair_text(const TypeSpace& space, Coalition coalition, const ClosestPosteriors& pair) {
  return "types " + joint_type_text(space, coalition, pair.first) + " and " +
         joint_type_text(space, coalition, pair.second) + " of coalition " + coalition.to_string();
}

Finding check_cbdp(const TypeSpace& space, const Pattern& pattern,
                   const std::vector<ClosestPosteriors>& closest) {
  std::size_t least = 0;
  for (std::size_t k = 1; k < closest.size(); ++k) {
    if (closest[k].distance < closest[least].distance) least = k;
  }
  Finding finding{"cbdp", decide_cbdp(closest[least].distance), closest[least].distance, {}};
  const std::string pair = pair_text(space, pattern.coalitions()[least], closest[least]);
  finding.reason = finding.decision.verdict == Verdict::fails
                       ? pair + " have the same posterior"
                       : "the closest posteriors, of " + pair + ", are " + short_text(finding.margin) +
                             " apart in total variation";
  return finding;
}

std::string ci_reason(const TypeSpace& space, const Pattern& pattern, const Decision& decision,
                      const std::vector<ClosestPosteriors>& closest, double margin) {
  switch (decision.stage) {
    case Stage::never:
      return "fails at every prior: " + known_result(space, pattern).reason;
    case Stage::equal_posteriors:
      for (std::size_t k = 0; k < closest.size(); ++k) {
        if (closest[k].distance == 0) {
          return pair_text(space, pattern.coalitions()[k], closest[k]) + " have the same posterior";
        }
      }
      return "two posteriors coincide";
    default:
      break;
  }
  if (decision.verdict == Verdict::holds) {
    return "transfers within ±1 make every deviation cost at least " + short_text(margin);
  }
  if (decision.verdict == Verdict::fails) return "a mixture of deviations leaves no agent to blame";
  return "neither transfers nor a certificate of failure were found";
}

/// The exact proof, for people and programs that want to check it themselves.
nlohmann::ordered_json certificate_json(const TypeSpace& space, const TransferCertificate& certificate) {
  nlohmann::ordered_json object;
  object["kind"] = "transfers";
  for (std::size_t place = 0; place < certificate.psi.size(); place += space.profiles()) {
    nlohmann::ordered_json row = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < space.profiles(); ++k) row.push_back(certificate.psi[place + k].get_str());
    object["psi"].push_back(row);
  }
  return object;
}

nlohmann::ordered_json certificate_json(const TypeSpace& space, const DeviationCertificate& certificate) {
  nlohmann::ordered_json object;
  object["kind"] = "deviations";
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    object["deviations"].push_back({{"coalition", entry.coalition.to_string()},
                                    {"truth", joint_type_text(space, entry.coalition, entry.truth)},
                                    {"report", joint_type_text(space, entry.coalition, entry.report)},
                                    {"weight", entry.weight.get_str()}});
  }
  return object;
}

int check(const CheckOptions& options) {
  const StructureFile file = read_structure(options.structure);
  const TypeSpace& space = file.structure.space();
  Pattern pattern = file.pattern.value_or(Pattern::minimal(space.agents()));
  if (!options.pattern.empty()) {
    try {
      pattern = Pattern::parse(options.pattern, space.agents());
    } catch (const InvalidInput& error) {
      throw InputError(std::string("--pattern: ") + error.what());
    }
  }
  require_feasible(space, pattern, options.structure);
  const Prior prior(file.structure);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern.coalitions()) {
    closest.push_back(BeliefSeparation(space, coalition).closest(prior));
  }
  IdentifiabilityDecider decider(space, pattern);
  Finding ci{"ci", decider.decide(prior, closest), 0, {}};
  const auto certificate = ci.decision.verdict == Verdict::undecided
                               ? std::variant<TransferCertificate, DeviationCertificate>{}
                               : decider.certificate(prior);
  // Believe the proof, not the decider: check it once more where the user can see it.
  if (ci.decision.verdict != Verdict::undecided) {
    const CertificateChecker checker(space, pattern);
    const bool valid =
        std::holds_alternative<TransferCertificate>(certificate)
            ? checker.proves_ci(file.structure.exact(), std::get<TransferCertificate>(certificate))
            : checker.refutes_ci(file.structure.exact(), std::get<DeviationCertificate>(certificate));
    if (!valid)
      throw std::logic_error("the certificate of CI did not pass its check; please report this prior");
  }
  MarginBounds ci_margin;
  if (ci.decision.verdict == Verdict::holds) ci_margin = decider.margin(prior);
  ci.margin = ci_margin.lower;
  if (ci.decision.verdict == Verdict::undecided) ci.margin = std::numeric_limits<double>::quiet_NaN();
  ci.reason = ci_reason(space, pattern, ci.decision, closest, ci.margin);
  std::vector<Finding> findings{ci, check_cbdp(space, pattern, closest)};
  for (const ConditionFinding& other : examine_all(file.structure, pattern)) {
    findings.push_back({std::string(to_string(other.condition)), other.decision, other.margin, other.reason});
  }

  if (options.json) {
    nlohmann::ordered_json object;
    if (!file.name.empty()) object["name"] = file.name;
    object["types"] = std::vector<int>(space.sizes().begin(), space.sizes().end());
    object["pattern"] = pattern.to_string();
    for (const Finding& finding : findings) {
      nlohmann::ordered_json& entry = object["conditions"][finding.name];
      entry["verdict"] = std::string(to_string(finding.decision.verdict));
      entry["certified"] = finding.decision.certified;
      entry["margin"] =
          std::isnan(finding.margin) ? nlohmann::ordered_json() : nlohmann::ordered_json(finding.margin);
      entry["reason"] = finding.reason;
    }
    // ci's margin is the lower one of two bounds that are proved.
    if (ci.decision.verdict == Verdict::holds) {
      const bool finite = std::isfinite(ci_margin.upper);
      object["conditions"]["ci"]["margin_at_most"] =
          finite ? nlohmann::ordered_json(ci_margin.upper) : nullptr;
    }
    if (options.certificate && ci.decision.verdict != Verdict::undecided) {
      object["conditions"]["ci"]["certificate"] =
          std::visit([&](const auto& proof) { return certificate_json(space, proof); }, certificate);
    }
    std::cout << object.dump(1) << '\n';
    return exit_done;
  }
  if (!file.name.empty()) std::cout << file.name << '\n';
  std::cout << "types " << space.to_string() << ", coalitions " << pattern.to_full_string() << "\n\n";
  Table table{{"condition", "verdict", "certified", "margin", "reason"}, {}};
  for (const Finding& finding : findings) {
    table.rows.push_back({finding.name, std::string(to_string(finding.decision.verdict)),
                          finding.decision.certified ? "yes" : "no", short_text(finding.margin),
                          finding.reason});
  }
  print_aligned(std::cout, table);
  if (options.certificate && ci.decision.verdict != Verdict::undecided) {
    std::cout
        << "\ncertificate of ci: "
        << std::visit([&](const auto& proof) { return certificate_json(space, proof); }, certificate).dump(1)
        << '\n';
  }
  return exit_done;
}

}  // namespace

void add_check_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb =
      program.add_subcommand("check", "Decide the conditions for one information structure, with proof");
  verb->add_option("structure", options->structure, "the information structure, a TOML file")->required();
  verb->add_option("-p,--pattern", options->pattern,
                   "coalitions that may form, such as \"{1,2},{2,3}\" (default: the file's, or minimal)");
  verb->add_flag("--json", options->json, "one JSON object instead of a table");
  verb->add_flag("--certificate", options->certificate, "also print the proof of the verdict on CI");
  verb->footer(
      "Margins: of cbdp, the least total-variation distance of two posteriors of one coalition; of ci, t*: "
      "a\n"
      "deviation that gains 1 is deterred by transfers of at most 1/t*.\n\n"
      "Example: genericity check configs/structures/guo_section5.toml --pattern \"{1,2},{3,4}\"");
  verb->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace genericity
