#include "sim/cli/interrupt.h"

#include <atomic>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <initializer_list>

namespace genericity {

namespace {

/// A second Ctrl-C sooner than this may be the first one's echo: shells and launchers pass signals on.
constexpr std::int64_t second_look = 1'000'000'000;  // nanoseconds

// What a signal handler may touch: global, and free of locks.
std::atomic<std::int64_t> first_signal{0};  // nanoseconds of the monotonic clock; 0 before there was one
static_assert(decltype(first_signal)::is_always_lock_free);

extern "C" void note_signal(int signal, siginfo_t* facts, void* /*context*/) {
  timespec clock{};
  (void)clock_gettime(CLOCK_MONOTONIC, &clock);
  const std::int64_t now = std::int64_t{clock.tv_sec} * 1'000'000'000 + clock.tv_nsec;
  std::int64_t first = 0;
  if (first_signal.compare_exchange_strong(first, now)) return;
  // Only the terminal's own signals come from the kernel itself.
  if (signal != SIGINT || facts->si_code != SI_KERNEL || now - first < second_look) return;
  (void)std::signal(signal, SIG_DFL);
  (void)raise(signal);
}

void ask_to_stop_on(int signal) {
  struct sigaction action {};
  action.sa_sigaction = note_signal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  (void)sigemptyset(&action.sa_mask);
  (void)sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction present {};
  return sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_IGN;
}

}  // namespace

void watch_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGXCPU}) ask_to_stop_on(signal);
  if (!is_ignored(SIGHUP)) ask_to_stop_on(SIGHUP);
  (void)std::signal(SIGPIPE, SIG_IGN);
}

bool stop_requested() {
  return first_signal != 0;
}

}  // namespace genericity
