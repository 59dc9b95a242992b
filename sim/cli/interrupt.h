#pragma once

#include <chrono>
#include <optional>

namespace genericity {

/// From its construction on, SIGINT, SIGTERM, SIGUSR1, SIGXCPU and, unless it was ignored (nohup), SIGHUP ask
/// the run to save and stop, however often they come: schedulers and GNU timeout signal a process and its
/// group. Only a second Ctrl-C at the terminal, more than a second after the first signal, ends the program
/// at once. A reader of its messages that went away (SIGPIPE) does not end it.
///
/// So does the end of a Slurm job coming near (SLURM_JOB_END_TIME, seconds since 1970): half a minute before
/// it, or when nine tenths of the time until then have passed, if that is later. One object a program.
class InterruptRequest {
 public:
  InterruptRequest();
  /// Whether a signal has come, or the job's end is near.
  [[nodiscard]] bool received() const;
  /// Whether a signal has come.
  [[nodiscard]] static bool signalled();

 private:
  std::optional<std::chrono::system_clock::time_point> end_;
};

}  // namespace genericity
