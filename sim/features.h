#pragma once

/// What others may use of sim/features/: the numbers that can be kept of recorded samples (see
/// core/LIBRARY.md).

#include "sim/features/feature.h"  // IWYU pragma: export
