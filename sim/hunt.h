#pragma once

/// What others may use of sim/hunt/: classifying patterns, with priors of both sides (see core/LIBRARY.md).

#include "sim/hunt/classify_patterns.h"  // IWYU pragma: export
