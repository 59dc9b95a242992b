#include "core/simd/instruction_set.h"

#include <array>
#include <cstddef>

namespace genericity {

std::string_view to_string(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::avx2:
      return "avx2";
    default:
      return "baseline";
  }
}

std::span<const InstructionSet> available_instruction_sets() {
  static constexpr std::array sets = {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512};
  std::size_t count = 1;
#ifdef GENERICITY_HAS_X86_KERNELS
  // The compiler's own test, which also asks whether the operating system saves the wide registers.
  if (__builtin_cpu_supports("avx2")) {
    count = 2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
      count = 3;
    }
  }
#endif
  return std::span(sets).first(count);
}

InstructionSet best_instruction_set() {
  return available_instruction_sets().back();
}

}  // namespace genericity
