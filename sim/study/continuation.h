#pragma once

#include <string>

#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Takes back into the study, as excluded, the cells that its rules drop and `stored` holds: nothing that was
/// counted is lost. They come after all others, in the order of the study.
void keep_excluded(Study& study, const StudyResult& stored);

/// The result of `study` that begins with everything in `stored`: cells and conditions are found again by
/// what they mean and by the seed of their draws, wherever they stand in either study, and those that are new
/// start empty. Stages that only one of the two programs knows are kept by name.
///
/// Throws InputError, beginning with `name` (the file that `stored` comes from), if the two do not fit
/// together, and says in what they differ: another seed, draws of another version, other margins or
/// samples recorded, another shard, or a stored ensemble, pattern or condition that the study does not ask
/// for and that would be lost.
StudyResult continue_result(const Study& study, Shard shard, StudyResult stored, const std::string& name);

}  // namespace genericity
