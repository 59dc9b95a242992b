#include "sim/cli/interrupt.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace genericity {

namespace {

/// Times after this one (in the year 2200) mean nothing.
constexpr std::int64_t latest_end = 7'258'118'400;

// The one thing that a signal handler may touch: it must be global and of this type.
volatile std::sig_atomic_t signals_received = 0;

extern "C" void note_signal(int signal) {
  signals_received = 1;
  // The next one has its usual effect.
  (void)std::signal(signal, SIG_DFL);
}

/// When to stop because of the Slurm job's end.
std::optional<std::chrono::system_clock::time_point> end_of_job() {
  using Clock = std::chrono::system_clock;
  const char* text = std::getenv("SLURM_JOB_END_TIME");
  std::int64_t seconds = 0;
  if (text == nullptr) return std::nullopt;
  const char* const stop = text + std::strlen(text);
  const auto [next, error] = std::from_chars(text, stop, seconds);
  if (error != std::errc{} || next != stop || seconds <= 0 || seconds > latest_end) return std::nullopt;
  const Clock::time_point end{std::chrono::seconds(seconds)};
  const Clock::time_point now = Clock::now();
  if (end <= now) return now;
  return std::max(end - std::chrono::seconds(30), now + (end - now) * 9 / 10);
}

}  // namespace

InterruptRequest::InterruptRequest() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) (void)std::signal(signal, note_signal);
  end_ = end_of_job();
}

bool InterruptRequest::received() const {
  return signals_received != 0 || (end_ && std::chrono::system_clock::now() >= *end_);
}

}  // namespace genericity
