#pragma once

namespace genericity {

/// What the program tells the shell. Part of the interface: scripts rely on it.
enum ExitCode : int {
  exit_done = 0,
  exit_internal = 1,    ///< a fault of the program
  exit_input = 2,       ///< the command line, or what an input file says, is wrong
  exit_io = 3,          ///< a file could not be read or written
  exit_stopped = 4,     ///< a good result file, which is not complete yet
  exit_fault_found = 5  ///< a verification found a fault
};

}  // namespace genericity
