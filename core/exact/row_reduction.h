#pragma once

#include <cstddef>
#include <vector>

#include "core/exact/simplex.h"

namespace genericity {

/// Gauss and Jordan's reduced form of a rational matrix E, with the way it was reached.
struct RowReduction {
  /// Pivot columns, one a row of `reduced`, and the other columns, both ascending.
  std::vector<std::size_t> pivots;
  std::vector<std::size_t> free;
  /// rank × columns of E: the identity on the pivot columns. E x = 0 exactly if x_pivot = −Σ_free reduced ·
  /// x_free.
  RationalMatrix reduced{0, 0};
  /// rank × rows of E, with combination · E = reduced.
  RationalMatrix combination{0, 0};
};

/// Exact elimination, dense; cost rows · columns · rank.
RowReduction reduce_rows(const RationalMatrix& matrix);

}  // namespace genericity
