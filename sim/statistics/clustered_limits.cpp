#include "sim/statistics/clustered_limits.h"

#include <algorithm>
#include <cmath>

namespace genericity {

namespace {

/// The lower limit for the mean of the clusters' shares of one kind of verdict.
double lower_limit(const Clusters& clusters, std::size_t verdict, double chance) {
  const auto size = static_cast<double>(clusters.counts.size() - 1);
  double number = 0;
  double sum = 0;
  for (std::size_t count = 0; count < clusters.counts.size(); ++count) {
    const auto weight = static_cast<double>(clusters.counts[count][verdict]);
    number += weight;
    sum += weight * static_cast<double>(count);
  }
  if (number < 2) return 0;
  const double mean = sum / (number * size);
  double squares = 0;
  for (std::size_t count = 0; count < clusters.counts.size(); ++count) {
    const double difference = static_cast<double>(count) / size - mean;
    squares += static_cast<double>(clusters.counts[count][verdict]) * difference * difference;
  }
  const double log = std::log(2 / chance);
  return mean - std::sqrt(2 * squares / (number - 1) * log / number) - 7 * log / (3 * (number - 1));
}

}  // namespace

Interval clustered_limits(const Clusters& clusters, double confidence) {
  if (clusters.counts.size() < 2) return {};
  const double half = (1 - confidence) / 2;
  const Interval of_first = clopper_pearson(clusters.first, 1 - half);
  const double low = lower_limit(clusters, 0, half / 2);
  const double high = 1 - lower_limit(clusters, 1, half / 2);
  return {std::max(of_first.low, low), std::min(of_first.high, high)};
}

ShareSums cluster_sums(const Clusters& clusters) {
  ShareSums sums;
  if (clusters.counts.size() < 2) return sums;
  const auto size = static_cast<double>(clusters.counts.size() - 1);
  for (std::size_t count = 0; count < clusters.counts.size(); ++count) {
    const double share = static_cast<double>(count) / size;
    sums.holds += share * static_cast<double>(clusters.counts[count][0]);
    sums.fails += share * static_cast<double>(clusters.counts[count][1]);
    sums.undecided += share * static_cast<double>(clusters.counts[count][2]);
  }
  return sums;
}

}  // namespace genericity
