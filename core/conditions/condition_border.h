#pragma once

#include "core/information_structure.h"
#include "core/pattern_border.h"

namespace genericity {

/// At which patterns CI holds at this prior, every verdict with proof: transfers, or a certificate that has
/// been checked once more for the coalitions that it names alone (find_border's culprits). Condition (G)
/// names those that it weighs. Throws InvalidInput beyond most_border_agents.
PatternBorder ci_border(const InformationStructure& structure);

/// The same of CBDP, which fails at a pattern exactly if it does at one of its coalitions alone.
PatternBorder cbdp_border(const InformationStructure& structure);

}  // namespace genericity
