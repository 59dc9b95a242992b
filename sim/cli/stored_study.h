#pragma once

#include <string>

#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// The study that a result was made from, read from the text in its provenance. Priors in files of their own
/// are looked for where they were. Throws InputError, beginning with `file`, if the text is missing, or does
/// not mean what the result says.
Study stored_study(const StudyResult& result, const std::string& file);

}  // namespace genericity
