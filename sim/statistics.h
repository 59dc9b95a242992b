#pragma once

/// What others may use of sim/statistics/: intervals for shares, and what margins say of rare failures (see
/// core/LIBRARY.md).

#include "sim/statistics/confidence_sequence.h"  // IWYU pragma: export
#include "sim/statistics/extreme_margins.h"      // IWYU pragma: export
#include "sim/statistics/interval.h"             // IWYU pragma: export
#include "sim/statistics/margin_histogram.h"     // IWYU pragma: export
#include "sim/statistics/null_set_theory.h"      // IWYU pragma: export
#include "sim/statistics/share_limits.h"         // IWYU pragma: export
#include "sim/statistics/share_words.h"          // IWYU pragma: export
#include "sim/statistics/tail_exponent.h"        // IWYU pragma: export
