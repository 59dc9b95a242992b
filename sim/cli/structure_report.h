#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "core/generic/generic_finding.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "sim/cli/certificate_words.h"
#include "sim/cli/table.h"
#include "sim/cli/written_notes.h"

namespace genericity {

/// Every condition at one structure, and the exact proof of the verdict on CI, for people and programs that
/// want to check it themselves (null and empty if undecided).
struct StructureReport {
  std::vector<ConditionFinding> findings;
  /// The proved bounds on the margin of CI, where it holds; its finding has the lower one.
  MarginBounds ci_margin;
  CiProof ci_proof;
  nlohmann::ordered_json certificate;
  CertificateWords words;
  /// Why conditions about posteriors fail, a sentence each.
  std::vector<std::pair<Condition, std::string>> failures;
};

/// Decides these conditions. The proof of CI is checked once more by the exact checker; throws
/// std::logic_error if it does not pass.
StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern,
                                  std::span<const Condition> conditions);
/// The same for all conditions.
StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern);

/// The verdict on CI in a report on all conditions.
Verdict ci_verdict(const StructureReport& report);

/// An object for each condition: verdict, certified, margin, reason, and of those that fail the reason in
/// words, if there are any; that of CI may have the certificate.
nlohmann::ordered_json conditions_json(const StructureReport& report, bool with_certificate);
/// What `genericity check` answers of the structure in `file`: name, types, pattern, notes on how the weights
/// are written, the conditions, and what is true of the pattern at almost every prior.
struct CheckAnswer {
  StructureReport report;
  WrittenNotes notes;
  GenericFinding generic;
  nlohmann::ordered_json fields;
};
/// `file` must outlive the answer.
CheckAnswer check_structure(const StructureFile& file, const Pattern& pattern, bool with_certificate);

/// What all kinds of JSON objects begin with.
nlohmann::ordered_json structure_json(const std::string& name, const TypeSpace& space);

/// A row a condition, with reasons in a few words, or in full.
Table report_table(const StructureReport& report, bool verbose);
/// The table, what a margin is, and why conditions fail; or the whole proof. `verbose`: with the reasons in
/// full, and what each condition asks and its margin means.
void print_report(std::ostream& out, const StructureReport& report, bool with_certificate,
                  bool verbose = false);

}  // namespace genericity
