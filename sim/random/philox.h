#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace genericity {

using PhiloxBlock = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011),
/// from Random123: a bijection of 128-bit counters for every 64-bit key.
inline PhiloxBlock philox4x32_10(const PhiloxBlock& counter, const PhiloxKey& key) {
  const r123::Philox4x32_R<10>::ctr_type in{{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32_R<10>::key_type under{{key[0], key[1]}};
  const auto out = r123::Philox4x32_R<10>{}(in, under);
  return {out[0], out[1], out[2], out[3]};
}

}  // namespace genericity
