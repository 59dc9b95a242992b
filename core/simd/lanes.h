#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/balance_proof.h"
#include "core/simd/block_search.h"
#include "core/simd/gordan_search.h"
#include "core/simd/hinge_search.h"
#include "core/simd/kernels.h"
#include "core/simd/proof.h"
#include "core/simd/rounding.h"
#include "core/simd/variate_lanes.h"

namespace genericity::simd {

/// The vectors of Set as lanes of floats. `Set` is a type of the translation unit that compiles the
/// kernels: with one in an unnamed namespace, whatever is instantiated is that unit's alone, so that no code
/// for a wider instruction set can stand in for another unit's.
template <class Set>
struct FloatLanes {
  using Real = float;
  static constexpr int width = Set::bytes / static_cast<int>(sizeof(float));
  static constexpr std::size_t block_columns = Set::block_columns;
  static constexpr float greatest = 1e30F;
  using Vector = typename Set::Floats;
  using Mask = typename Set::Words;

  /// The lanes below `count`.
  static Mask first(int count) {
    Mask mask{};
    for (int lane = 0; lane < count; ++lane) mask[lane] = -1;
    return mask;
  }
  static unsigned bits(const Mask& mask) { return Set::bits(mask); }
};

/// The same with doubles.
template <class Set>
struct DoubleLanes {
  using Real = double;
  static constexpr int width = Set::bytes / static_cast<int>(sizeof(double));
  static constexpr std::size_t block_columns = Set::block_columns;
  static constexpr double greatest = 1e200;
  using Vector = typename Set::Doubles;
  using Mask = typename Set::LongWords;

  static Mask first(int count) {
    Mask mask{};
    for (int lane = 0; lane < count; ++lane) mask[lane] = -1;
    return mask;
  }
  static unsigned bits(const Mask& mask) { return Set::bits(mask); }
  /// Lanes from … from+width−1 of a vector of floats, or a vector of doubles itself.
  static Vector widen(const typename FloatLanes<Set>::Vector& floats, int from) {
    typename Set::HalfFloats half;
    __builtin_memcpy(&half,
                     reinterpret_cast<const char*>(&floats) + static_cast<std::size_t>(from) * sizeof(float),
                     sizeof half);
    return __builtin_convertvector(half, Vector);
  }
  static Vector widen(const Vector& doubles, int /*from*/) { return doubles; }
};

/// The functions of one translation unit behind the table's untyped pointers.
template <class Set>
struct Table {
  using Doubles = DoubleLanes<Set>;

  template <class Search>
  static void run(const CandidateView& view, void* space, const double* const* priors, int count, int limit,
                  int leave, LaneState* states) {
    Search::run(view, static_cast<typename Search::Vector*>(space), priors, count, limit, leave, states);
  }
  template <class Lanes>
  static void round(const CandidateView& view, const void* space, int first, void* psi) {
    Rounding<Lanes, Doubles>::run(view, static_cast<const typename Lanes::Vector*>(space), first,
                                  static_cast<typename Doubles::Vector*>(psi));
  }
  static unsigned prove(const ProofView& view, void* space, const double* const* priors, const void* psi) {
    return Proof<Doubles>::run(view, static_cast<typename Doubles::Vector*>(space), priors,
                               static_cast<const typename Doubles::Vector*>(psi));
  }
  static unsigned refute(const BalanceView& view, void* space, const double* const* priors,
                         const double* const* weights, std::uint32_t* ranks) {
    return BalanceProof<Doubles>::run(view, static_cast<typename Doubles::Vector*>(space), priors, weights,
                                      ranks);
  }
  template <class Lanes>
  static void search(const GordanView& view, void* space, GordanJob* jobs, std::size_t count, int limit) {
    GordanSearch<Lanes>::run(view, static_cast<typename Lanes::Vector*>(space), jobs, count, limit);
  }
  template <template <class> class Search, class Lanes>
  static constexpr CandidateKernel candidate() {
    return {Lanes::width, run<Search<Lanes>>, round<Lanes>};
  }
  static constexpr Kernels make(InstructionSet set) {
    return {set,
            Set::bytes,
            Doubles::width,
            candidate<HingeSearch, FloatLanes<Set>>(),
            candidate<BlockSearch, Doubles>(),
            candidate<HingeSearch, Doubles>(),
            search<FloatLanes<Set>>,
            search<Doubles>,
            prove,
            refute,
            Variates<Set>::make()};
  }
};

}  // namespace genericity::simd
