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
  using UnsignedLongWords __attribute__((vector_size(bytes))) = std::uint64_t;
  static unsigned bits(const Words& mask) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(reinterpret_cast<__m256i>(mask))));
  }
  static unsigned bits(const LongWords& mask) {
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(reinterpret_cast<__m256i>(mask))));
  }
  static UnsignedLongWords multiply_words(const UnsignedLongWords& a, const UnsignedLongWords& b) {
    return reinterpret_cast<UnsignedLongWords>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
  }
  static Doubles square_root(const Doubles& x) { return _mm256_sqrt_pd(x); }
  static void interleave(const Doubles& a, const Doubles& b, Doubles& first, Doubles& second) {
    first = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    second = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  }
};

}  // namespace

constinit const Kernels avx2_kernels = Table<Avx2>::make(InstructionSet::avx2);

}  // namespace genericity::simd
