#pragma once

#include <chrono>
#include <string>

namespace genericity {

/// The end of the Slurm job that a run is part of, as SLURM_JOB_END_TIME tells it (seconds since 1970). A
/// time that was over when the run began is another job's, left in the environment of a shell, and means
/// nothing; so does what is no such time.
class JobEnd {
 public:
  using Clock = std::chrono::system_clock;

  /// Of this process, whose run begins now.
  JobEnd();
  /// `text` may be null, as of a variable that is not set.
  JobEnd(const char* text, Clock::time_point start);

  /// Whether it is time to save and stop: half a minute before the end, or when nine tenths of the time from
  /// the start until then have passed, if that is later.
  [[nodiscard]] bool is_near(Clock::time_point now = Clock::now()) const { return now >= stop_; }
  /// Why it is ignored, if a time is set that was over at the start; else empty.
  [[nodiscard]] std::string why_ignored() const;
  /// "the Slurm job ends at 2026-11-25T02:31:07Z (SLURM_JOB_END_TIME)"
  [[nodiscard]] std::string to_string() const;

 private:
  Clock::time_point end_ = Clock::time_point::max();
  Clock::time_point stop_ = Clock::time_point::max();
  bool is_over_ = false;
};

}  // namespace genericity
