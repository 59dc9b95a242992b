#include "core/simd/kernels.h"

namespace genericity::simd {

const Kernels& kernels(InstructionSet set) {
#ifdef GENERICITY_HAS_X86_KERNELS
  if (set == InstructionSet::avx512) return avx512_kernels;
  if (set == InstructionSet::avx2) return avx2_kernels;
#endif
  static_cast<void>(set);
  return baseline_kernels;
}

}  // namespace genericity::simd
