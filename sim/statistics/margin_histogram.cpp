#include "sim/statistics/margin_histogram.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace genericity {
namespace {

/// The double nearest to √2, bit by bit. Bins meet at 2^k and at this number times 2^k; both are exact
/// doubles.
constexpr double root_two = 0x1.6a09e667f3bcdp+0;
constexpr int mantissa_bits = 52;
constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << mantissa_bits) - 1;
constexpr std::uint64_t root_two_mantissa = std::bit_cast<std::uint64_t>(root_two) & mantissa_mask;
constexpr int exponent_bias = 1023;

static_assert(std::numeric_limits<double>::is_iec559 &&
              std::numeric_limits<double>::digits == mantissa_bits + 1);

}  // namespace

std::size_t MarginHistogram::bin_of(double value) {
  assert(value > 0);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int exponent = static_cast<int>(bits >> mantissa_bits) - exponent_bias;
  if (exponent < least_exponent) return 0;  // subnormal numbers too: their stored exponent is the least
  if (exponent >= greatest_exponent) return bins - 1;
  const std::size_t upper_half = (bits & mantissa_mask) >= root_two_mantissa ? 1 : 0;
  return 1 + 2 * static_cast<std::size_t>(exponent - least_exponent) + upper_half;
}

double MarginHistogram::lower_edge(std::size_t bin) {
  if (bin == 0) return 0.0;
  if (bin >= bins) return std::numeric_limits<double>::infinity();
  const int exponent = least_exponent + static_cast<int>((bin - 1) / 2);
  return std::ldexp((bin - 1) % 2 == 0 ? 1.0 : root_two, exponent);
}

void MarginHistogram::add(double value) {
  if (std::isnan(value)) return;
  assert(value >= 0);
  if (value == 0) {
    ++zeros_;
  } else {
    ++counts_[bin_of(value)];
  }
}

void MarginHistogram::merge(const MarginHistogram& other) {
  zeros_ += other.zeros_;
  for (std::size_t bin = 0; bin < bins; ++bin) counts_[bin] += other.counts_[bin];
}

std::uint64_t MarginHistogram::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), zeros_);
}

void MarginHistogram::set(std::uint64_t zeros, const std::array<std::uint64_t, bins>& counts) {
  zeros_ = zeros;
  counts_ = counts;
}

}  // namespace genericity
