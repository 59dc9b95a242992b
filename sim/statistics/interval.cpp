#include "sim/statistics/interval.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace genericity {

Interval clopper_pearson(const ShareCounts& counts, double confidence) {
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  const double tail = (1 - confidence) / 2;
  Interval interval;
  if (total == 0) return interval;
  if (counts.holds > 0) {
    // Both numbers from integers: n − holds in doubles is 0 where n is beyond 2^53 and the rest is small.
    const auto rest = static_cast<double>(counts.fails + counts.undecided);
    interval.low =
        quantile(boost::math::beta_distribution<>(static_cast<double>(counts.holds), rest + 1), tail);
  }
  if (counts.fails > 0) {
    const auto most = static_cast<double>(counts.holds + counts.undecided);
    const auto rest = static_cast<double>(counts.fails);
    interval.high = quantile(complement(boost::math::beta_distribution<>(most + 1, rest), tail));
  }
  return interval;
}

Interval wilson(const ShareCounts& counts, double confidence) {
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  if (total == 0) return {};
  const auto n = static_cast<double>(total);
  const double z = quantile(complement(boost::math::normal_distribution<>(), (1 - confidence) / 2));
  const auto limit = [&](std::uint64_t holds, double sign) {
    const double share = static_cast<double>(holds) / n;
    const double spread = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return std::clamp((share + z * z / (2 * n) + sign * spread) / (1 + z * z / n), 0.0, 1.0);
  };
  Interval interval;
  // None and all reach the ends exactly, whatever rounding says.
  if (counts.holds > 0) interval.low = limit(counts.holds, -1);
  if (counts.fails > 0) interval.high = limit(counts.holds + counts.undecided, 1);
  return interval;
}

double simultaneous_confidence(double confidence, std::size_t intervals) {
  return 1 - (1 - confidence) / static_cast<double>(intervals);
}

}  // namespace genericity
