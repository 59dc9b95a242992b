#include "sim/cli/open_patterns_line.h"

#include <unistd.h>

#include <iostream>

#include "sim/cli/cores.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/interrupt.h"

namespace genericity {

OpenPatternsLine::OpenPatternsLine() : terminal_(isatty(STDERR_FILENO) != 0) {
  watch_signals();
}

OpenPatternsLine::~OpenPatternsLine() {
  end();
}

HuntOptions OpenPatternsLine::hunt_options() {
  HuntOptions options;
  options.threads = chosen_threads(0, nullptr).threads;
  options.report = [this](std::size_t open) { return show(open); };
  return options;
}

int OpenPatternsLine::exit_code() {
  return stop_requested() ? exit_stopped : exit_done;
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
