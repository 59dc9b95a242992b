#include "sim/cli/structure_report.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include "sim/cli/generic_words.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/priors/joined.h"

namespace genericity {

namespace {

const ConditionFinding* find(const StructureReport& report, Condition condition) {
  const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                  [&](const ConditionFinding& one) { return one.condition == condition; });
  return found == report.findings.end() ? nullptr : &*found;
}

/// What is to be said where a condition holds and no positive margin of it is known; else nothing.
std::string margin_remark(const StructureReport& report, const ConditionFinding& finding) {
  if (finding.decision.verdict != Verdict::holds || finding.margin > 0) return "";
  if (info(finding.condition).pairs != ComparedPairs::none) return "less than 2.3e-308 apart";
  if (finding.condition != Condition::identifiability) return "by a margin too small to be known";
  const ConditionFinding* const convex = find(report, Condition::convex_independence);
  const bool fails = convex != nullptr && convex->decision.verdict == Verdict::fails;
  return std::string("no margin") + (fails ? ", as " : " is known, or ") + "convex_independence fails";
}

/// The reason, with what is to be said of the margin.
std::string reason_text(const StructureReport& report, const ConditionFinding& finding) {
  if (finding.condition == Condition::ci && finding.margin > 0)
    return "transfers within ±1 make every deviation cost at least " + short_text(finding.margin);
  const std::string remark = margin_remark(report, finding);
  return remark.empty() ? finding.reason : finding.reason + "; " + remark;
}

/// The same in a few words.
std::string brief_text(const StructureReport& report, const ConditionFinding& finding) {
  const std::string text = finding.brief.empty() ? finding.reason : finding.brief;
  const std::string remark = margin_remark(report, finding);
  return remark.empty() ? text : text + "; " + remark;
}

std::string margin_text(const ConditionFinding& finding) {
  // A margin of 0 would say that the condition fails.
  if (finding.decision.verdict == Verdict::holds && !(finding.margin > 0)) return "unknown";
  return std::isnan(finding.margin) ? "unknown" : short_text(finding.margin);
}

/// What the margins of these findings are: by kind, or each in full.
void print_margins(std::ostream& out, const StructureReport& report, bool in_full) {
  std::map<MarginKind, std::vector<std::string>, std::greater<>> kinds;  // those of CI first
  for (const ConditionFinding& finding : report.findings) {
    const ConditionInfo& known = info(finding.condition);
    kinds[known.margin].emplace_back(known.key);
    if (in_full) {
      out << '\n'
          << wrapped(std::string(known.key) + ": " + std::string(known.sentence), paragraph_width(out))
          << "\n  " << wrapped("Margin: " + std::string(known.margin_meaning) + ".", paragraph_width(out), 2)
          << '\n';
    }
  }
  if (in_full) return;
  std::string text = "margin: 0 where a condition fails.";
  for (const auto& [kind, keys] : kinds) {
    text += " Of " + joined(keys, ", ") + ": " +
            (kind == MarginKind::transfers ? "what every deviation costs at least, by transfers within ±1."
                                           : "the least distance of two posteriors, or of one from a mixture "
                                             "(total variation).");
  }
  out << '\n' << wrapped(text, paragraph_width(out)) << '\n';
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
  }
  for (ConditionFinding& finding : report.findings) {
    finding.brief = brief_text(report, finding);
    finding.reason = reason_text(report, finding);
    if (finding.decision.verdict != Verdict::fails) continue;
    std::string words = failure_in_words(finding.condition, structure, pattern);
    if (!words.empty()) report.failures.emplace_back(finding.condition, std::move(words));
  }
  return report;
}

StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern) {
  std::vector<Condition> conditions;
  conditions.reserve(structure_conditions.size());
  for (const ConditionInfo& known : structure_conditions) conditions.push_back(known.condition);
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

Table report_table(const StructureReport& report, bool verbose) {
  Table table{{"condition", "verdict", "certified", "margin", "reason"}, {}};
  for (const ConditionFinding& finding : report.findings) {
    table.rows.push_back({to_string(finding.condition), std::string(to_string(finding.decision.verdict)),
                          finding.decision.certified ? "yes" : "no", margin_text(finding),
                          verbose ? finding.reason : finding.brief});
  }
  return table;
}

void print_report(std::ostream& out, const StructureReport& report, bool with_certificate, bool verbose) {
  Table table = report_table(report, verbose);
  const bool all_certified =
      std::all_of(report.findings.begin(), report.findings.end(),
                  [](const ConditionFinding& finding) { return finding.decision.certified; });
  const bool is_narrow = all_certified && !has_room(out, table);
  if (is_narrow) table = without(table, "certified");
  print_aligned(out, table);
  if (is_narrow) out << "\nEvery verdict is certified.\n";
  print_margins(out, report, verbose);
  const std::size_t text_width = paragraph_width(out);
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
