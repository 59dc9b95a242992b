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
  using UnsignedLongWords __attribute__((vector_size(bytes))) = std::uint64_t;
  static unsigned bits(const Words& mask) { return _mm512_movepi32_mask(reinterpret_cast<__m512i>(mask)); }
  static unsigned bits(const LongWords& mask) {
    return _mm512_movepi64_mask(reinterpret_cast<__m512i>(mask));
  }
  // GCC 12 warns wrongly of the unmasked intrinsics (its bug 105593); under a full mask they are the same.
  static constexpr __mmask8 all_lanes = 0xff;
  static UnsignedLongWords multiply_words(const UnsignedLongWords& a, const UnsignedLongWords& b) {
    return reinterpret_cast<UnsignedLongWords>(
        _mm512_maskz_mul_epu32(all_lanes, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
  }
  static Doubles square_root(const Doubles& x) { return _mm512_maskz_sqrt_pd(all_lanes, x); }
  static void interleave(const Doubles& a, const Doubles& b, Doubles& first, Doubles& second) {
    first = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    second = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  }
};

}  // namespace

constinit const Kernels avx512_kernels = Table<Avx512>::make(InstructionSet::avx512);

}  // namespace genericity::simd
