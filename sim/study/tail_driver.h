#pragma once

#include "sim/study/driver.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Throws InputError if tail mode cannot treat an ensemble of the study, with the reason.
void require_tail(const Study& study);

/// run_study() in tail mode: finishes whatever replications of `result.tail` are not. Every replication is a
/// function of the study alone, so threads, processes, interruptions and later additions cannot show.
bool run_tail_study(const Study& study, StudyResult& result, const DriverOptions& options, WorkerPool& pool);

/// Seconds of one thread a draw, over all cells, conditions and ε of the ensemble, measured for about
/// `seconds`.
double measure_seconds_a_draw(const Study& study, const Ensemble& ensemble, double seconds);

}  // namespace genericity
