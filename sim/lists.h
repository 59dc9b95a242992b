#pragma once

/// What others may use of sim/lists/: reading files of given priors (see core/LIBRARY.md).

#include "sim/lists/prior_files.h"  // IWYU pragma: export
