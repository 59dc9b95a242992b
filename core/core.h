#pragma once

/// What others may use of core/ itself: type spaces, coalitions, patterns, priors, verdicts, and certificates
/// with their checker. LIBRARY.md says what the headers of rooms are, and what is stable.

#include "core/certificate.h"            // IWYU pragma: export
#include "core/coalition.h"              // IWYU pragma: export
#include "core/condition_g.h"            // IWYU pragma: export
#include "core/errors.h"                 // IWYU pragma: export
#include "core/exact/integers.h"         // IWYU pragma: export
#include "core/information_structure.h"  // IWYU pragma: export
#include "core/pattern.h"                // IWYU pragma: export
#include "core/pattern_border.h"         // IWYU pragma: export
#include "core/pattern_catalogue.h"      // IWYU pragma: export
#include "core/prior.h"                  // IWYU pragma: export
#include "core/type_space.h"             // IWYU pragma: export
#include "core/verdict.h"                // IWYU pragma: export
