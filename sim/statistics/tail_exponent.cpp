#include "sim/statistics/tail_exponent.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <iterator>
#include <vector>

namespace genericity {
namespace {

/// What the check for a bend may refuse of true powers, both sides together.
constexpr double bend_level = 0.1;
/// The fewest margins to which the check goes down.
constexpr std::size_t least_checked = 16;

/// log(greater / lesser). The ratio of a margin to a tiny one may be beyond the range of doubles; its
/// logarithm never is.
double log_ratio(double greater, double lesser) {
  const double ratio = greater / lesser;
  return std::isfinite(ratio) ? std::log(ratio) : std::log(greater) - std::log(lesser);
}

/// T of the least m margins: Σ_{i<m} log(x_(m)/x_(i)).
double log_ratio_sum(std::span<const double> least, std::size_t m) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < m; ++i) sum += log_ratio(least[m - 1], least[i]);
  return sum;
}

/// Whether the spacings of the lesser and the greater half of the least m margins may have one mean.
bool is_straight(std::span<const double> least, std::size_t m) {
  const std::size_t half = (m - 1) / 2;
  double lesser = 0;
  double greater = 0;
  for (std::size_t i = 1; i < m; ++i) {
    (i <= half ? lesser : greater) += static_cast<double>(i) * log_ratio(least[i], least[i - 1]);
  }
  const auto count_lesser = static_cast<double>(half);
  const auto count_greater = static_cast<double>(m - 1 - half);
  const double ratio = (lesser / count_lesser) / (greater / count_greater);
  if (!std::isfinite(ratio)) return false;  // margins so near to each other that their logarithms are equal
  const boost::math::fisher_f_distribution<> law(2 * count_lesser, 2 * count_greater);
  const double below = cdf(law, ratio);
  return bend_level / 2 <= below && below <= 1 - bend_level / 2;
}

}  // namespace

TailFit fit_tail(std::span<const double> given, std::uint64_t samples, double confidence) {
  TailFit fit;
  std::vector<double> least;
  std::copy_if(given.begin(), given.end(), std::back_inserter(least),
               [](double margin) { return margin > 0 && std::isfinite(margin); });
  const bool has_ties = std::adjacent_find(least.begin(), least.end()) != least.end();
  if (least.size() < TailFit::sizes.front() || has_ties) return fit;
  for (std::size_t k = 0; k < TailFit::sizes.size(); ++k) {
    const std::size_t m = TailFit::sizes[k];
    if (m > least.size()) continue;
    const double sum = log_ratio_sum(least, m);
    if (sum > 0) fit.slopes[k] = static_cast<double>(m - 2) / sum;
  }
  // The least margins so near to each other that no double tells their ratios from 1 are as good as ties.
  if (std::isnan(fit.slopes.front())) return fit;
  const double tail = (1 - confidence) / 2;
  fit.low = std::numeric_limits<double>::infinity();
  fit.high = 0;
  std::size_t m = std::min(least.size(), TailFit::sizes.back());
  while (true) {
    const double sum = log_ratio_sum(least, m);
    const boost::math::chi_squared_distribution<> law(2 * static_cast<double>(m - 1));
    fit.exponent = static_cast<double>(m - 2) / sum;
    fit.low = std::min(fit.low, quantile(law, tail) / (2 * sum));
    fit.high = std::max(fit.high, quantile(complement(law, tail)) / (2 * sum));
    fit.straight = is_straight(least, m);
    if (fit.straight || m / 2 < least_checked) break;
    m /= 2;
  }
  fit.size = m;
  fit.constant = constant_at_exponent(least, m, samples, fit.exponent, confidence).constant;
  return fit;
}

TailConstant constant_at_exponent(std::span<const double> least, std::size_t size, std::uint64_t samples,
                                  double exponent, double confidence) {
  if (size == 0 || size > least.size() || samples == 0 || std::isnan(exponent)) return {};
  const auto m = static_cast<double>(size);
  const double scale = static_cast<double>(samples) * std::pow(least[size - 1], exponent);
  if (!std::isfinite(m / scale) || !(m / scale > 0)) return {};
  const boost::math::chi_squared_distribution<> law(2 * m);
  const double tail = (1 - confidence) / 2;
  return {m / scale, quantile(law, tail) / (2 * scale), quantile(complement(law, tail)) / (2 * scale)};
}

}  // namespace genericity
