#pragma once

#include "sim/study/result.h"

namespace genericity {

/// Works out what follows from the tallies of an ensemble and the stop rule: its number of samples and looks,
/// the limits of its cells and what else is inferred. Limits for all units together depend on how many there
/// are.
void update_ensemble(StudyResult& result, std::size_t ensemble);

}  // namespace genericity
