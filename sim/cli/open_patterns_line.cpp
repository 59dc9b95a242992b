#include "sim/cli/open_patterns_line.h"

#include <unistd.h>

#include <iostream>

#include "sim/cli/interrupt.h"

namespace genericity {

OpenPatternsLine::OpenPatternsLine() : terminal_(isatty(STDERR_FILENO) != 0) {
  watch_signals();
}

OpenPatternsLine::~OpenPatternsLine() {
  end();
}

bool OpenPatternsLine::show(std::size_t open) {
  constexpr double seconds_between = 1;
  if (terminal_ && watch_.seconds() > last_ + seconds_between) {
    last_ = watch_.seconds();
    shown_ = true;
    std::cerr << "\rpatterns without a verdict: " << open << "    " << std::flush;
  }
  return stop_requested();
}

void OpenPatternsLine::end() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
  shown_ = false;
}

}  // namespace genericity
