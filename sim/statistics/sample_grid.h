#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity {

/// Numbers of samples at which a study may look at its data: four a doubling, 16, 19, 23, 27, 32, 38, …
/// They are integers fixed once and for all, so that a stop is the same on any machine. The same grid cuts
/// the sample indices into bins.
///
/// grid_point(0) = 0, grid_point(1) = 16, grid_point(k + 4) = 2·grid_point(k) for k ≥ 1. Valid up to
/// grid_points.
std::uint64_t grid_point(std::size_t k);

/// The last point is grid_point(grid_points), 2^63.
inline constexpr std::size_t grid_points = 1 + 4 * (63 - 4);

/// Bin b holds the sample indices from grid_point(b) to grid_point(b + 1) − 1. The bin of index `sample`
/// (below 2^63).
std::size_t grid_bin(std::uint64_t sample);

/// The least point above `samples` (below 2^63).
inline std::uint64_t next_grid_point(std::uint64_t samples) {
  return grid_point(grid_bin(samples) + 1);
}

/// Whether `samples` is a point of the grid.
inline bool is_grid_point(std::uint64_t samples) {
  return samples > 0 && grid_point(grid_bin(samples)) == samples;
}

}  // namespace genericity
