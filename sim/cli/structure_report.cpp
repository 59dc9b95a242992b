#include "sim/cli/structure_report.h"

#include <cmath>
#include <ostream>
#include <string>
#include <utility>

#include "sim/cli/generic_words.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/table.h"

namespace genericity {

namespace {

constexpr std::size_t text_width = 120;

/// The reason, with what is to be said of the margin.
std::string reason_text(const ConditionFinding& finding) {
  if (finding.decision.verdict != Verdict::holds) return finding.reason;
  const bool is_known = !std::isnan(finding.margin);
  if (finding.condition == Condition::ci) {
    return is_known ? "transfers within ±1 make every deviation cost at least " + short_text(finding.margin)
                    : finding.reason + "; what it costs under transfers within ±1 is unknown";
  }
  if (info(finding.condition).pairs != ComparedPairs::none && !is_known)
    return finding.reason + ", less than 2.3e-308 apart in total variation";
  return finding.reason;
}

}  // namespace

StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern,
                                  std::span<const Condition> conditions) {
  StructureReport report;
  for (const Condition condition : conditions) {
    if (condition == Condition::ci) {
      const CiFinding ci = examine_ci_with_proof(structure, pattern);
      report.words = certificate_in_words(structure, pattern, ci.certificate, report.certificate);
      report.ci_margin = ci.bounds;
      report.ci_proof = ci.certificate;
      report.findings.push_back(ci);
    } else {
      report.findings.push_back(examine(condition, structure, pattern));
    }
    ConditionFinding& finding = report.findings.back();
    finding.reason = reason_text(finding);
    if (finding.decision.verdict != Verdict::fails) continue;
    std::string words = failure_in_words(condition, structure, pattern);
    if (!words.empty()) report.failures.emplace_back(condition, std::move(words));
  }
  return report;
}

StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern) {
  std::vector<Condition> conditions;
  conditions.reserve(condition_table.size());
  for (const ConditionInfo& known : condition_table) conditions.push_back(known.condition);
  return examine_structure(structure, pattern, conditions);
}

nlohmann::ordered_json conditions_json(const StructureReport& report, bool with_certificate) {
  nlohmann::ordered_json object;
  for (const ConditionFinding& finding : report.findings) {
    nlohmann::ordered_json& entry = object[to_string(finding.condition)];
    entry["verdict"] = std::string(to_string(finding.decision.verdict));
    entry["certified"] = finding.decision.certified;
    entry["margin"] = json_number(finding.margin);
    entry["reason"] = finding.reason;
    if (finding.condition == Condition::ci && finding.decision.verdict == Verdict::holds) {
      entry["margin_at_most"] = json_number(report.ci_margin.upper);
    }
  }
  const std::string ci = to_string(Condition::ci);
  if (!report.words.sentence.empty() && (with_certificate || !report.certificate.contains("psi")))
    object[ci]["words"] = report.words.sentence;
  for (const auto& [condition, words] : report.failures) object[to_string(condition)]["words"] = words;
  if (with_certificate && !report.certificate.is_null()) object[ci]["certificate"] = report.certificate;
  return object;
}

Verdict ci_verdict(const StructureReport& report) {
  return report.findings[static_cast<std::size_t>(Condition::ci)].decision.verdict;
}

nlohmann::ordered_json structure_json(const std::string& name, const TypeSpace& space) {
  nlohmann::ordered_json object;
  if (!name.empty()) object["name"] = name;
  object["types"] = std::vector<int>(space.sizes().begin(), space.sizes().end());
  return object;
}

CheckAnswer check_structure(const StructureFile& file, const Pattern& pattern, bool with_certificate) {
  const TypeSpace& space = file.structure.space();
  CheckAnswer answer{examine_structure(file.structure, pattern), WrittenNotes(file),
                     generic_finding(space, pattern), structure_json(file.name, space)};
  const StructureReport& report = answer.report;
  for (const ConditionFinding& finding : report.findings) {
    answer.notes.look_at(pattern, finding.condition, finding.decision.verdict,
                         finding.condition == Condition::ci ? report.ci_proof : CiProof{});
  }
  answer.fields["pattern"] = pattern.to_string();
  answer.notes.add_to(answer.fields);
  answer.fields["conditions"] = conditions_json(report, with_certificate);
  answer.fields["generic"] = generic_json(answer.generic, ci_verdict(report));
  return answer;
}

Table report_table(const StructureReport& report) {
  Table table{{"condition", "verdict", "certified", "margin", "reason"}, {}};
  for (const ConditionFinding& finding : report.findings) {
    table.rows.push_back({to_string(finding.condition), std::string(to_string(finding.decision.verdict)),
                          finding.decision.certified ? "yes" : "no",
                          std::isnan(finding.margin) ? "unknown" : short_text(finding.margin),
                          finding.reason});
  }
  return table;
}

void print_report(std::ostream& out, const StructureReport& report, bool with_certificate) {
  print_aligned(out, report_table(report));
  const bool ci_fails = report.certificate.contains("deviations");
  if (with_certificate && !report.certificate.is_null()) {
    out << "\ncertificate of ci: " << report.words.title << '\n';
    print_aligned(out, report.words.table);
    out << '\n' << wrapped(report.words.sentence, text_width) << '\n';
  } else if (ci_fails) {
    out << '\n' << wrapped("Why ci fails: " + report.words.sentence, text_width) << '\n';
  }
  if (!with_certificate) return;
  for (const auto& [condition, words] : report.failures)
    out << '\n' << wrapped("Why " + to_string(condition) + " fails: " + words, text_width) << '\n';
}

}  // namespace genericity
