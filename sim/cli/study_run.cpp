#include "sim/cli/study_run.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <utility>

#include "sim/cli/progress.h"
#include "sim/cli/refuse_overwriting.h"
#include "sim/cli/result_saver.h"
#include "sim/cli/run_history.h"
#include "sim/cli/shard_option.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/version.h"
#include "sim/cluster/array_script.h"
#include "sim/cluster/open_communicator.h"
#include "sim/cluster/rank_pool.h"
#include "sim/lists/prior_files.h"
#include "sim/priors/spec.h"
#include "sim/store/output_lock.h"
#include "sim/store/result_file.h"
#include "sim/study/continuation.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/study_file.h"
#include "sim/study/tail_driver.h"

namespace genericity {

namespace {

/// Seconds of trying to save that a signal leaves: schedulers kill half a minute after it.
constexpr double hurried_patience = 10;

/// What is stored already, if it is of this study, or an empty result. The study takes back what is stored of
/// the cells that it excludes.
StudyResult open_result(Study& study, Shard shard, const std::filesystem::path& output) {
  std::error_code error;
  if (!std::filesystem::exists(output, error)) return start_result(study, shard);
  StudyResult stored = read_result(output);
  keep_excluded(study, stored);
  std::map<std::string, std::string> provenance = stored.provenance;
  StudyResult result = continue_result(study, shard, std::move(stored), output.string());
  result.provenance = std::move(provenance);
  return result;
}

/// The study's name with .h5, in the folder of the call.
std::filesystem::path default_output(const std::string& study, const InputFiles& files, Shard shard) {
  if (files.is_pipe(study))
    throw InputError("--output: missing; a study that comes through a pipe has no name to make one of");
  std::filesystem::path output = std::filesystem::path(study).stem();
  if (!shard.is_whole())
    output += ".shard-" + std::to_string(shard.index) + "-of-" + std::to_string(shard.count);
  return output += ".h5";
}

/// Begins the provenance anew: whatever the study, the machine and the call say.
void note_call(const RunOptions& options, const Study& study, const Communicator* communicator,
               const ThreadChoice& threads, StudyResult& result) {
  result.provenance = build_and_host();
  result.provenance["study_text"] = study.text;
  result.provenance["study_file"] = std::filesystem::path(options.study).filename().string();
  const std::string folder = folder_of_study(options.study);
  note_study_folder(
      (folder.empty() ? std::filesystem::current_path() : std::filesystem::absolute(folder)).string(),
      result);
  for (const std::string& assignment : options.assignments)
    result.provenance["settings"] += assignment + "\n";
  result.provenance["threads"] = std::to_string(threads.threads);
  result.provenance["threads_reason"] = threads.reason;
  result.provenance["processes"] = std::to_string(communicator != nullptr ? communicator->size() : 1);
  if (communicator != nullptr) result.provenance["mpi"] = mpi_library();
  result.provenance["started"] = utc_now();
}

/// Of priors that came through pipes it is said, as nobody can read them again.
void note_piped_files(const RunOptions& options, const InputFiles& files, StudyResult& result) {
  for (const auto& [path, bytes] : files.piped()) {
    if (path != options.study) note_piped_file(path, result);
  }
}

/// Whatever a law rounds away of a given prior is said, here and in the result.
void note_rounded_priors(const Study& study, bool quiet, StudyResult& result) {
  for (const Ensemble& ensemble : study.ensembles) {
    const std::string file = ensemble.family->rounded_file();
    if (file.empty()) continue;
    result.provenance["rounded_priors"] += ensemble.family->name() + "\n";
    if (quiet) continue;
    std::cerr << "Note: the weights in " << file << " have more digits than doubles; "
              << ensemble.family->name() << " adds its noise to the nearest doubles\n";
  }
}

void say_threads(const ThreadChoice& threads, const RankPool* cluster) {
  std::cerr << threads.to_string();
  if (cluster != nullptr) std::cerr << " in process 0, " << cluster->workers() << " in all processes";
  std::cerr << '\n';
}

void say_end(const StudyResult& result, const std::filesystem::path& output) {
  const std::string samples = short_count(static_cast<double>(total_samples(result)));
  const std::string ensembles = std::to_string(result.ensembles.size());
  std::cerr << (result.complete ? "Done: " : "Stopped early: ")
            << (result.mode == StudyMode::tail ? "tails of "
                                               : samples + " priors in " + ensembles + " ensembles, ")
            << result.cells.size() << " cells, in " << output.string()
            << (result.shard.is_whole() ? "" : ", shard " + result.shard.to_string())
            << (result.complete ? "" : " (run again to go on)") << '\n';
}

/// The call that goes on from a result that stands at `place`.
std::string command_from(const RunOptions& options, Shard shard, const std::filesystem::path& place) {
  std::string command = "genericity run " + shell_quoted(options.study);
  for (const std::string& assignment : options.assignments) command += " --set " + shell_quoted(assignment);
  if (!shard.is_whole()) command += " --shard " + shard.to_string();
  if (options.threads > 0) command += " --threads " + std::to_string(options.threads);
  return command + " -o " + shell_quoted(place.string());
}

}  // namespace

Study read_study_for_run(const RunOptions& options, const std::string& text, RunSurroundings& around) {
  const PriorLoader load = [&, load_file = prior_file_loader(around.files)](const std::string& path,
                                                                            const TypeSpace& space) {
    around.inputs.emplace_back(path);
    return load_file(path, space);
  };
  return read_study_text(options.study, text, folder_of_study(options.study), options.assignments, load);
}

std::string run_fingerprint(const Study& study) {
  std::string text = std::string(program_version()) + "\n" + study.identity();
  // Processes name them to one another by their places.
  if (study.mode == StudyMode::tail) {
    for (const double epsilon : study.tail.epsilons) text += number_text(epsilon) + "\n";
  }
  return text;
}

ExitCode carry_out(const RunOptions& options, Study study, const RunSurroundings& around) {
  Communicator* const communicator = around.communicator;
  const ThreadChoice& threads = around.threads;
  require_feasible(study);
  if (study.mode == StudyMode::tail) require_tail(study);
  const Shard shard = chosen_shard(options.shard);
  (void)start_result(study, shard);  // refuses a shard of a study that cannot have any, before a file is made
  const std::filesystem::path output = options.output.empty()
                                           ? default_output(options.study, around.files, shard)
                                           : std::filesystem::path(options.output);
  refuse_overwriting("--output", output, around.inputs);
  OutputLock lock(output, {.break_lock = options.break_lock});
  StudyResult result = open_result(study, shard, output);
  state_theorems(study, threads.threads, result);
  std::optional<RankPool> cluster;
  if (communicator != nullptr) {
    cluster.emplace(*communicator, study, threads.threads, run_fingerprint(study),
                    Begin{study.text, around.files.piped()});
  }
  const RunHistory history(result.provenance, shard, threads.threads);
  note_call(options, study, communicator, threads, result);
  note_piped_files(options, around.files, result);
  note_rounded_priors(study, options.quiet, result);
  if (!options.quiet) {
    say_threads(threads, cluster ? &*cluster : nullptr);
    if (const std::string why = around.job_end.why_ignored(); !why.empty())
      std::cerr << "Note: " << why << '\n';
  }

  SaverOptions saving;
  saving.output = output;
  saving.require_held = [&] { lock.require_held(); };
  saving.patience = [&] {
    if (around.job_end.is_near()) return 0.0;
    const bool is_hurried = around.stop_requested() || (cluster && cluster->interrupted());
    return is_hurried ? std::min(hurried_patience, options.save_patience) : options.save_patience;
  };
  saving.go_on = [&](const std::filesystem::path& place) { return command_from(options, shard, place); };
  ProgressDisplay display(options.quiet);
  saving.say = [&](const std::string& line) {
    display.end_line();
    std::cerr << line << std::endl;
  };
  ResultSaver saver(saving);

  MissingLog missing;
  DriverOptions driver;
  driver.threads = threads.threads;
  if (cluster) driver.pool = &*cluster;
  bool job_ends = false;
  driver.interrupted = [&] {
    job_ends = job_ends || around.job_end.is_near();
    return job_ends || around.stop_requested() || (cluster && cluster->interrupted());
  };
  driver.save_interval = options.save_interval;
  driver.progress = [&](const DriverOptions::Progress& progress) {
    display.show(progress);
    around.progress(progress);
  };
  driver.save = [&](const StudyResult& state, Saving occasion) {
    result.provenance["saved"] = utc_now();
    result.provenance["shards"] = history.lines(state);
    missing.show(state, [&display] { display.end_line(); });
    return saver.save(state, occasion);
  };
  const bool complete = run_study(study, result, driver);
  display.end_line();
  if (!complete && job_ends) std::cerr << "Stopping, because " << around.job_end.to_string() << '\n';
  if (!options.quiet) say_end(result, output);
  return complete ? exit_done : exit_stopped;
}

}  // namespace genericity
