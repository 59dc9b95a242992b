#pragma once

#include <span>

#include "sim/priors/cell_law.h"
#include "sim/random/stream.h"

namespace genericity::tail {

/// Draws a prior from the law: positive weights, all with one common factor.
void draw_cells(const CellLaw& law, Stream& stream, std::span<double> weights);

}  // namespace genericity::tail
