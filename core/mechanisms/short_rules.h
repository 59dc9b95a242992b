#pragma once

#include <gmpxx.h>

#include <functional>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/information_structure.h"
#include "core/mechanisms/transfer_rule.h"

namespace genericity {

/// Rules near the given ones, up to one positive factor, with short numbers: their free unknowns in the space
/// of balanced transfers that are neutral to these coalitions (NeutralSpace), rounded to the coarsest
/// multiples for which `accept` takes them. The rules must be in that space; what comes out is, exactly. The
/// rules themselves if none is accepted.
std::vector<TransferRule> short_neutral_rules(
    const InformationStructure& structure, std::span<const Coalition> neutral,
    const std::vector<TransferRule>& rules,
    const std::function<bool(const std::vector<TransferRule>&)>& accept);

/// The least number of few digits that is at least `value` > 0 and at most a tenth above it: whole where that
/// will do, else with a denominator 2, 5, 10, 20, …
mpq_class rounded_up(const mpq_class& value);

}  // namespace genericity
