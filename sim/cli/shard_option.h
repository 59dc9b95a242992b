#pragma once

#include <string>

#include "sim/study/shard.h"

namespace genericity {

/// The shard that "i/k" names, with i from 0 to k − 1. Throws InputError.
Shard parse_shard(const std::string& text);

/// The shard of a run: what --shard says, else what a Slurm array says (SLURM_ARRAY_TASK_ID and its _MIN,
/// _MAX and _COUNT), else the whole.
///
/// An array that leaves indices out, or does not begin at 0 or 1, is refused: a resubmission of some shards
/// looks like that, and then the shards' number is not the array's.
Shard chosen_shard(const std::string& option);

}  // namespace genericity
