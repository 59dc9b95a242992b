#pragma once

#include <string>

#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Throws InputError unless the result counts samples: `what` is what cannot be done with other modes.
void require_samples(const StudyResult& result, const std::string& file, const std::string& what);

/// The study that a result was made from, read from the text in its provenance. Priors in files of their own
/// are looked for where they were. Throws InputError, beginning with `file`, if the text is missing, or does
/// not mean what the result says.
Study stored_study(const StudyResult& result, const std::string& file);

}  // namespace genericity
