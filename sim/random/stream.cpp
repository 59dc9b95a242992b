#include "sim/random/stream.h"

#include "sim/random/hash.h"
#include "sim/random/philox.h"

namespace genericity {

// mix_bits is a bijection of the 64-bit words, and so is adding or xoring a constant. For a fixed first
// argument both functions below are therefore one-to-one in the second. The constants keep the two from
// meeting.
StreamKey make_stream_key(std::uint64_t seed, std::uint64_t ensemble_key) {
  return {mix_bits(mix_bits(seed + 0x9e3779b97f4a7c15U) ^ mix_bits(ensemble_key))};
}

StreamKey derive_stream_key(StreamKey parent, std::uint64_t tag) {
  return {mix_bits(mix_bits(parent.value + 0xd1b54a32d192ed03U) ^ mix_bits(tag))};
}

void Stream::refill() {
  const PhiloxKey key{static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32U)};
  PhiloxBlock counter{static_cast<std::uint32_t>(sample_), static_cast<std::uint32_t>(sample_ >> 32U), block_,
                      purpose_};
  for (std::size_t word = 0; word < buffered_words; word += 2) {
    const PhiloxBlock block = philox4x32_10(counter, key);
    words_[word] = block[0] | (std::uint64_t{block[1]} << 32U);
    words_[word + 1] = block[2] | (std::uint64_t{block[3]} << 32U);
    ++counter[2];
  }
  block_ = counter[2];
  next_ = 0;
}

}  // namespace genericity
