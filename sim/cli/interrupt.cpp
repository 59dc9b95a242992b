#include "sim/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace genericity {

namespace {

// The one thing that a signal handler may touch: it must be global and of this type.
volatile std::sig_atomic_t signals_received = 0;

extern "C" void note_signal(int signal) {
  signals_received = 1;
  // The next one has its usual effect.
  (void)std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptRequest::InterruptRequest() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) (void)std::signal(signal, note_signal);
}

bool InterruptRequest::received() {
  return signals_received != 0;
}

}  // namespace genericity
