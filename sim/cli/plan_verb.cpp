#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <vector>

#include "sim/cli/cores.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_overhead.h"
#include "sim/cli/slurm_plan.h"
#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cluster/array_limit.h"
#include "sim/lists/prior_files.h"
#include "sim/study/input_error.h"
#include "sim/study/input_files.h"
#include "sim/study/measured_cost.h"
#include "sim/study/plan.h"
#include "sim/study/stopwatch.h"
#include "sim/study/study_file.h"
#include "sim/study/tail_driver.h"

namespace genericity {

namespace {

/// Seconds of measuring a law of priors, and, unless the user asks for more, all of them together.
constexpr double usual_measuring = 0.2;
constexpr double most_measuring = 10;
/// Seconds after which laws that take long are no longer waited for, unless the user asks for more.
constexpr double longest_measuring = 13;

struct PlanOptions {
  std::string study;
  int threads = 0;
  std::vector<std::string> assignments;
  double seconds = usual_measuring;
  bool slurm = false;
  std::uint64_t shards = 0;
  double task_hours = 1;
  double safety = 2;
  std::uint64_t max_array = 0;
};

/// With --slurm the script is what is asked for; the table stands beside it for the reader.
std::ostream& table_stream(const PlanOptions& options) {
  return options.slurm ? std::cerr : std::cout;
}

/// A task of a job has one core unless it asks for more.
int planned_threads(const PlanOptions& options) {
  return options.slurm ? std::max(1, options.threads) : chosen_threads(options.threads, nullptr).threads;
}

/// Prints the script, and beside it what the user should know.
void print_script(const Study& study, const PlanOptions& options, const SlurmEstimate& estimate) {
  const std::uint64_t size =
      options.max_array > 0 ? options.max_array : site_max_array_size().value_or(usual_max_array_size);
  const SlurmPlan plan = plan_slurm(study,
                                    {options.study, options.assignments, std::max(1, options.threads),
                                     options.shards, options.task_hours, options.safety, size},
                                    estimate);
  for (const std::string& note : plan.notes) std::cerr << "Note: " << note << '\n';
  const AsIs for_programs(std::cout);
  std::cout << array_script(plan.job);
}

/// What each law of priors costs, each on its types, by the key of its draws: replicates by other seeds cost
/// the same.
std::map<std::uint64_t, MeasuredCost> costs_of_laws(const Study& study, const PlanOptions& options) {
  std::map<std::uint64_t, const Ensemble*> first;
  for (const Ensemble& ensemble : study.ensembles) first.try_emplace(ensemble.key, &ensemble);
  std::vector<const Ensemble*> laws;
  laws.reserve(first.size());
  for (const auto& [key, ensemble] : first) laws.push_back(ensemble);
  const auto number = static_cast<double>(laws.size());
  MeasuringTime time{std::min(options.seconds, most_measuring / number), longest_measuring};
  if (options.seconds != usual_measuring) time = {options.seconds, number * (2 * options.seconds + 0.05)};
  const std::vector<MeasuredCost> costs = measure_costs(laws, study, time);
  std::map<std::uint64_t, MeasuredCost> by_key;
  std::size_t place = 0;
  for (const auto& [key, ensemble] : first) by_key.emplace(key, costs[place++]);
  return by_key;
}

/// How many cells each list makes, and each rule drops, where there are any.
void print_grid(std::ostream& out, const Study& study) {
  for (std::size_t number = 0; number < study.grid.blocks.size(); ++number) {
    const GridSizes::Block& block = study.grid.blocks[number];
    const auto is_list = [](const GridSizes::List& list) { return list.most > 1; };
    if (std::none_of(block.lists.begin(), block.lists.end(), is_list)) continue;
    out << "[[ensemble]] " << number + 1 << ": ";
    for (const GridSizes::List& list : block.lists) {
      if (!is_list(list)) continue;
      out << list.key << ' ' << list.least;
      if (list.most > list.least) out << " to " << list.most;
      out << ", ";
    }
    out << block.cells << (block.cells == 1 ? " cell\n" : " cells\n");
  }
  if (study.seeds.size() > 1) out << "seed: " << study.seeds.size() << ", each with all these cells\n";
  for (std::size_t number = 0; number < study.grid.rules.size(); ++number) {
    const GridSizes::Rule& rule = study.grid.rules[number];
    out << "exclude " << number + 1;
    if (rule.line > 0) out << " (line " << rule.line << ")";
    out << ": drops " << rule.cells << (rule.cells == 1 ? " cell\n" : " cells\n");
  }
  for (const GridSizes::Skipped& skipped : study.grid.skipped) {
    const auto [verdict, cells] = skipped;
    out << "skip " << to_string(verdict) << ": drops " << cells << (cells == 1 ? " cell" : " cells")
        << (verdict == GenericVerdict::never ? ", CI fails at every prior\n"
                                             : ", CI holds at almost every prior\n");
  }
}

int plan_tail(const Study& study, const PlanOptions& options) {
  require_tail(study);
  const int threads = planned_threads(options);
  Table table{{"ensemble", "types", "prior", "cells", "epsilons", "draws", "us/draw", "time"},
              {},
              {"ensemble", "types", "prior", "cells", "draws", "us/draw", "time"}};
  double total = 0;
  double bytes = 0;
  for (const Ensemble& ensemble : study.ensembles) {
    bytes = std::max(bytes, estimate(ensemble, study).bytes_per_thread);
    const double each = measure_seconds_a_draw(study, ensemble, options.seconds);
    const auto draws = static_cast<double>(study.tail.draws * study.tail.replications);
    const std::size_t parts = ensemble.patterns.size() * study.conditions.size() * study.tail.epsilons.size();
    const double time = each * draws / threads;
    total += time;
    table.rows.push_back({table.rows.size(), ensemble.space.to_string(), ensemble.law(),
                          ensemble.patterns.size(), study.tail.epsilons.size(),
                          short_count(draws * static_cast<double>(parts)),
                          short_text(1e6 * each / static_cast<double>(parts)), duration_text(time)});
  }
  std::ostream& out = table_stream(options);
  print_aligned(out, table);
  out << '\n';
  print_grid(out, study);
  out << study.ensembles.size() << " ensembles, " << study.cells() << " cells, " << study.tail.replications
      << " replications of " << study.tail.draws
      << " draws for each of them, each condition and epsilon; about " << duration_text(total) << " on "
      << threads << " threads\n";
  if (options.slurm) print_script(study, options, {total * threads, bytes});
  return exit_done;
}

int plan(const PlanOptions& given) {
  const Stopwatch since_start;
  PlanOptions options = given;
  if (options.study == "-") options.study = standard_input;
  InputFiles files;
  if (options.slurm && files.is_pipe(options.study))
    throw InputError("--slurm: tasks cannot read a study that comes through a pipe; give a file");
  const Study study = read_study(options.study, options.assignments, prior_file_loader(files));
  require_feasible(study);
  const double reading = since_start.seconds();
  if (const std::string why = why_no_shards(study); options.shards > 1 && !why.empty())
    throw InputError("--shards: " + why);
  if (study.mode == StudyMode::tail) return plan_tail(study, options);
  const int threads = planned_threads(options);
  Table table{{"ensemble", "types", "prior", "cells", "rows", "unknowns", "samples", "ms/sample", "time"},
              {},
              {"ensemble", "types", "prior", "cells", "samples", "ms/sample", "time"}};
  double total = 0;
  double bytes = 0;
  bool is_lower_bound = false;
  // A half-width is reached at its planned number of samples at the latest, if hardly any is undecided.
  const std::map<std::uint64_t, MeasuredCost> costs = costs_of_laws(study, options);
  const std::uint64_t planned = study.stop.limits().planned_samples;
  const auto most_samples = static_cast<double>(planned > 0 ? planned : study.stop.samples);
  for (const Ensemble& ensemble : study.ensembles) {
    const EnsembleEstimate sizes = estimate(ensemble, study);
    const MeasuredCost& cost = costs.at(ensemble.key);
    is_lower_bound = is_lower_bound || cost.is_lower_bound;
    const std::string more_than = cost.is_lower_bound ? "> " : "";
    const double each = cost.seconds_a_sample;
    const double samples = ensemble.family->size() > 0
                               ? static_cast<double>(ensemble.samples_of(study.stop.samples))
                               : most_samples;
    const double time = each * samples / threads + cost.seconds_once;
    total += time;
    bytes = std::max(bytes, sizes.bytes_per_thread);
    table.rows.push_back({table.rows.size(), ensemble.space.to_string(), ensemble.law(), sizes.cells,
                          sizes.rows, sizes.unknowns, short_count(samples),
                          more_than + short_text(1e3 * each), more_than + duration_text(time)});
  }
  const RunOverhead overhead = measure_overhead(study);
  total += reading + overhead.starting;
  total += overhead.saving * (1 + std::floor(total / usual_save_interval));
  std::ostream& out = table_stream(options);
  print_aligned(out, table);
  out << '\n';
  print_grid(out, study);
  out << study.ensembles.size() << " ensembles, " << study.cells() << " cells, " << study.conditions.size()
      << " conditions; " << (is_lower_bound ? "more than " : "about ") << duration_text(total) << " on "
      << threads << " threads";
  if (study.stop.looks_at_data()) out << " if no ensemble reaches its width before";
  if (study.stop.seconds) out << ", limited to " << duration_text(*study.stop.seconds);
  out << "; about " << static_cast<long long>(bytes / (1U << 20U)) + 1 << " MiB per thread\n";
  if (const RecordEstimate kept = estimate_records(study); kept.records > 0) {
    const bool keeps_all =
        study.record_samples == RecordSamples::all || study.record_samples == RecordSamples::none;
    out << (keeps_all ? "" : "up to ") << short_count(kept.records)
        << " records of single verdicts: " << short_count(kept.bytes_in_memory / (1U << 20U))
        << " MiB of memory, " << short_count(kept.bytes_in_file / (1U << 20U))
        << " MiB in the file before compression\n";
  }
  if (options.slurm) print_script(study, options, {total * threads, bytes});
  return exit_done;
}

}  // namespace

void add_plan_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "plan", "Say what a study would run: cells, sizes, a measured estimate of time");
  auto& options = verb.does(action, plan);
  verb.option("study", options.study, "the study, a TOML file; - is standard input").required().file("toml");
  verb.option("-t,--threads", options.threads, "threads to plan for (default: as many as run would use here)")
      .between(1, 4096);
  verb.option("--set", options.assignments, "key=value in place of the study's");
  verb.option("--measure", options.seconds,
              "seconds of measuring a law of priors (default: 0.2, or less with more than 50 laws; longer, "
              "but 13 s in "
              "all, where a sample takes longer)")
      .between(0.0, 3600.0);
  const VerbOption slurm = verb.flag(
      "--slurm", options.slurm,
      "print a Slurm batch script for an array of shards, or for one job where the study cannot be "
      "divided, ready for sbatch, with its size, time and memory; the table goes to standard error");
  verb.option("--shards", options.shards,
              "parts of the study (default: as many as make a task take --task-hours, at most a task each)")
      .needs(slurm)
      .between(1, 1'000'000);
  verb.option("--task-hours", options.task_hours, "hours that a task should take (default: 1)")
      .needs(slurm)
      .between(0.01, 1000.0);
  verb.option("--max-array", options.max_array,
              "the site's MaxArraySize: an array has no more tasks; with more shards a task does several "
              "(default: what scontrol show config says, else 1001)")
      .needs(slurm)
      .between(1, 10'000'000);
  verb.option("--safety", options.safety, "how many times the estimate a task may take and need (default: 2)")
      .needs(slurm)
      .between(1.0, 100.0);
  verb.footer("Example: genericity plan configs/sweep.toml --slurm --task-hours 2 > array.sbatch");
}

}  // namespace genericity
