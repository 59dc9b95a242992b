#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/information_structure.h"
#include "core/pattern.h"
#include "core/verdict.h"

namespace genericity {

/// The conditions beside CI and CBDP.
enum class StructuralCondition : std::uint8_t { bdp, convex_independence, identifiability, ci_ir, ci_cr };

/// "bdp", "convex_independence", "identifiability", "ci_ir", "ci_cr", as in studies and in check --json.
std::string_view to_string(StructuralCondition condition);

/// What is known of one condition at one information structure.
struct ConditionFinding {
  StructuralCondition condition = StructuralCondition::bdp;
  Decision decision;
  /// Under holds a positive distance from failure: bdp and convex_independence, the least total-variation
  /// distance of a posterior from another one or from the hull of the others; ci_ir, ci_cr and
  /// identifiability, t* of the neutral transfers (for identifiability a lower bound that may be 0). Under
  /// fails 0. NaN if undecided, and of bdp where it is below 2^-1022.
  double margin = std::numeric_limits<double>::quiet_NaN();
  /// Why, in a short phrase.
  std::string reason;
};

/// Decides one condition, with exact proof; bdp, convex_independence and identifiability do not look at the
/// pattern. For one structure at a time: studies keep the deciders instead.
ConditionFinding examine(StructuralCondition condition, const InformationStructure& structure,
                         const Pattern& pattern);

/// All of them, in the enumeration's order.
std::vector<ConditionFinding> examine_all(const InformationStructure& structure, const Pattern& pattern);

}  // namespace genericity
