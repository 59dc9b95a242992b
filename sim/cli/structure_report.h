#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "sim/cli/written_notes.h"

namespace genericity {

/// Every condition at one structure, and the exact proof of the verdict on CI, for people and programs that
/// want to check it themselves (null if undecided).
struct StructureReport {
  std::vector<ConditionFinding> findings;
  /// The proved bounds on the margin of CI, where it holds; its finding has the lower one.
  MarginBounds ci_margin;
  CiProof ci_proof;
  nlohmann::ordered_json certificate;
};

/// Decides these conditions. The proof of CI is checked once more by the exact checker; throws
/// std::logic_error if it does not pass.
StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern,
                                  std::span<const Condition> conditions);
/// The same for all conditions.
StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern);

/// An object for each condition: verdict, certified, margin, reason; that of CI may have the certificate.
nlohmann::ordered_json conditions_json(const StructureReport& report, bool with_certificate);
void print_report(std::ostream& out, const StructureReport& report, bool with_certificate);

}  // namespace genericity
