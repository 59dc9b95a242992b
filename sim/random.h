#pragma once

/// What others may use of sim/random/: streams of random numbers that are addressed by their sample, and
/// variates that have the same bits on every machine (see core/LIBRARY.md).

#include "core/simd/variates.h"   // IWYU pragma: export
#include "sim/random/stream.h"    // IWYU pragma: export
#include "sim/random/variates.h"  // IWYU pragma: export
