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

/// What the records of single samples take, if as many are kept as there may be.
struct RecordEstimate {
  double records = 0;
  double bytes_in_memory = 0;  ///< with what sorting and writing them take
  double bytes_in_file = 0;    ///< before compression
};

/// Of a study with so many samples an ensemble: all that a study with record.samples = "all" keeps, and at
/// most as many as "failures" or "undecided" do. Nothing where the study does not say how many samples.
RecordEstimate estimate_records(const Study& study);

/// Throws InputError when an ensemble needs more memory per thread than is sensible, naming the ensemble and
/// the need.
void require_feasible(const Study& study);

/// Throws InputError when deciding CI for this pattern would need more memory than is sensible; the message
/// begins with `what`, the file that asks for it.
void require_feasible(const TypeSpace& space, const Pattern& pattern, const std::string& what);

}  // namespace genericity
