#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

/// What an operator would edit in scripts/slurm/array.sbatch.
struct ArrayJob {
  std::string study;         ///< path of the study, as the tasks find it
  std::uint64_t shards = 1;  ///< parts of the study
  std::uint64_t tasks = 1;   ///< of the array; with fewer than shards, each does several; 0: no array
  int threads = 1;           ///< of a task
  double seconds = 0;        ///< that a task may take, margin included
  double bytes = 0;          ///< that a task may need, margin included
  std::vector<std::string> settings;  ///< further words for `genericity run`
};

/// The batch script scripts/slurm/array.sbatch, word for word, as it was when this program was built.
std::string_view array_script_template();

/// That script with the job's values in place of its own.
std::string array_script(const ArrayJob& job);

/// A duration as Slurm reads it, in whole minutes, rounded up: "01:30:00", two days "2-00:00:00".
std::string slurm_time(double seconds);

/// A word in quotes, so that a shell takes it as it is.
std::string shell_quoted(std::string_view word);

}  // namespace genericity
