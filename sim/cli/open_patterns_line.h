#pragma once

#include <cstddef>

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

  /// Returns whether somebody has asked to stop.
  bool show(std::size_t open);
  void end();

 private:
  bool terminal_;
  bool shown_ = false;
  double last_ = 0;
  Stopwatch watch_;
};

}  // namespace genericity
