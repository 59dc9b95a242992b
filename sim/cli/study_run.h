#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/cli/cores.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/job_end.h"
#include "sim/study/driver.h"
#include "sim/study/input_files.h"
#include "sim/study/study.h"

namespace genericity {

class Communicator;

/// What `genericity run` is asked.
struct RunOptions {
  std::string study;   ///< the name of its file
  std::string output;  ///< of the result; empty for the study's name with .h5
  int threads = 0;     ///< 0 for all that this process should run
  std::vector<std::string> assignments;
  std::string shard;
  double save_interval = 60;
  double save_patience = 300;
  bool break_lock = false;
  bool quiet = false;  ///< nothing on standard error but what went wrong
};

/// What a run meets beside its study.
struct RunSurroundings {
  Communicator* communicator = nullptr;  ///< null without MPI
  ThreadChoice threads;
  /// The files that were read, none of which may be written; and what came through pipes.
  std::vector<std::filesystem::path> inputs;
  InputFiles files;
  JobEnd job_end;
  /// Asked after every chunk of samples; true saves and ends the run.
  std::function<bool()> stop_requested = [] { return false; };
  /// Told of how far the run is, besides what it shows on standard error.
  std::function<void(const DriverOptions::Progress&)> progress = [](const DriverOptions::Progress&) {};
};

/// Reads the study from its text, and notes the files of priors that it names among the inputs of `around`.
/// Throws InputError.
Study read_study_for_run(const RunOptions& options, const std::string& text, RunSurroundings& around);

/// What must be equal on all processes of a cluster.
std::string run_fingerprint(const Study& study);

/// What the first process does, or the only one, on its file: begins it or goes on with it, and saves. The
/// file is complete (exit_done), or the run was stopped and can go on (exit_stopped). Throws InputError for a
/// study that cannot be run or a result of another study, StoreError where the result cannot be written.
ExitCode carry_out(const RunOptions& options, Study study, const RunSurroundings& around);

}  // namespace genericity
