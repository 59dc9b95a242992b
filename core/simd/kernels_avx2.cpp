// Compiled for AVX2: nothing here may be called before the processor has been asked.
#include <immintrin.h>

#include "core/simd/lanes.h"

namespace genericity::simd {
namespace {

struct Avx2 {
  static constexpr int bytes = 32;
  static constexpr std::size_t block_columns = 2;
  using Floats __attribute__((vector_size(bytes))) = float;
  using HalfFloats __attribute__((vector_size(bytes / 2))) = float;
  using Doubles __attribute__((vector_size(bytes))) = double;
  using Words __attribute__((vector_size(bytes))) = std::int32_t;
  using LongWords __attribute__((vector_size(bytes))) = std::int64_t;
  static unsigned bits(const Words& mask) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(reinterpret_cast<__m256i>(mask))));
  }
  static unsigned bits(const LongWords& mask) {
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(reinterpret_cast<__m256i>(mask))));
  }
};

}  // namespace

constinit const Kernels avx2_kernels = Table<Avx2>::make(InstructionSet::avx2);

}  // namespace genericity::simd
