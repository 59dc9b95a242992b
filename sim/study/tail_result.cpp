#include "sim/study/tail_result.h"

#include <cmath>
#include <limits>
#include <stdexcept>

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

void TailResult::set(std::size_t cell, std::size_t condition, std::size_t conditions,
                     const TailRecord& record) {
  if (std::isnan(record.found.probability)) throw std::domain_error("an estimate of a tail is not a number");
  const std::size_t at = place(cell, condition, conditions, record.epsilon) + record.replication;
  probability[at] = record.found.probability;
  effective_share[at] = record.found.effective_share;
  multiplicity[at] = record.found.multiplicity;
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
