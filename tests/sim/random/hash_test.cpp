#include "sim/random/hash.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace genericity {

// SplitMix64 from the state 0 adds 0x9e3779b97f4a7c15 and mixes; these are its first three published outputs.
TEST_CASE("mix_bits is the output function of SplitMix64") {
  constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
  CHECK(mix_bits(step) == 0xe220a8397b1dcdafU);
  CHECK(mix_bits(2 * step) == 0x6e789e6aa1b965f4U);
  CHECK(mix_bits(3 * step) == 0x06c45d188009454fU);
}

// FNV-1a's published values for these texts, mixed.
TEST_CASE("hash_text is FNV-1a with a finaliser") {
  CHECK(hash_text("") == mix_bits(0xcbf29ce484222325U));
  CHECK(hash_text("a") == mix_bits(0xaf63dc4c8601ec8cU));
  CHECK(hash_text("foobar") == mix_bits(0x85944171f73967e8U));
}

TEST_CASE("hash_text takes every byte as it is") {
  CHECK(hash_text(std::string_view("\0", 1)) != hash_text(""));
  CHECK(hash_text("\xff") != hash_text("\x7f"));
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(hash_text("2x2x2 dirichlet(alpha=" + std::to_string(i) + ")"));
  CHECK(seen.size() == 10000);
}

}  // namespace genericity
