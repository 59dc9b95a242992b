#include "sim/tail/cell_law.h"

#include <algorithm>
#include <cmath>

#include "sim/tail/variates.h"

namespace genericity::tail {

void draw_cells(const CellLaw& law, Stream& stream, std::span<double> weights) {
  if (law.kind == CellLaw::Kind::log_normal) {
    for (double& weight : weights) weight = std::exp(law.parameter * normal(stream));
    return;
  }
  if (law.parameter == 1) {
    for (double& weight : weights) weight = exponential(stream);
    return;
  }
  double greatest = -HUGE_VAL;
  for (double& weight : weights) {
    weight = log_gamma_variate(stream, law.parameter);
    greatest = std::max(greatest, weight);
  }
  // Only the least alpha gets near the floor, with a chance below 2^-90.
  for (double& weight : weights) weight = std::max(std::exp(weight - greatest), 0x1p-1000);
}

}  // namespace genericity::tail
