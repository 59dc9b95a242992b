#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <thread>

#include "sim/cli/exit_code.h"
#include "sim/cli/prior_files.h"
#include "sim/cli/progress.h"
#include "sim/cli/table.h"
#include "sim/cli/verbs.h"
#include "sim/study/plan.h"
#include "sim/study/study_file.h"

namespace genericity {

namespace {

struct PlanOptions {
  std::string study;
  int threads = 0;
  std::vector<std::string> assignments;
  double seconds = 0.2;
};

int plan(const PlanOptions& options) {
  const Study study = read_study(options.study, options.assignments, prior_file_loader());
  require_feasible(study);
  const int threads = options.threads > 0
                          ? options.threads
                          : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Table table{{"ensemble", "types", "prior", "cells", "rows", "unknowns", "samples", "ms/sample", "time"},
              {}};
  double total = 0;
  double bytes = 0;
  std::size_t number = 0;
  for (const Ensemble& ensemble : study.ensembles) {
    const EnsembleEstimate sizes = estimate(ensemble, study);
    const double each = measure_seconds_a_sample(ensemble, study, options.seconds);
    const double time = each * static_cast<double>(study.stop.samples) / threads;
    total += time;
    bytes = std::max(bytes, sizes.bytes_a_thread);
    table.rows.push_back(
        {std::to_string(number++), ensemble.space.to_string(), ensemble.family->name(),
         std::to_string(sizes.cells), std::to_string(sizes.rows), std::to_string(sizes.unknowns),
         short_count(static_cast<double>(study.stop.samples)), short_text(1e3 * each), duration_text(time)});
  }
  print_aligned(std::cout, table);
  std::cout << '\n'
            << study.ensembles.size() << " ensembles, " << study.cells() << " cells, "
            << study.conditions.size() << " conditions; about " << duration_text(total) << " on " << threads
            << " threads";
  if (study.stop.half_width) std::cout << " if no ensemble reaches its half-width first";
  if (study.stop.seconds) std::cout << ", limited to " << duration_text(*study.stop.seconds);
  std::cout << "; about " << static_cast<long long>(bytes / (1U << 20U)) + 1 << " MiB a thread\n";
  return exit_done;
}

}  // namespace

void add_plan_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* verb =
      program.add_subcommand("plan", "Say what a study would run: cells, sizes, a measured estimate of time");
  verb->add_option("study", options->study, "the study, a TOML file")->required();
  verb->add_option("-t,--threads", options->threads, "threads to plan for (default: all cores)")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--set", options->assignments, "key=value in place of the study's")
      ->allow_extra_args(false);
  verb->add_option("--measure", options->seconds, "seconds of measuring an ensemble (default: 0.2)")
      ->check(CLI::Range(0.0, 3600.0));
  verb->callback([options, &action] { action = [options] { return plan(*options); }; });
}

}  // namespace genericity
