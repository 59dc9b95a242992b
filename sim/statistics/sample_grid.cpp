#include "sim/statistics/sample_grid.h"

#include <array>
#include <bit>

namespace genericity {
namespace {

/// Sixteenths of an octave's beginning: the integers nearest to 16·2^(j/4).
constexpr std::array<std::uint64_t, 4> sixteenths{16, 19, 23, 27};

}  // namespace

std::uint64_t grid_point(std::size_t k) {
  if (k == 0) return 0;
  return sixteenths[(k - 1) % 4] << ((k - 1) / 4);
}

std::size_t grid_bin(std::uint64_t sample) {
  if (sample < sixteenths[0]) return 0;
  const auto octave = static_cast<std::size_t>(std::bit_width(sample)) - 5;
  std::size_t place = 3;
  while ((sixteenths[place] << octave) > sample) --place;
  return 1 + 4 * octave + place;
}

}  // namespace genericity
