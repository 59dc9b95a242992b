// Compiled for AVX-512: nothing here may be called before the processor has been asked.
#include <immintrin.h>

#include "core/simd/lanes.h"

namespace genericity::simd {
namespace {

struct Avx512 {
  static constexpr int bytes = 64;
  static constexpr std::size_t block_columns = 4;
  using Floats __attribute__((vector_size(bytes))) = float;
  using HalfFloats __attribute__((vector_size(bytes / 2))) = float;
  using Doubles __attribute__((vector_size(bytes))) = double;
  using Words __attribute__((vector_size(bytes))) = std::int32_t;
  using LongWords __attribute__((vector_size(bytes))) = std::int64_t;
  static unsigned bits(const Words& mask) { return _mm512_movepi32_mask(reinterpret_cast<__m512i>(mask)); }
  static unsigned bits(const LongWords& mask) {
    return _mm512_movepi64_mask(reinterpret_cast<__m512i>(mask));
  }
};

}  // namespace

constinit const Kernels avx512_kernels = Table<Avx512>::make(InstructionSet::avx512);

}  // namespace genericity::simd
