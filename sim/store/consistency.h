#pragma once

#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// What in a result contradicts itself, a sentence each: counts that do not add up to the samples, intervals
/// that are not those of the counts, traces, extreme margins and tables of ci against cbdp that are not those
/// of the verdicts and margins, samples that the study does not ask for, records of samples that are not
/// counted. Empty if nothing does.
std::vector<std::string> faults_of(const StudyResult& result);

}  // namespace genericity
