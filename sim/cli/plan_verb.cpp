#include <algorithm>
#include <cmath>
#include <iostream>

#include "sim/cli/cores.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/prior_files.h"
#include "sim/cli/progress.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cluster/array_script.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/study_file.h"
#include "sim/study/tail_driver.h"

namespace genericity {

namespace {

struct PlanOptions {
  std::string study;
  int threads = 0;
  std::vector<std::string> assignments;
  double seconds = 0.2;
  bool slurm = false;
  std::uint64_t shards = 0;
  double task_hours = 1;
  double safety = 2;
};

/// The least time of a task: it includes the two minutes' notice that the script asks for.
constexpr double least_task_seconds = 600;
/// The largest array that Slurm takes as it is installed (MaxArraySize).
constexpr std::uint64_t most_shards = 1000;
/// What the program takes before it has read a study, with its libraries.
constexpr double base_bytes = 128.0 * (1U << 20U);
/// A record in memory, and what sorting and writing it take besides.
constexpr double record_bytes = 3 * sizeof(SampleRecord);

/// The array that carries a study out, from estimates of the time on one thread and the memory of a thread.
ArrayJob array_job(const Study& study, const PlanOptions& options, double thread_seconds,
                   double bytes_per_thread) {
  ArrayJob job;
  job.study = options.study;
  job.threads = std::max(1, options.threads);
  const double task_seconds = 3600 * options.task_hours;
  const double wanted = std::ceil(thread_seconds / job.threads / task_seconds);
  job.shards = options.shards > 0
                   ? options.shards
                   : static_cast<std::uint64_t>(std::clamp(wanted, 1.0, static_cast<double>(most_shards)));
  if (job.shards > study.stop.samples) {
    throw InputError("--shards: expected at most the number of samples, " +
                     std::to_string(study.stop.samples) + ", got " + std::to_string(job.shards));
  }
  const auto shards = static_cast<double>(job.shards);
  job.seconds = std::max(least_task_seconds, options.safety * thread_seconds / job.threads / shards);
  const auto units = static_cast<double>(study.cells() * study.conditions.size());
  double records = 0;
  if (study.record_samples != RecordSamples::none) {
    records = units * static_cast<double>(study.stop.samples) / shards * record_bytes;
  }
  job.bytes = base_bytes + options.safety * (job.threads * bytes_per_thread + records);
  for (const std::string& assignment : options.assignments) {
    job.settings.insert(job.settings.end(), {"--set", assignment});
  }
  return job;
}

int plan_tail(const Study& study, const PlanOptions& options) {
  require_tail(study);
  const int threads = chosen_threads(options.threads, nullptr).threads;
  Table table{{"ensemble", "types", "prior", "cells", "epsilons", "draws", "us/draw", "time"}, {}};
  double total = 0;
  for (const Ensemble& ensemble : study.ensembles) {
    const double each = measure_seconds_a_draw(study, ensemble, options.seconds);
    const auto draws = static_cast<double>(study.tail.draws * study.tail.replications);
    const std::size_t parts = ensemble.patterns.size() * study.conditions.size() * study.tail.epsilons.size();
    const double time = each * draws / threads;
    total += time;
    table.rows.push_back({table.rows.size(), ensemble.space.to_string(), ensemble.family->name(),
                          ensemble.patterns.size(), study.tail.epsilons.size(),
                          short_count(draws * static_cast<double>(parts)),
                          short_text(1e6 * each / static_cast<double>(parts)), duration_text(time)});
  }
  print_aligned(std::cout, table);
  std::cout << '\n'
            << study.ensembles.size() << " ensembles, " << study.cells() << " cells, "
            << study.tail.replications << " replications of " << study.tail.draws
            << " draws for each of them, each condition and epsilon; about " << duration_text(total) << " on "
            << threads << " threads\n";
  return exit_done;
}

int plan(const PlanOptions& options) {
  const Study study = read_study(options.study, options.assignments, prior_file_loader());
  require_feasible(study);
  if (options.slurm && study.mode != StudyMode::sample) {
    throw InputError("--slurm: a study with mode = \"" + to_string(study.mode) +
                     "\" is not run in shards; run it in one piece, on all cores or under mpirun");
  }
  if (study.mode == StudyMode::tail) return plan_tail(study, options);
  // A task of an array has one core unless it asks for more.
  const int threads =
      options.slurm ? std::max(1, options.threads) : chosen_threads(options.threads, nullptr).threads;
  Table table{{"ensemble", "types", "prior", "cells", "rows", "unknowns", "samples", "ms/sample", "time"},
              {}};
  double total = 0;
  double bytes = 0;
  // A half-width is reached at its planned number of samples at the latest, if hardly any is undecided.
  const std::uint64_t planned = study.stop.limits().planned_samples;
  const auto most_samples = static_cast<double>(planned > 0 ? planned : study.stop.samples);
  for (const Ensemble& ensemble : study.ensembles) {
    const EnsembleEstimate sizes = estimate(ensemble, study);
    const double each = measure_seconds_a_sample(ensemble, study, options.seconds);
    const double samples =
        ensemble.family->size() > 0 ? static_cast<double>(ensemble.family->size()) : most_samples;
    const double time = each * samples / threads;
    total += time;
    bytes = std::max(bytes, sizes.bytes_per_thread);
    table.rows.push_back({table.rows.size(), ensemble.space.to_string(), ensemble.family->name(), sizes.cells,
                          sizes.rows, sizes.unknowns, short_count(samples), short_text(1e3 * each),
                          duration_text(time)});
  }
  // With --slurm the script is what is asked for; the table stands beside it for the reader.
  std::ostream& out = options.slurm ? std::cerr : std::cout;
  print_aligned(out, table);
  out << '\n'
      << study.ensembles.size() << " ensembles, " << study.cells() << " cells, " << study.conditions.size()
      << " conditions; about " << duration_text(total) << " on " << threads << " threads";
  if (study.stop.looks_at_data()) out << " if no ensemble reaches its width before";
  if (study.stop.seconds) out << ", limited to " << duration_text(*study.stop.seconds);
  out << "; about " << static_cast<long long>(bytes / (1U << 20U)) + 1 << " MiB per thread\n";
  if (options.slurm) std::cout << array_script(array_job(study, options, total * threads, bytes));
  return exit_done;
}

}  // namespace

void add_plan_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "plan", "Say what a study would run: cells, sizes, a measured estimate of time");
  auto& options = verb.does(action, plan);
  verb.option("study", options.study, "the study, a TOML file").required().file("toml");
  verb.option("-t,--threads", options.threads, "threads to plan for (default: as many as run would use here)")
      .between(1, 4096);
  verb.option("--set", options.assignments, "key=value in place of the study's");
  verb.option("--measure", options.seconds, "seconds of measuring an ensemble (default: 0.2)")
      .between(0.0, 3600.0);
  const VerbOption slurm =
      verb.flag("--slurm", options.slurm,
                "print a Slurm batch script for an array of shards, ready for sbatch, with its size, time "
                "and memory; the table goes to standard error");
  verb.option("--shards", options.shards,
              "tasks of the array (default: as many as make a task take --task-hours, at most 1000)")
      .needs(slurm)
      .between(1, 1'000'000);
  verb.option("--task-hours", options.task_hours, "hours that a task should take (default: 1)")
      .needs(slurm)
      .between(0.01, 1000.0);
  verb.option("--safety", options.safety, "how many times the estimate a task may take and need (default: 2)")
      .needs(slurm)
      .between(1.0, 100.0);
  verb.footer("Example: genericity plan configs/sweep.toml --slurm --task-hours 2 > array.sbatch");
}

}  // namespace genericity
