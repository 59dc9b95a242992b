#pragma once

#include "sim/study/study.h"

namespace genericity {

/// What a run takes besides its samples, in seconds.
struct RunOverhead {
  double starting = 0;  ///< to make the result that is filled then
  double saving = 0;    ///< a save, without the file system's part
};

/// Seconds between the saves of a run that nobody tells otherwise.
inline constexpr double usual_save_interval = 60;

/// Makes and saves an empty result of the study, or of its first ensembles if it has many cells, and
/// multiplies. Nothing is written anywhere.
RunOverhead measure_overhead(const Study& study);

}  // namespace genericity
