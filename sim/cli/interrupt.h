#pragma once

namespace genericity {

/// From its construction on, SIGINT, SIGTERM and SIGUSR1 ask the run to save and stop; a second signal ends
/// the program at once, the way the signal would have. One object a program.
class InterruptRequest {
 public:
  InterruptRequest();
  /// Whether a signal has come.
  static bool received();
};

}  // namespace genericity
