#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/cluster/array_script.h"
#include "sim/study/study.h"

namespace genericity {

/// What the user asks of a batch script that carries a study out.
struct SlurmRequest {
  std::string study;  ///< its path
  std::vector<std::string> assignments;
  int threads = 1;           ///< of a task
  std::uint64_t shards = 0;  ///< 0: as many as make a task take `task_hours`
  double task_hours = 1;
  double safety = 2;                    ///< how many times the estimate a task may take and need
  std::uint64_t max_array_size = 1001;  ///< indices of an array's tasks are less
};

/// What carrying the study out takes, as far as it can be known beforehand.
struct SlurmEstimate {
  double thread_seconds = 0;  ///< of one thread, all in all
  double bytes_per_thread = 0;
};

struct SlurmPlan {
  ArrayJob job;
  std::vector<std::string> notes;  ///< what the user should know of it, a sentence each
};

/// An array of shards, or one job where the study cannot be divided, or the site has no arrays. Throws
/// InputError if shards were asked for that are impossible.
SlurmPlan plan_slurm(const Study& study, const SlurmRequest& request, const SlurmEstimate& estimate);

/// Why the study cannot run in shards; empty if it can.
std::string why_no_shards(const Study& study);

}  // namespace genericity
