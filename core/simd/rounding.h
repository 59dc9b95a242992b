#pragma once

#include <cstddef>

#include "core/simd/candidate_view.h"

namespace genericity::simd {

/// Turns the candidates' transfers into integers that balance the budget exactly, in the double lanes that
/// the proof works on. `Source` has as many lanes as `Target` or a multiple.
template <class Source, class Target>
struct Rounding {
  /// Lanes first … first+Target::width−1 of the transfers in a candidate's workspace; psi[i·|Θ| + θ] is a
  /// vector of lanes. A candidate that is not finite becomes NaN, which proves nothing.
  static void run(const CandidateView& view, const typename Source::Vector* space, int first,
                  typename Target::Vector* psi) {
    using Vector = typename Target::Vector;
    // The greatest |ψ| has this many bits: all that a float carries, and most of what a double does, below
    // the 2^40 that the proof admits.
    constexpr double scale = 0x1p38;
    constexpr double shift = 0x1.8p52;  // added and taken away, it rounds to an integer
    const typename Source::Vector* const transfers = space + view.transfers;
    const std::size_t profiles = view.profiles;
    const std::size_t unknowns = (view.agents - 1) * profiles;
    Vector greatest{};
    for (std::size_t i = 0; i < unknowns; ++i) {
      const Vector value = Target::widen(transfers[i], first);
      psi[i] = value;
      const Vector size = value < Vector{} ? -value : value;
      greatest = size > greatest ? size : greatest;
    }
    const Vector factor = scale / greatest;
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      Vector rest{};
      for (std::size_t i = profile; i < unknowns; i += profiles) {
        const Vector integer = (psi[i] * factor + shift) - shift;
        psi[i] = integer;
        rest -= integer;
      }
      psi[unknowns + profile] = rest;
    }
  }
};

}  // namespace genericity::simd
