#pragma once

#include <chrono>
#include <optional>

namespace genericity {

/// From its construction on, SIGINT, SIGTERM and SIGUSR1 ask the run to save and stop; a second signal ends
/// the program at once, the way the signal would have. So does the end of a Slurm job coming near
/// (SLURM_JOB_END_TIME, seconds since 1970): half a minute before it, or when nine tenths of the time until
/// then have passed, if that is later. One object a program.
class InterruptRequest {
 public:
  InterruptRequest();
  /// Whether a signal has come, or the job's end is near.
  [[nodiscard]] bool received() const;

 private:
  std::optional<std::chrono::system_clock::time_point> end_;
};

}  // namespace genericity
