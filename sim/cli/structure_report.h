#pragma once

#include <iosfwd>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/conditions/identifiability.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "core/verdict.h"

namespace genericity {

/// What is said of one condition at one information structure.
struct Finding {
  std::string name;
  Decision decision;
  double margin = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// Every condition at one structure, and the exact proof of the verdict on CI, for people and programs that
/// want to check it themselves (null if undecided).
struct StructureReport {
  std::vector<Finding> findings;
  /// The proved bounds on the margin of ci, where it holds; its finding has the lower one.
  MarginBounds ci_margin;
  nlohmann::ordered_json certificate;
};

/// Decides all conditions. The proof of CI is checked once more by the exact checker; throws std::logic_error
/// if it does not pass.
StructureReport examine_structure(const InformationStructure& structure, const Pattern& pattern);

/// An object for each condition: verdict, certified, margin, reason.
nlohmann::ordered_json conditions_json(const StructureReport& report);
void print_report(std::ostream& out, const StructureReport& report, bool with_certificate);

}  // namespace genericity
