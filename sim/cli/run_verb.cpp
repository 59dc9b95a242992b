#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/study_run.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cluster/open_communicator.h"
#include "sim/cluster/rank_pool.h"
#include "sim/cluster/worker_rank.h"

namespace genericity {

namespace {

int run(const RunOptions& given) {
  RunOptions options = given;
  if (options.study == "-") options.study = standard_input;
  RunSurroundings around;
  const std::unique_ptr<Communicator> communicator = open_communicator();
  around.communicator = communicator.get();
  around.threads = chosen_threads(options.threads, communicator.get());
  around.inputs = {options.study};
  around.stop_requested = stop_requested;
  if (communicator && communicator->rank() > 0) {
    watch_signals();
    const auto read_sent = [&](const Begin& sent) {
      around.files = InputFiles(sent.piped);
      return read_study_for_run(options, sent.text, around);
    };
    run_worker_rank(*communicator, {around.threads.threads, read_sent, run_fingerprint,
                                    [&] { return stop_requested() || around.job_end.is_near(); }});
    return exit_done;
  }
  std::optional<Leadership> leadership;
  if (communicator) leadership.emplace(*communicator);
  const std::string text = around.files.read(options.study, most_toml_bytes);
  Study study = read_study_for_run(options, text, around);
  // Not earlier: a signal ends the program while it waits for its input, as from a pipe.
  watch_signals();
  return carry_out(options, std::move(study), around);
}

}  // namespace

void add_run_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "run", "Sample priors and count: carry out a study, or go on with it");
  auto& options = verb.does(action, run);
  verb.option("study", options.study, "the study, a TOML file; - is standard input").required().file("toml");
  verb.option("-o,--output", options.output,
              "the result file (default: the study's name with .h5, here; a pipe has none)")
      .not_empty()
      .file("h5");
  verb.option("-t,--threads", options.threads,
              "threads (default: all cores, or fewer where CPU affinity, a CPU quota, SLURM_CPUS_PER_TASK, "
              "OMP_NUM_THREADS or OMP_THREAD_LIMIT allow fewer); the result does not depend on it")
      .between(1, 4096);
  verb.option("--set", options.assignments, "key=value in place of the study's, such as stop.samples=1000");
  verb.option(
          "--shard", options.shard,
          "i/k: only part i (from 0) of k equal parts of the samples, to be merged later; array: the part "
          "of this task of a Slurm array, which has a task for every part (default: all samples); under "
          "mpirun all processes draw that part together")
      .not_empty();
  verb.option("--save-interval", options.save_interval,
              "seconds between saves of unfinished work (default: 60)")
      .between(0.0, 1e9);
  verb.option("--save-patience", options.save_patience,
              "seconds that the last save goes on trying where it fails, before it saves elsewhere (default: "
              "300; 10 after a signal, 0 at the end of a Slurm job)")
      .between(0.0, 1e9);
  verb.flag("--break-lock", options.break_lock, "write the result although another process seems to");
  verb.flag("-q,--quiet", options.quiet, "no progress");
  verb.footer(
      "An existing result of the same study is continued; one of another study is refused. Ctrl-C and "
      "signals (TERM, USR1, XCPU, HUP) save and stop with exit code 4; a second Ctrl-C stops at once. mpirun "
      "-n 4 genericity run STUDY.toml: four processes make one file, the same as one process makes. Open MPI "
      "kills them a second after SIGTERM; with mpirun --mca odls_base_sigkill_timeout 20 they have 20 to "
      "save.\n\n"
      "Example: genericity run configs/quickstart.toml -o results/quickstart.h5 --set stop.samples=1000");
}

}  // namespace genericity
