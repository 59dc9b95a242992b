#pragma once

/// What others may use of core/generic/: what is true of a pattern at almost every prior, with proofs and
/// their check (see core/LIBRARY.md).

#include "core/generic/classify.h"         // IWYU pragma: export
#include "core/generic/generic_finding.h"  // IWYU pragma: export
#include "core/generic/generic_proof.h"    // IWYU pragma: export
#include "core/generic/scoring_latex.h"    // IWYU pragma: export
#include "core/generic/scoring_proof.h"    // IWYU pragma: export
#include "core/generic/scoring_text.h"     // IWYU pragma: export
#include "core/generic/search_effort.h"    // IWYU pragma: export
#include "core/generic/theorems.h"         // IWYU pragma: export
