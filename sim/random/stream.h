#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace genericity {

/// Names one random stream: all draws of one ensemble of one study. Made from the study's seed and the
/// ensemble's key.
struct StreamKey {
  std::uint64_t value = 0;
};

/// The stream of one ensemble. Under one seed, different ensemble keys never share a stream.
StreamKey make_stream_key(std::uint64_t seed, std::uint64_t ensemble_key);

/// A stream for a second, independent need of the same ensemble, such as the noise that `near` adds to its
/// base. Under one parent, different tags never share a stream.
StreamKey derive_stream_key(StreamKey parent, std::uint64_t tag);

/// The random words of one sample in turn, as a UniformRandomBitGenerator, for draws that take no fixed
/// number of them. VariateGenerator (core/simd/variates.h) addresses the same words by their place.
///
/// Word j is a pure function of (key, sample, purpose, j). Philox4x32-10 maps the counter
/// (sample low, sample high, block, purpose) under the key (key low, key high) to four 32-bit words; block b
/// gives words 2b and 2b+1, each with its low half first. Nothing is carried from one sample to the next.
///
/// A number takes a word of 64 bits: 32 would put uniform numbers, and what is made of them, on a grid of
/// 2^32 points, and equal weights would be no rarity.
///
/// Not copyable: two copies would hand out the same numbers twice.
class Stream {
 public:
  using result_type = std::uint64_t;

  Stream(StreamKey key, std::uint64_t sample, std::uint32_t purpose = 0)
      : key_(key.value), sample_(sample), purpose_(purpose) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (next_ == buffered_words) refill();
    return words_[next_++];
  }

 private:
  /// Several blocks at once keep the processor's multipliers busy.
  static constexpr std::size_t buffered_words = 8;

  void refill();

  std::uint64_t key_;
  std::uint64_t sample_;
  std::uint32_t purpose_;
  /// The next block to compute. 2^32 blocks are far more than one sample of the largest type space takes.
  std::uint32_t block_ = 0;
  std::size_t next_ = buffered_words;
  std::array<std::uint64_t, buffered_words> words_{};
};

}  // namespace genericity
