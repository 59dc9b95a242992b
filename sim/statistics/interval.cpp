#include "sim/statistics/interval.h"

#include <boost/math/distributions/beta.hpp>

namespace genericity {

Interval clopper_pearson(const ShareCounts& counts, double confidence) {
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  const double tail = (1 - confidence) / 2;
  const auto n = static_cast<double>(total);
  Interval interval;
  if (total == 0) return interval;
  if (counts.holds > 0) {
    const auto least = static_cast<double>(counts.holds);
    interval.low = quantile(boost::math::beta_distribution<>(least, n - least + 1), tail);
  }
  if (counts.fails > 0) {
    const auto most = static_cast<double>(counts.holds + counts.undecided);
    interval.high = quantile(complement(boost::math::beta_distribution<>(most + 1, n - most), tail));
  }
  return interval;
}

double confidence_at_look(double confidence, std::uint64_t look) {
  if (look == 0) return confidence;
  const auto k = static_cast<double>(look);
  return 1 - (1 - confidence) / (k * (k + 1));
}

}  // namespace genericity
