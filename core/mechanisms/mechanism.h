#pragma once

#include <vector>

#include "core/information_structure.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"

namespace genericity {

/// A direct mechanism with everything that is needed to judge it: the information structure, the coalitions
/// that may form, the environment with its allocation rule q, and the transfer rules T. One rule is a simple
/// mechanism (q, t); several are an ambiguous mechanism (q, T), whose agents rank reports by their worst
/// expectation over T (Guo, sections 4 and 6).
struct Mechanism {
  InformationStructure structure;
  Pattern pattern;
  Environment environment;
  std::vector<TransferRule> rules;
};

}  // namespace genericity
