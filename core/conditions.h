#pragma once

/// What others may use of core/conditions/: the conditions and what is said of them, one of them examined at
/// one prior, many priors at a time, CI and the separation of beliefs by themselves (see core/LIBRARY.md).

#include "core/conditions/all_conditions.h"     // IWYU pragma: export
#include "core/conditions/belief_separation.h"  // IWYU pragma: export
#include "core/conditions/block_evaluation.h"   // IWYU pragma: export
#include "core/conditions/certificate_shape.h"  // IWYU pragma: export
#include "core/conditions/ci.h"                 // IWYU pragma: export
#include "core/conditions/condition.h"          // IWYU pragma: export
#include "core/conditions/condition_border.h"   // IWYU pragma: export
#include "core/conditions/evaluator.h"          // IWYU pragma: export
#include "core/conditions/prior_box.h"          // IWYU pragma: export
#include "core/conditions/short_certificate.h"  // IWYU pragma: export
#include "core/nested_patterns.h"               // IWYU pragma: export
