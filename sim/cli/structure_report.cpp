#include "sim/cli/structure_report.h"

#include <cmath>
#include <ostream>
#include <stdexcept>
#include <variant>

#include "core/conditions/all_conditions.h"
#include "core/conditions/belief_separation.h"
#include "core/conditions/identifiability.h"
#include "core/known_results.h"
#include "core/prior.h"
#include "sim/cli/table.h"

namespace genericity {

namespace {

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
  Finding finding{
      "cbdp", decide_cbdp(closest[least].distance), margin_of_distance(closest[least].distance), {}};
  const std::string pair = pair_text(space, pattern.coalitions()[least], closest[least]);
  finding.reason =
      finding.decision.verdict == Verdict::fails
          ? pair + " have the same posterior"
          : "the closest posteriors, of " + pair + ", are " +
                (std::isnan(finding.margin) ? "less than 2.3e-308" : short_text(finding.margin)) +
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
    return std::isnan(margin)
               ? "transfers make every deviation costly; what it costs under transfers within ±1 is unknown"
               : "transfers within ±1 make every deviation cost at least " + short_text(margin);
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

}  // namespace

StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern.coalitions()) {
    closest.push_back(BeliefSeparation(space, coalition).closest(prior));
  }
  IdentifiabilityDecider decider(space, pattern);
  Finding ci{"ci", decider.decide(prior, closest), 0, {}};
  StructureReport report;
  // Believe the proof, not the decider: check it once more where the user can see it.
  if (ci.decision.verdict != Verdict::undecided) {
    const auto certificate = decider.certificate(prior);
    const CertificateChecker checker(space, pattern);
    const bool valid =
        std::holds_alternative<TransferCertificate>(certificate)
            ? checker.proves_ci(structure.exact(), std::get<TransferCertificate>(certificate))
            : checker.refutes_ci(structure.exact(), std::get<DeviationCertificate>(certificate));
    if (!valid)
      throw std::logic_error("the certificate of CI did not pass its check; please report this prior");
    report.certificate =
        std::visit([&](const auto& proof) { return certificate_json(space, proof); }, certificate);
  }
  if (ci.decision.verdict == Verdict::holds) report.ci_margin = decider.margin(prior);
  ci.margin = report.ci_margin.lower;
  const bool is_known = ci.decision.verdict == Verdict::fails || ci.margin > 0;
  if (!is_known) ci.margin = std::numeric_limits<double>::quiet_NaN();
  ci.reason = ci_reason(space, pattern, ci.decision, closest, ci.margin);
  report.findings = {ci, check_cbdp(space, pattern, closest)};
  for (const ConditionFinding& other : examine_all(structure, pattern)) {
    report.findings.push_back(
        {std::string(to_string(other.condition)), other.decision, other.margin, other.reason});
  }
  return report;
}

nlohmann::ordered_json conditions_json(const StructureReport& report) {
  nlohmann::ordered_json object;
  for (const Finding& finding : report.findings) {
    nlohmann::ordered_json& entry = object[finding.name];
    entry["verdict"] = std::string(to_string(finding.decision.verdict));
    entry["certified"] = finding.decision.certified;
    entry["margin"] =
        std::isnan(finding.margin) ? nlohmann::ordered_json() : nlohmann::ordered_json(finding.margin);
    entry["reason"] = finding.reason;
    if (finding.name == "ci" && finding.decision.verdict == Verdict::holds) {
      const double most = report.ci_margin.upper;
      entry["margin_at_most"] = std::isfinite(most) ? nlohmann::ordered_json(most) : nullptr;
    }
  }
  return object;
}

void print_report(std::ostream& out, const StructureReport& report, bool with_certificate) {
  Table table{{"condition", "verdict", "certified", "margin", "reason"}, {}};
  for (const Finding& finding : report.findings) {
    table.rows.push_back({finding.name, std::string(to_string(finding.decision.verdict)),
                          finding.decision.certified ? "yes" : "no",
                          std::isnan(finding.margin) ? "unknown" : short_text(finding.margin),
                          finding.reason});
  }
  print_aligned(out, table);
  if (with_certificate && !report.certificate.is_null())
    out << "\ncertificate of ci: " << report.certificate.dump(1) << '\n';
}

}  // namespace genericity
