#pragma once

/// What others may use of core/mechanisms/: environments, transfer rules, designs and the audit of a
/// mechanism (see core/LIBRARY.md).

#include "core/mechanisms/ambiguous_design.h"  // IWYU pragma: export
#include "core/mechanisms/audit.h"             // IWYU pragma: export
#include "core/mechanisms/environment.h"       // IWYU pragma: export
#include "core/mechanisms/incentive_system.h"  // IWYU pragma: export
#include "core/mechanisms/mechanism.h"         // IWYU pragma: export
#include "core/mechanisms/neutral_rule.h"      // IWYU pragma: export
#include "core/mechanisms/rule_set_search.h"   // IWYU pragma: export
#include "core/mechanisms/scoring_design.h"    // IWYU pragma: export
#include "core/mechanisms/short_rules.h"       // IWYU pragma: export
#include "core/mechanisms/simple_design.h"     // IWYU pragma: export
#include "core/mechanisms/transfer_rule.h"     // IWYU pragma: export
