#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
  using UnsignedLongWords __attribute__((vector_size(bytes))) = std::uint64_t;
  template <class Mask>
  static unsigned bits(const Mask& mask) {
    unsigned set = 0;
    for (unsigned lane = 0; lane < sizeof(Mask) / sizeof(mask[0]); ++lane)
      set |= static_cast<unsigned>(mask[lane] != 0) << lane;
    return set;
  }
  static UnsignedLongWords multiply_words(const UnsignedLongWords& a, const UnsignedLongWords& b) {
#ifdef __SSE2__
    return reinterpret_cast<UnsignedLongWords>(
        _mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
    return (a & 0xffffffffU) * (b & 0xffffffffU);
#endif
  }
  static Doubles square_root(const Doubles& x) {
#ifdef __SSE2__
    return _mm_sqrt_pd(x);
#else
    return Doubles{__builtin_sqrt(x[0]), __builtin_sqrt(x[1])};
#endif
  }
  static void interleave(const Doubles& a, const Doubles& b, Doubles& first, Doubles& second) {
    first = __builtin_shufflevector(a, b, 0, 2);
    second = __builtin_shufflevector(a, b, 1, 3);
  }
};

}  // namespace

constinit const Kernels baseline_kernels = Table<Baseline>::make(InstructionSet::baseline);

}  // namespace genericity::simd
