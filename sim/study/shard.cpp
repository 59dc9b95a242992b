#include "sim/study/shard.h"

namespace genericity {

SampleRange Shard::of(std::uint64_t samples) const {
  // The product may need twice the bits.
  const auto start = [&](std::uint64_t part) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{part} * samples / count);
  };
  return {start(index), start(index + 1)};
}

}  // namespace genericity
