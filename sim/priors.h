#pragma once

/// What others may use of sim/priors/: families of priors, those of studies and their own (see
/// core/LIBRARY.md).

#include "sim/priors/family.h"      // IWYU pragma: export
#include "sim/priors/parameters.h"  // IWYU pragma: export
#include "sim/random.h"             // IWYU pragma: export
