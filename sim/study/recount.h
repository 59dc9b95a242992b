#pragma once

#include <string>
#include <vector>

#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Draws and decides again exactly the samples that each unit of `stored` counts, however they came together:
/// in shards, by a study that grew, under a stop rule that was changed or cut short.
///
/// Units that count the same samples are decided together. Everything is inferred under the rule of `stored`,
/// whose stop reasons and completeness are taken as they are. `study` is that of `stored`, in mode sample;
/// how much it asks for has no meaning here.
StudyResult recounted(const Study& study, const StudyResult& stored, int threads);

/// What the recount contradicts, a line each; none if everything is found again. Under proofs = "sample" it
/// depends on what else was decided with a sample which verdicts carry a proof; those numbers are not
/// compared.
std::vector<std::string> faults_of_recount(const Study& study, const StudyResult& stored, int threads);

/// Units of `stored`, a result of `study` in any mode, that keep another theory of the margin than the
/// study's families state, a line each.
std::vector<std::string> faults_of_theory(const Study& study, const StudyResult& stored);

}  // namespace genericity
