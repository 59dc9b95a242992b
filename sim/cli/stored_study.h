#pragma once

#include <string>

#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Throws InputError unless the result counts samples: `what` is what cannot be done with other modes.
void require_samples(const StudyResult& result, const std::string& file, const std::string& what);

/// Notes in the provenance where the study lies. A folder whose name is not UTF-8 is noted byte by byte, too:
/// files keep texts as UTF-8 only.
void note_study_folder(const std::string& folder, StudyResult& result);

/// Notes in the provenance that these priors came through a pipe, and cannot be read again.
void note_piped_file(const std::string& path, StudyResult& result);

/// The study that a result was made from, read from the text in its provenance. Priors in files of their own
/// are looked for where they were. Throws InputError, beginning with `file`, if the text is missing, or does
/// not mean what the result says; UnreadableInput if a file of priors is not where it was.
Study stored_study(const StudyResult& result, const std::string& file);

}  // namespace genericity
