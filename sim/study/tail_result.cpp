#include "sim/study/tail_result.h"

#include <cmath>
#include <limits>

namespace genericity {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void TailResult::clear(std::size_t cells, std::size_t conditions) {
  const std::size_t all = cells * conditions * settings.epsilons.size() * settings.replications;
  probability.assign(all, none);
  effective_share.assign(all, none);
  multiplicity.assign(all, none);
}

double mean_of_finished(std::span<const double> values) {
  double sum = 0;
  std::size_t count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count == 0 ? none : sum / static_cast<double>(count);
}

}  // namespace genericity
