#pragma once

#include <cstddef>

#include "sim/hunt/classify_patterns.h"
#include "sim/study/stopwatch.h"

namespace genericity {

/// Says on a terminal's standard error how many patterns are still open while they are being classified. From
/// its making on an interrupt asks to stop, not to die.
class OpenPatternsLine {
 public:
  OpenPatternsLine();
  ~OpenPatternsLine();
  OpenPatternsLine(const OpenPatternsLine&) = delete;
  OpenPatternsLine& operator=(const OpenPatternsLine&) = delete;

  /// A hunt on all usable cores that reports here, and stops when somebody asks for it. This object must
  /// outlive it.
  HuntOptions hunt_options();
  /// Takes the line away, before anything else is printed.
  void end();
  /// exit_stopped if somebody has asked to stop, else exit_done.
  [[nodiscard]] static int exit_code();

 private:
  bool show(std::size_t open);

  bool terminal_;
  bool shown_ = false;
  double last_ = 0;
  Stopwatch watch_;
};

}  // namespace genericity
