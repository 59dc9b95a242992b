#include "sim/priors/weights.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace genericity {

namespace {

/// Four running maxima, so that one comparison need not wait for the one before.
double largest_of(std::span<const double> values) {
  constexpr double none = -std::numeric_limits<double>::infinity();
  std::array<double, 4> largest = {none, none, none, none};
  std::size_t k = 0;
  for (; k + largest.size() <= values.size(); k += largest.size())
    for (std::size_t i = 0; i < largest.size(); ++i) largest[i] = std::max(largest[i], values[k + i]);
  for (; k < values.size(); ++k) largest[0] = std::max(largest[0], values[k]);
  return std::max(std::max(largest[0], largest[1]), std::max(largest[2], largest[3]));
}

/// The fresh uniform of place `k` of a block of samples.
double floor_uniform(const VariateGenerator& generator, const VariateAddress& address, std::size_t k) {
  const std::size_t coordinate = k % address.coordinates;
  VariateAddress place = address;
  place.first_sample += k / address.coordinates;
  place.samples = 1;
  place.first_pair += static_cast<std::uint32_t>(coordinate / 2);
  place.coordinates = 2;
  std::array<double, 2> uniforms{};
  generator.floor_uniforms(place, uniforms);
  return uniforms[coordinate % 2];
}

}  // namespace

void weights_from_logs(const VariateGenerator& generator, const VariateAddress& address,
                       std::span<const int> groups, std::span<double> logs, double least) {
  for (std::size_t begin = 0; begin < logs.size();) {
    for (const int size : groups) {
      const auto group = logs.subspan(begin, static_cast<std::size_t>(size));
      const double largest = largest_of(group);
      for (double& log : group) log -= largest;
      begin += group.size();
    }
  }
  generator.exp(logs);
  // The exponential is not less than `least` at nearly all places; look at them all before any is treated.
  bool any = false;
  for (const double weight : logs) any |= weight < least;
  if (!any) return;
  for (std::size_t k = 0; k < logs.size(); ++k)
    if (logs[k] < least) logs[k] = least * (1 + floor_uniform(generator, address, k));
}

void GammaWeights::draw(const VariateGenerator& generator, const VariateAddress& address,
                        std::span<const int> groups, std::span<double> weights) const {
  if (alpha_ == 1) {
    generator.exponentials(address, weights);
  } else if (alpha_ > 1) {
    generator.gammas(address, alpha_, weights);
  } else {
    generator.log_gammas(address, alpha_, weights);
    weights_from_logs(generator, address, groups, weights, least_);
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
