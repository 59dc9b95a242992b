#pragma once

#include <string>

#include "sim/study/shard.h"

namespace genericity {

/// The shard that "i/k" names, with i from 0 to k − 1. Throws InputError.
Shard parse_shard(const std::string& text);

/// The shard of a run: the whole without --shard; with "--shard array" what the variables of a Slurm array
/// say (SLURM_ARRAY_TASK_ID and its _MIN, _MAX and _COUNT); else "i/k". Whoever does not ask for it may have
/// an array over studies, or a variable that was left in a shell: then the array means nothing.
///
/// Throws InputError for an array that leaves indices out, or does not begin at 0 or 1: a resubmission of
/// some shards looks like that, and then the shards' number is not the array's.
Shard chosen_shard(const std::string& option);

}  // namespace genericity
