#pragma once

#include <cstdint>
#include <string_view>

namespace genericity {

/// A bijection of the 64-bit words that spreads every bit over all of them: the output function of SplitMix64
/// (Steele, Lea and Flood, OOPSLA 2014, with Stafford's constants).
constexpr std::uint64_t mix_bits(std::uint64_t word) {
  word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31U);
}

/// A hash of the text's bytes that is the same on every machine and in every version of the program: 64-bit
/// FNV-1a, then mix_bits, for FNV alone leaves the high bits of short texts poorly mixed. Result files hold
/// such hashes.
constexpr std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return mix_bits(hash);
}

}  // namespace genericity
