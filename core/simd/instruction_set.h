#pragma once

#include <span>
#include <string_view>

namespace genericity {

/// The instruction sets that the batch kernels are compiled for. Every lane's arithmetic is the same on all
/// of them, to the last bit; they differ in how many lanes run in step.
enum class InstructionSet {
  baseline,  ///< 16-byte vectors, whatever the compiler's default target offers (SSE2 on x86-64)
  avx2,      ///< 32-byte vectors
  avx512     ///< 64-byte vectors (F, DQ, BW and VL)
};

/// "baseline", "avx2", "avx512".
[[nodiscard]] std::string_view to_string(InstructionSet set);

/// Those that this build has and this processor runs, narrowest first; the baseline always is among them.
[[nodiscard]] std::span<const InstructionSet> available_instruction_sets();

/// The widest of them.
[[nodiscard]] InstructionSet best_instruction_set();

}  // namespace genericity
