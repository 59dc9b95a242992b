#pragma once

/// What others may use of sim/study/: studies, from a file or made in a program, what runs them, and their
/// results in memory (see core/LIBRARY.md).

#include "sim/priors.h"                  // IWYU pragma: export
#include "sim/study/cell_theorem.h"      // IWYU pragma: export
#include "sim/study/continuation.h"      // IWYU pragma: export
#include "sim/study/driver.h"            // IWYU pragma: export
#include "sim/study/generic_theorems.h"  // IWYU pragma: export
#include "sim/study/input_error.h"       // IWYU pragma: export
#include "sim/study/input_files.h"       // IWYU pragma: export
#include "sim/study/plan.h"              // IWYU pragma: export
#include "sim/study/replay.h"            // IWYU pragma: export
#include "sim/study/result.h"            // IWYU pragma: export
#include "sim/study/sample_ranges.h"     // IWYU pragma: export
#include "sim/study/shard.h"             // IWYU pragma: export
#include "sim/study/states.h"            // IWYU pragma: export
#include "sim/study/stop_rule.h"         // IWYU pragma: export
#include "sim/study/structure_file.h"    // IWYU pragma: export
#include "sim/study/study.h"             // IWYU pragma: export
#include "sim/study/study_file.h"        // IWYU pragma: export
#include "sim/study/tail_result.h"       // IWYU pragma: export
#include "sim/study/tally.h"             // IWYU pragma: export
#include "sim/study/unit_inference.h"    // IWYU pragma: export
