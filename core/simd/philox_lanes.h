#pragma once

#include <cstdint>

namespace genericity::simd {

/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), one
/// counter a lane: a bijection of 128-bit counters for every 64-bit key.
template <class Set>
class Philox {
 public:
  using Bits = typename Set::UnsignedLongWords;

  explicit Philox(std::uint64_t key) {
    std::uint64_t low = key;
    std::uint64_t high = key >> 32U;
    for (int round = 0; round < rounds; ++round) {
      keys_[2 * round] = Bits{} + (low & low_half);
      keys_[2 * round + 1] = Bits{} + (high & low_half);
      low += 0x9e3779b9U;
      high += 0xbb67ae85U;
    }
  }

  /// The counter (sample low, sample high, block, layer) under the key (key low, key high), each a word of 32
  /// bits; `block` is below 2^32. The first two words of the result come back as one of 64 bits with the
  /// first word low, the other two likewise.
  void block(const Bits& sample, const Bits& block, std::uint32_t layer, Bits& first, Bits& second) const {
    // A word sits in the low half of a lane; the product looks at no more, so the high halves may hold
    // anything in between.
    Bits c0 = sample;
    Bits c1 = sample >> 32U;
    Bits c2 = block;
    Bits c3 = Bits{} + layer;
    for (int round = 0; round < rounds; ++round) {
      const Bits product0 = Set::multiply_words(c0, Bits{} + 0xd2511f53U);
      const Bits product1 = Set::multiply_words(c2, Bits{} + 0xcd9e8d57U);
      c0 = (product1 >> 32U) ^ c1 ^ keys_[2 * round];
      c2 = (product0 >> 32U) ^ c3 ^ keys_[2 * round + 1];
      c1 = product1;
      c3 = product0;
    }
    first = (c0 & low_half) | (c1 << 32U);
    second = (c2 & low_half) | (c3 << 32U);
  }

 private:
  static constexpr int rounds = 10;
  static constexpr std::uint64_t low_half = 0xffffffffU;
  Bits keys_[2 * rounds];  ///< two words a round
};

}  // namespace genericity::simd
