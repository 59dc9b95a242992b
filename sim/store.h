#pragma once

/// What others may use of sim/store/: result files (see core/LIBRARY.md).

#include "sim/store/merge.h"        // IWYU pragma: export
#include "sim/store/output_lock.h"  // IWYU pragma: export
#include "sim/store/result_file.h"  // IWYU pragma: export
#include "sim/store/store_error.h"  // IWYU pragma: export
