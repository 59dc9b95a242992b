#pragma once

#include "core/simd/balance_view.h"
#include "core/simd/candidate_view.h"
#include "core/simd/gordan_view.h"
#include "core/simd/instruction_set.h"
#include "core/simd/proof_view.h"
#include "core/simd/variate_kernels.h"

namespace genericity::simd {

/// A search for transfers in one precision. `space` has view.vectors vectors of Kernels::bytes bytes.
struct CandidateKernel {
  int width = 0;
  /// HingeSearch::run or BlockSearch::run.
  void (*run)(const CandidateView& view, void* space, const double* const* priors, int count, int limit,
              int leave, LaneState* states) = nullptr;
  /// Rounding::run into `psi`, agents·|Θ| vectors of doubles.
  void (*round)(const CandidateView& view, const void* space, int first, void* psi) = nullptr;
};

/// The kernels of one instruction set. All memory is aligned to `bytes`.
struct Kernels {
  InstructionSet set = InstructionSet::baseline;
  int bytes = 0;        ///< of a vector
  int proof_width = 0;  ///< lanes of the proof: doubles
  CandidateKernel hinge_floats;
  CandidateKernel block_doubles;
  CandidateKernel hinge_doubles;
  /// GordanSearch::run in floats and in doubles.
  using Search = void (*)(const GordanView& view, void* space, GordanJob* jobs, std::size_t count, int limit);
  Search search_floats = nullptr;
  Search search_doubles = nullptr;
  /// Proof::run.
  unsigned (*prove)(const ProofView& view, void* space, const double* const* priors,
                    const void* psi) = nullptr;
  /// BalanceProof::run.
  unsigned (*refute)(const BalanceView& view, void* space, const double* const* priors,
                     const double* const* weights, std::uint32_t* ranks) = nullptr;
  VariateKernels variates;
};

extern const Kernels baseline_kernels;
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;

/// The kernels of an available instruction set.
const Kernels& kernels(InstructionSet set);

}  // namespace genericity::simd
