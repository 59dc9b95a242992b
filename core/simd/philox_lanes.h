#pragma once

#include <cstdint>

namespace genericity::simd {

/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), one
/// counter a lane: a bijection of 128-bit counters for every 64-bit key.
template <class Set>
struct Philox {
  using Bits = typename Set::UnsignedLongWords;

  /// The counter (sample low, sample high, block, layer) under the key (key low, key high), each a word of 32
  /// bits; `block` is below 2^32. The first two words of the result come back as one of 64 bits with the
  /// first word low, the other two likewise.
  static void block(std::uint64_t key, const Bits& sample, const Bits& block, std::uint32_t layer,
                    Bits& first, Bits& second) {
    constexpr std::uint64_t low_half = 0xffffffffU;
    // A word sits in the low half of a lane; the product looks at no more, so the high halves may hold
    // anything in between.
    Bits c0 = sample;
    Bits c1 = sample >> 32U;
    Bits c2 = block;
    Bits c3 = Bits{} + layer;
    std::uint64_t key0 = key & low_half;
    std::uint64_t key1 = key >> 32U;
    for (int round = 0; round < 10; ++round) {
      const Bits product0 = Set::multiply_words(c0, Bits{} + 0xd2511f53U);
      const Bits product1 = Set::multiply_words(c2, Bits{} + 0xcd9e8d57U);
      c0 = (product1 >> 32U) ^ c1 ^ key0;
      c2 = (product0 >> 32U) ^ c3 ^ key1;
      c1 = product1;
      c3 = product0;
      key0 = (key0 + 0x9e3779b9U) & low_half;
      key1 = (key1 + 0xbb67ae85U) & low_half;
    }
    first = (c0 & low_half) | (c1 << 32U);
    second = (c2 & low_half) | (c3 << 32U);
  }
};

}  // namespace genericity::simd
