#include "sim/random/stream.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <random>
#include <set>
#include <type_traits>
#include <vector>

#include "sim/random/philox.h"

namespace genericity {
namespace {

std::vector<std::uint64_t> words(StreamKey key, std::uint64_t sample, std::uint32_t purpose,
                                 std::size_t count) {
  Stream stream(key, sample, purpose);
  std::vector<std::uint64_t> result(count);
  for (auto& word : result) word = stream();
  return result;
}

}  // namespace

static_assert(std::uniform_random_bit_generator<Stream>);
static_assert(!std::is_copy_constructible_v<Stream>);

TEST_CASE("a stream's words are the documented Philox blocks") {
  const StreamKey key{0x0123456789abcdefU};
  const std::uint64_t sample = 0xfedcba9876543210U;
  const auto drawn = words(key, sample, 7, 50);
  for (std::uint32_t block = 0; block < 25; ++block) {
    const auto expected = philox4x32_10({0x76543210, 0xfedcba98, block, 7}, {0x89abcdef, 0x01234567});
    CHECK(drawn[2 * block] == (expected[0] | (std::uint64_t{expected[1]} << 32U)));
    CHECK(drawn[2 * block + 1] == (expected[2] | (std::uint64_t{expected[3]} << 32U)));
  }
}

TEST_CASE("the zero stream starts with the published known answer") {
  CHECK(words(StreamKey{0}, 0, 0, 2) == std::vector<std::uint64_t>{0xe169c58d6627e8d5U, 0x9b00dbd8bc57ac4cU});
}

TEST_CASE("different keys, samples and purposes give different words") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  const auto add = [&](StreamKey key, std::uint64_t sample, std::uint32_t purpose) {
    for (const auto word : words(key, sample, purpose, 20)) seen.insert(word);
    drawn += 20;
  };
  for (std::uint64_t i = 0; i < 200; ++i) add(StreamKey{5}, i, 0);
  for (std::uint64_t i = 1; i < 30; ++i) add(StreamKey{5}, i << 32U, 0);
  for (std::uint64_t i = 6; i < 200; ++i) add(StreamKey{i}, 0, 0);
  for (std::uint64_t i = 1; i < 30; ++i) add(StreamKey{i << 32U}, 0, 0);
  for (std::uint32_t i = 1; i < 200; ++i) add(StreamKey{5}, 0, i);
  CHECK(seen.size() == drawn);
}

TEST_CASE("a sample's words do not depend on what was drawn before") {
  const StreamKey key{99};
  std::vector<std::vector<std::uint64_t>> forward;
  for (std::uint64_t i = 0; i < 50; ++i) forward.push_back(words(key, i, 0, 3 + i % 13));
  for (std::uint64_t i = 50; i-- > 0;) CHECK(words(key, i, 0, 3 + i % 13) == forward[i]);
}

TEST_CASE("stream keys differ for every seed, ensemble and tag") {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (std::uint64_t ensemble = 0; ensemble < 100; ++ensemble) {
      const StreamKey key = make_stream_key(seed, ensemble);
      seen.insert(key.value);
      seen.insert(derive_stream_key(key, 0).value);
      seen.insert(derive_stream_key(key, ensemble + 1).value);
    }
  CHECK(seen.size() == 30000);
  CHECK(make_stream_key(3, 4).value != make_stream_key(4, 3).value);
  CHECK(make_stream_key(0, 0).value != 0);
}

// One flipped bit of the seed or of the ensemble's key flips each bit of the stream's key with a chance of a
// half. The number of flipped bits in 2·64 trials per base is binomial; over 200 bases n = 1638400 and the
// standard deviation is 640. Six of them have a tail below 1e-8.
TEST_CASE("make_stream_key mixes well") {
  int flipped = 0;
  for (std::uint64_t base = 0; base < 200; ++base) {
    const std::uint64_t key = make_stream_key(base, 3 * base).value;
    for (unsigned bit = 0; bit < 64; ++bit) {
      flipped += std::popcount(key ^ make_stream_key(base ^ (1ULL << bit), 3 * base).value);
      flipped += std::popcount(key ^ make_stream_key(base, (3 * base) ^ (1ULL << bit)).value);
    }
  }
  CHECK(flipped > 819200 - 6 * 640);
  CHECK(flipped < 819200 + 6 * 640);
}

}  // namespace genericity
