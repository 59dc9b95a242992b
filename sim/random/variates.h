#pragma once

#include <cstdint>
#include <limits>

#include "core/simd/variates.h"
#include "sim/random/stream.h"

namespace genericity {

/// The version of the draws: what numbers a stream's samples are made of, to the last bit. It is part of a
/// study's identity, so that a result whose priors were drawn otherwise is not continued. Whoever changes a
/// bit of any draw raises it; a test holds a digest of every family's first draws.
///
/// 1: scalar variates with libm's functions. 2: the project's own functions and addresses (core/simd).
inline constexpr int draws_version = 2;

/// Coordinates 0 … coordinates−1 of samples first … first+samples−1 of a stream.
inline VariateAddress address_of(StreamKey key, std::uint64_t first, std::size_t samples,
                                 std::size_t coordinates) {
  return {key.value, first, samples, coordinates, 0};
}

/// Uniform on first … last, exactly: words that the range does not divide evenly are redrawn.
inline std::uint64_t uniform_integer(Stream& stream, std::uint64_t first, std::uint64_t last) {
  const std::uint64_t range = last - first + 1;
  if (range == 0) return stream();  // all words
  for (;;) {
    const std::uint64_t word = stream();
    const std::uint64_t place = word % range;
    // The word's run of `range` words must end before 2^64.
    if (word - place <= std::numeric_limits<std::uint64_t>::max() - (range - 1)) return first + place;
  }
}

}  // namespace genericity
