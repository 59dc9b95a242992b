#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace genericity {

class Communicator;

/// What the machine and the environment say of how many threads this process should run. What nobody says is
/// absent; texts are as they were found.
struct CoreFacts {
  int machine = 1;              ///< threads that the machine runs at once
  std::optional<int> affinity;  ///< processors that the process may use, or its share of those of its run
  std::optional<double> quota;  ///< processors that the control groups grant, not always a whole number
  int processes = 1;            ///< of this run on this machine, which share the quota
  std::optional<std::string> slurm_cpus_per_task;
  std::optional<std::string> omp_num_threads;
  std::optional<std::string> omp_thread_limit;
};

/// A number of threads and where it comes from: "all cores", "SLURM_CPUS_PER_TASK".
struct ThreadChoice {
  int threads = 1;
  std::string reason;

  /// "1 thread (SLURM_CPUS_PER_TASK)"
  [[nodiscard]] std::string to_string() const;
};

/// The least that anything says, at least 1; of equal numbers the first in the order of CoreFacts gives the
/// reason. What is no positive whole number is taken as not said.
ThreadChoice usable_cores(const CoreFacts& facts);

/// What is found here. Files of the control groups are looked for below `root`.
CoreFacts read_core_facts(const std::filesystem::path& root = "/");

/// The threads of this process: what the user asked for with --threads, if that is not 0, else what is usable
/// here. `communicator` may be null.
ThreadChoice chosen_threads(int asked, const Communicator* communicator);

}  // namespace genericity
