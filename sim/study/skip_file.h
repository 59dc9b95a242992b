#pragma once

#include "sim/study/result.h"
#include "sim/study/study.h"
#include "sim/study/toml_reader.h"

namespace genericity {

/// Reads `skip`, a list of what may be proved of CI over all priors, "never" and "almost_always", and moves
/// the cells of which that is proved from the study's ensembles to `study.dropped`: with "almost_always" only
/// those whose law has a density, as nothing else is proved of others. Notes in `study.grid` how many each
/// word drops. Throws InputError for other words, and if no cell is left.
void apply_skip(const TomlReader& reader, const toml::table& root, Study& study);

/// Moves to `study.dropped` what `stored` does not hold, or marks as excluded: what a program that proved
/// more or less left out of the study, which was read without its `skip`.
void skip_as_in(const StudyResult& stored, Study& study);

}  // namespace genericity
