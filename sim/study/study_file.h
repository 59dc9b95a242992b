#pragma once

#include <string>
#include <vector>

#include "sim/priors/family.h"
#include "sim/study/study.h"

namespace genericity {

/// Opens the file of a `file` or `perturbed` prior; the path has been resolved beside the study.
using StudyLoader = PriorLoader;

/// Reads a study from TOML, puts the assignments of --set in place, checks all of it and expands it.
/// Throws InputError: the file, the line, the key, what was expected and the nearest known name.
Study read_study(const std::string& path, const std::vector<std::string>& assignments,
                 const StudyLoader& load);

/// The same for a text; `name` stands in messages, and files of priors are looked for in `folder`.
Study read_study_text(const std::string& name, const std::string& text, const std::string& folder,
                      const std::vector<std::string>& assignments, const StudyLoader& load);

}  // namespace genericity
