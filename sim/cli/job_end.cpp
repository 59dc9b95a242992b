#include "sim/cli/job_end.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "sim/cli/run_history.h"

namespace genericity {

namespace {

/// Times after this one (in the year 2200) mean nothing.
constexpr std::int64_t latest_end = 7'258'118'400;

}  // namespace

JobEnd::JobEnd() : JobEnd(std::getenv("SLURM_JOB_END_TIME"), Clock::now()) {}

JobEnd::JobEnd(const char* text, Clock::time_point start) {
  if (text == nullptr) return;
  std::int64_t seconds = 0;
  const char* const stop = text + std::strlen(text);
  const auto [next, error] = std::from_chars(text, stop, seconds);
  if (error != std::errc{} || next != stop || seconds <= 0 || seconds > latest_end) return;
  end_ = Clock::time_point(std::chrono::seconds(seconds));
  is_over_ = end_ <= start;
  if (!is_over_) stop_ = std::max(end_ - std::chrono::seconds(30), start + (end_ - start) * 9 / 10);
}

std::string JobEnd::why_ignored() const {
  if (!is_over_) return {};
  return "SLURM_JOB_END_TIME is ignored: its time, " + utc_text(Clock::to_time_t(end_)) +
         ", was over when the run began";
}

std::string JobEnd::to_string() const {
  return "the Slurm job ends at " + utc_text(Clock::to_time_t(end_)) + " (SLURM_JOB_END_TIME)";
}

}  // namespace genericity
