#pragma once

#include <cstdint>
#include <memory>

#include "core/exact/integers.h"
#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity {

/// How many priors the lattice of this denominator N has: positive integer weights on the |Θ| type profiles
/// with the sum N, C(N−1, |Θ|−1) of them.
mpz_class lattice_size(const TypeSpace& space, std::uint64_t denominator);

/// More priors than this are not gone through.
inline constexpr std::uint64_t most_enumerated = 1'000'000'000;

/// All priors of a lattice, each once: sample i is the i-th list of weights in lexicographic order, so sample
/// 0 is (1, …, 1, N−|Θ|+1) and the last one (N−|Θ|+1, 1, …, 1). Different lists are different priors, since
/// all have the same sum. Symmetry is not used: what it would save is not worth a proof.
///
/// Throws InvalidInput if N < |Θ| or there are more than most_enumerated priors; the message says how many.
std::unique_ptr<PriorFamily> every_lattice_prior(const TypeSpace& space, std::uint64_t denominator);

}  // namespace genericity
