#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/study/study.h"

namespace genericity {

/// What one ensemble takes.
struct EnsembleEstimate {
  std::size_t cells = 0;
  std::size_t rows = 0;         ///< of the largest system of Lemma 1 that has to be solved (none: 0)
  std::size_t unknowns = 0;     ///< of that system
  double bytes_per_thread = 0;  ///< memory of one thread's workspace, roughly
};

/// Sizes, from the study alone. Patterns with condition (G) need no system: they fail at every prior.
EnsembleEstimate estimate(const Ensemble& ensemble, const Study& study);

/// Throws InputError when an ensemble needs more memory per thread than is sensible, naming the ensemble and
/// the need.
void require_feasible(const Study& study);

/// Throws InputError when deciding CI for this pattern would need more memory than is sensible; the message
/// begins with `what`, the file that asks for it.
void require_feasible(const TypeSpace& space, const Pattern& pattern, const std::string& what);

}  // namespace genericity
