#pragma once

#include <cstddef>

#include "sim/statistics/null_set_theory.h"
#include "sim/study/result.h"

namespace genericity {

/// What theory says of the margin of one cell and condition near 0. The condition is cbdp or bdp; others get
/// NaN.
NullSetTheory tail_theory(const StudyResult& result, std::size_t cell, std::size_t condition);

}  // namespace genericity
