#pragma once

#include "sim/study/driver.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Throws InputError if tail mode cannot treat an ensemble of the study, with the reason.
void require_tail(const Study& study);

/// Carries out a study in tail mode: whatever replications of `result.tail` are not finished. Every
/// replication is a function of the study alone, so threads, interruptions and later additions cannot show.
/// True when the study is complete, false when it was interrupted or out of time.
bool run_tail_study(const Study& study, StudyResult& result, const DriverOptions& options);

/// Seconds of one thread a draw, over all cells, conditions and ε of the ensemble, measured for about
/// `seconds`.
double measure_seconds_a_draw(const Study& study, const Ensemble& ensemble, double seconds);

}  // namespace genericity
