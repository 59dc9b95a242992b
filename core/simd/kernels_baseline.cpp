#include "core/simd/lanes.h"

namespace genericity::simd {
namespace {

struct Baseline {
  static constexpr int bytes = 16;
  static constexpr std::size_t block_columns = 2;
  using Floats __attribute__((vector_size(bytes))) = float;
  using HalfFloats __attribute__((vector_size(bytes / 2))) = float;
  using Doubles __attribute__((vector_size(bytes))) = double;
  using Words __attribute__((vector_size(bytes))) = std::int32_t;
  using LongWords __attribute__((vector_size(bytes))) = std::int64_t;
  template <class Mask>
  static unsigned bits(const Mask& mask) {
    unsigned set = 0;
    for (unsigned lane = 0; lane < sizeof(Mask) / sizeof(mask[0]); ++lane)
      set |= static_cast<unsigned>(mask[lane] != 0) << lane;
    return set;
  }
};

}  // namespace

constinit const Kernels baseline_kernels = Table<Baseline>::make(InstructionSet::baseline);

}  // namespace genericity::simd
