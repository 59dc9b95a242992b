#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "sim/cli/exit_code.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/prior_files.h"
#include "sim/cli/progress.h"
#include "sim/cli/verbs.h"
#include "sim/cli/version.h"
#include "sim/store/output_lock.h"
#include "sim/store/result_file.h"
#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/study_file.h"

namespace genericity {

namespace {

struct RunOptions {
  std::string study;
  std::string output;
  int threads = 0;
  std::vector<std::string> assignments;
  double save_interval = 60;
  bool quiet = false;
};

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  (void)std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

/// The first line in which two identities differ, for the message that refuses to mix them.
std::string first_difference(const std::string& mine, const std::string& theirs) {
  std::istringstream a(mine);
  std::istringstream b(theirs);
  std::string line_a;
  std::string line_b;
  while (true) {
    const bool more_a = static_cast<bool>(std::getline(a, line_a));
    const bool more_b = static_cast<bool>(std::getline(b, line_b));
    if (!more_a && !more_b) return "nothing";
    if (more_a && more_b && line_a == line_b) continue;
    return "the study says '" + (more_a ? line_a : "(nothing more)") + "', the file '" +
           (more_b ? line_b : "(nothing more)") + "'";
  }
}

/// What is stored already, if it is of this study, or an empty result.
StudyResult open_result(const Study& study, const std::filesystem::path& output) {
  StudyResult fresh = start_result(study);
  std::error_code error;
  if (!std::filesystem::exists(output, error)) return fresh;
  StudyResult stored = read_result(output);
  if (stored.identity != fresh.identity) {
    throw InputError(output.string() + " holds the result of another study: " +
                     first_difference(fresh.identity, stored.identity) +
                     "; give another file with -o, or remove this one");
  }
  // How much to sample and how sure to be may change; the counts go on.
  stored.title = fresh.title;
  stored.confidence = fresh.confidence;
  return stored;
}

int run(const RunOptions& options) {
  const Study study = read_study(options.study, options.assignments, prior_file_loader());
  require_feasible(study);
  const std::filesystem::path output = options.output.empty()
                                           ? std::filesystem::path(options.study).stem().concat(".h5")
                                           : std::filesystem::path(options.output);
  const OutputLock lock(output);
  StudyResult result = open_result(study, output);

  DriverOptions driver;
  driver.threads = options.threads > 0 ? options.threads
                                       : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  result.provenance = build_and_host();
  result.provenance["study_text"] = study.text;
  result.provenance["study_file"] = std::filesystem::path(options.study).filename().string();
  for (const std::string& assignment : options.assignments)
    result.provenance["settings"] += assignment + "\n";
  result.provenance["threads"] = std::to_string(driver.threads);
  result.provenance["started"] = utc_now();

  const InterruptRequest interrupt;
  ProgressDisplay display(options.quiet);
  driver.interrupted = [] { return InterruptRequest::received(); };
  driver.save_interval = options.save_interval;
  driver.progress = [&](const DriverOptions::Progress& progress) { display.show(progress); };
  driver.save = [&](const StudyResult& state) {
    result.provenance["saved"] = utc_now();
    write_result(state, output);
  };
  const bool complete = run_study(study, result, driver);
  if (!options.quiet) {
    std::uint64_t samples = 0;
    for (const EnsembleResult& ensemble : result.ensembles) samples += ensemble.samples;
    std::cerr << (complete ? "Done: " : "Stopped early: ") << short_count(static_cast<double>(samples))
              << " priors in " << result.ensembles.size() << " ensembles, " << result.cells.size()
              << " cells, in " << output.string() << (complete ? "" : " (run again to go on)") << '\n';
  }
  return complete ? exit_done : exit_stopped;
}

}  // namespace

void add_run_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* verb =
      program.add_subcommand("run", "Sample priors and count: carry out a study, or go on with it");
  verb->add_option("study", options->study, "the study, a TOML file")->required();
  verb->add_option("-o,--output", options->output,
                   "the result file (default: the study's name with .h5, here)");
  verb->add_option("-t,--threads", options->threads,
                   "threads (default: all cores); the result does not depend on it")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--set", options->assignments,
                   "key=value in place of the study's, such as stop.samples=1000")
      ->allow_extra_args(false);
  verb->add_option("--save-interval", options->save_interval,
                   "seconds between saves of unfinished work (default: 60)")
      ->check(CLI::Range(0.0, 1e9));
  verb->add_flag("-q,--quiet", options->quiet, "no progress");
  verb->footer(
      "An existing result of the same study is continued; one of another study is refused.\n"
      "Ctrl-C saves and stops with exit code 4; a second one stops at once.\n\n"
      "Example: genericity run configs/quickstart.toml -o results/quickstart.h5 --set stop.samples=1000");
  verb->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace genericity
