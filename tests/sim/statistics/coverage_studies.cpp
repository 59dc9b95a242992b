#include "tests/sim/statistics/coverage_studies.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <map>
#include <utility>

#include "sim/statistics/confidence_sequence.h"
#include "sim/statistics/interval.h"
#include "sim/statistics/sample_grid.h"
#include "sim/statistics/share_limits.h"
#include "sim/statistics/tail_exponent.h"

namespace genericity::test {
namespace {

using Engine = boost::random::mt19937_64;

std::uint64_t binomial(Engine& engine, std::uint64_t n, double p) {
  if (n == 0 || p == 0) return 0;
  if (p == 1) return n;
  // The generator inverts from 0 up; the smaller side keeps that exact.
  if (p > 0.5) return n - binomial(engine, n, 1 - p);
  return static_cast<std::uint64_t>(
      boost::random::binomial_distribution<std::int64_t>(static_cast<std::int64_t>(n), p)(engine));
}

bool contains(const Interval& limits, double p) {
  return limits.low <= p && p <= limits.high;
}

/// Whether the confidence sequence contains p after `n` samples, by the number that hold. The accepted
/// numbers are a range; its ends are found once.
class Accepted {
 public:
  Accepted(std::uint64_t n, double p, double confidence) {
    const auto accepts = [&](std::uint64_t x) {
      return contains(confidence_sequence({x, n - x, 0}, confidence), p);
    };
    // An accepted number beside n p; then a binary search to either side.
    const auto centre = static_cast<std::uint64_t>(std::llround(p * static_cast<double>(n)));
    std::uint64_t refused_below = 0;
    least_ = 0;
    if (!accepts(0)) {
      least_ = centre;
      while (least_ - refused_below > 1) {
        const std::uint64_t middle = refused_below + (least_ - refused_below) / 2;
        (accepts(middle) ? least_ : refused_below) = middle;
      }
    }
    greatest_ = n;
    if (!accepts(n)) {
      greatest_ = centre;
      std::uint64_t refused_above = n;
      while (refused_above - greatest_ > 1) {
        const std::uint64_t middle = greatest_ + (refused_above - greatest_) / 2;
        (accepts(middle) ? greatest_ : refused_above) = middle;
      }
    }
  }
  [[nodiscard]] bool contains_count(std::uint64_t x) const { return least_ <= x && x <= greatest_; }

 private:
  std::uint64_t least_ = 0;
  std::uint64_t greatest_ = 0;
};

}  // namespace

bool Coverage::falls_short_of(double nominal) const {
  if (nominal <= 0) return false;
  return cdf(boost::math::binomial_distribution<>(studies, nominal), covered) <= 1e-6;
}

Coverage fixed_number(FixedInterval interval, double p, std::uint64_t samples, double confidence, int studies,
                      std::uint64_t seed) {
  Engine engine(seed);
  Coverage coverage{studies, 0};
  for (int study = 0; study < studies; ++study) {
    const std::uint64_t holds = binomial(engine, samples, p);
    const ShareCounts counts{holds, samples - holds, 0};
    const Interval limits =
        interval == FixedInterval::wilson ? wilson(counts, confidence) : clopper_pearson(counts, confidence);
    if (contains(limits, p)) ++coverage.covered;
  }
  return coverage;
}

Coverage sequence_over_time(double p, std::uint64_t samples, double confidence, int studies,
                            std::uint64_t seed) {
  constexpr std::uint64_t one_by_one = 1000;
  std::vector<std::pair<std::uint64_t, Accepted>> times;
  for (std::uint64_t n = 1; n <= samples; n = n < one_by_one ? n + 1 : next_grid_point(n)) {
    times.emplace_back(n, Accepted(n, p, confidence));
  }
  Engine engine(seed);
  Coverage coverage{studies, 0};
  for (int study = 0; study < studies; ++study) {
    std::uint64_t holds = 0;
    std::uint64_t before = 0;
    const bool always = std::all_of(times.begin(), times.end(), [&](const auto& time) {
      holds += binomial(engine, time.first - before, p);
      before = time.first;
      return time.second.contains_count(holds);
    });
    if (always) ++coverage.covered;
  }
  return coverage;
}

Coverage stopped(const StopRule& rule, double p, double undecided, int studies, std::uint64_t seed,
                 double& mean_samples) {
  Engine engine(seed);
  Coverage coverage{studies, 0};
  mean_samples = 0;
  const LimitsRule limits_rule = rule.limits();
  // Where a rule looks does not depend on the data.
  std::vector<std::uint64_t> looks;
  for (std::uint64_t n = 0; n < rule.samples;) looks.push_back(n = rule.next_look(n));
  std::map<std::pair<std::uint64_t, std::uint64_t>, bool> known;  // without undecided samples: ends here
  for (int study = 0; study < studies; ++study) {
    ShareCounts counts;
    std::uint64_t before = 0;
    for (const std::uint64_t n : looks) {
      const std::uint64_t holding = binomial(engine, n - before, p);
      const std::uint64_t lost_holding = binomial(engine, holding, undecided);
      const std::uint64_t lost_failing = binomial(engine, n - before - holding, undecided);
      counts.holds += holding - lost_holding;
      counts.undecided += lost_holding + lost_failing;
      counts.fails = n - counts.holds - counts.undecided;
      before = n;
      bool ends = false;
      if (undecided == 0) {
        const auto [place, is_new] = known.try_emplace({n, counts.holds}, false);
        if (is_new) place->second = rule.met({&counts, 1}, n) != StopReason::none;
        ends = place->second;
      } else {
        ends = rule.met({&counts, 1}, n) != StopReason::none;
      }
      if (ends) break;
    }
    mean_samples += static_cast<double>(before) / studies;
    if (contains(share_limits(counts, limits_rule), p)) ++coverage.covered;
  }
  return coverage;
}

Coverage simultaneous(const std::vector<double>& shares, std::size_t cells, std::uint64_t samples,
                      double confidence, int studies, std::uint64_t seed) {
  Engine engine(seed);
  Coverage coverage{studies, 0};
  const double each = simultaneous_confidence(confidence, cells);
  for (int study = 0; study < studies; ++study) {
    bool all = true;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const double p = shares[cell % shares.size()];
      const std::uint64_t holds = binomial(engine, samples, p);
      all = contains(clopper_pearson({holds, samples - holds, 0}, each), p) && all;
    }
    if (all) ++coverage.covered;
  }
  return coverage;
}

Coverage tail_exponents(int k, std::uint64_t samples, double confidence, int studies, std::uint64_t seed) {
  Engine engine(seed);
  boost::random::exponential_distribution<double> exponential;
  const boost::math::beta_distribution<> law(k - 1, k);
  Coverage coverage{studies, 0};
  std::vector<double> least(64);
  for (int study = 0; study < studies; ++study) {
    // The least of n uniform numbers, by Rényi's representation of exponential order statistics.
    double sum = 0;
    for (std::size_t i = 0; i < least.size(); ++i) {
      sum += exponential(engine) / (static_cast<double>(samples) - static_cast<double>(i));
      least[i] = quantile(law, -std::expm1(-sum));
    }
    const TailFit fit = fit_tail(least, samples, confidence);
    if (fit.low <= k - 1 && k - 1 <= fit.high) ++coverage.covered;
  }
  return coverage;
}

}  // namespace genericity::test
