#include "sim/priors/weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/random/variates.h"

namespace genericity {

void weights_from_logs(Stream& stream, std::span<double> logs, double least) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const double log : logs) largest = std::max(largest, log);
  for (double& value : logs) {
    value = std::exp(value - largest);
    if (value < least) value = least * (1 + open_uniform(stream));
  }
}

void GammaWeights::draw(Stream& stream, std::span<double> weights) const {
  if (alpha_ == 1) {
    for (double& weight : weights) weight = exponential_variate(stream);
  } else if (alpha_ > 1) {
    const GammaVariate gamma(alpha_);
    for (double& weight : weights) weight = gamma(stream);
  } else {
    const GammaVariate gamma(alpha_ + 1);
    for (double& weight : weights) {
      const double log_gamma = std::log(gamma(stream));
      weight = log_gamma + std::log(open_uniform(stream)) / alpha_;
    }
    weights_from_logs(stream, weights, least_);
  }
}

double round_to_bits(double x, int bits) {
  // In the bit pattern of a positive double a carry out of the fraction raises the exponent, which is what
  // rounding up to the next power of two should do.
  constexpr int significant = std::numeric_limits<double>::digits;
  if (bits >= significant) return x;
  const std::uint64_t unit = std::uint64_t{1} << static_cast<unsigned>(significant - bits);
  const std::uint64_t pattern = std::bit_cast<std::uint64_t>(x) + unit / 2;
  return std::bit_cast<double>(pattern & ~(unit - 1));
}

void expand_product(std::span<const int> sizes, std::span<const double> marginals, double scale,
                    std::span<double> out) {
  out[0] = scale;
  std::size_t done = 1;
  std::size_t first = 0;
  for (const int types : sizes) {
    const auto count = static_cast<std::size_t>(types);
    const auto marginal = marginals.subspan(first, count);
    // From the back, so that no product is overwritten before it is used.
    for (std::size_t k = done; k-- > 0;) {
      const double product = out[k];
      for (std::size_t type = count; type-- > 0;) out[k * count + type] = product * marginal[type];
    }
    done *= count;
    first += count;
  }
}

std::size_t total_types(std::span<const int> sizes) {
  std::size_t total = 0;
  for (const int types : sizes) total += static_cast<std::size_t>(types);
  return total;
}

}  // namespace genericity
