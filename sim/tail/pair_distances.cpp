#include "sim/tail/pair_distances.h"

#include <cmath>

namespace genericity::tail {

double PairDistances::distance(const PairEvent& event, std::span<const double> weights) const {
  const CoalitionSplit& split = events_->splits()[event.coalition];
  const double* first = weights.data() + split.inside[event.first];
  const double* second = weights.data() + split.inside[event.second];
  double first_sum = 0;
  double second_sum = 0;
  for (const std::uint32_t rest : split.outside) {
    first_sum += first[rest];
    second_sum += second[rest];
  }
  double sum = 0;
  for (const std::uint32_t rest : split.outside)
    sum += std::abs(first[rest] / first_sum - second[rest] / second_sum);
  return sum / 2;
}

std::size_t PairDistances::closer_than(double epsilon, std::span<const double> weights) const {
  std::size_t count = 0;
  for (const PairEvent& event : events_->events())
    if (distance(event, weights) < epsilon) ++count;
  return count;
}

}  // namespace genericity::tail
