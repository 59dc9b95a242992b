#include <algorithm>
#include <filesystem>
#include <iostream>

#include "sim/cli/exit_code.h"
#include "sim/cli/progress.h"
#include "sim/cli/result_paths.h"
#include "sim/cli/result_saver.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/output_lock.h"
#include "sim/store/result_file.h"
#include "sim/store/united.h"

namespace genericity {

namespace {

struct MergeOptions {
  std::string output;
  std::vector<std::string> inputs;
  bool break_lock = false;
  bool quiet = false;
};

/// Seconds for which a save that fails is tried again.
constexpr double save_patience = 10;

/// Whether nothing of the study is missing. A result of one shard may be complete, and lacks the others.
bool is_whole_study(const StudyResult& result) {
  return result.complete && result.shard.is_whole();
}

/// What of the study is missing, by ensemble: a line each.
void print_gaps(std::ostream& out, const StudyResult& result) {
  for (std::size_t e = 0; e < result.ensembles.size(); ++e) {
    const EnsembleResult& ensemble = result.ensembles[e];
    const SampleRanges gaps = common_samples(cells_of(result, e)).gaps({0, asked_samples(result, ensemble)});
    const bool has_all =
        is_width_reason(ensemble.stop_reason) || ensemble.stop_reason == StopReason::excluded;
    if (is_whole_study(result) || has_all || gaps.empty()) continue;
    out << "missing: samples " << gaps.to_string() << " of ensemble " << e << " (" << ensemble.law() << " on "
        << types_text(ensemble.types);
    if (ensemble.seed != result.seed) out << ", seed " << ensemble.seed;
    out << ")\n";
  }
}

int merge(const MergeOptions& options) {
  OutputLock lock(options.output, {.break_lock = options.break_lock});
  std::vector<std::string> inputs = result_paths(options.inputs);
  // What is in the output already is one of the inputs, so that merging never loses anything.
  const auto is_output = [&](const std::string& input) {
    std::error_code error;
    return std::filesystem::equivalent(input, options.output, error);
  };
  std::error_code error;
  if (std::filesystem::exists(options.output, error) && std::none_of(inputs.begin(), inputs.end(), is_output))
    inputs.push_back(options.output);
  const StudyResult result = united(inputs, [](const std::string& input) { return read_result(input); });
  SaverOptions saving;
  saving.output = options.output;
  saving.require_held = [&] { lock.require_held(); };
  saving.patience = [] { return save_patience; };
  saving.takes_refuge = false;  // the inputs are there still
  saving.say = [](const std::string& line) { std::cerr << line << std::endl; };
  ResultSaver(saving).save(result, Saving::last);
  MissingLog().show(result);
  if (!options.quiet) {
    print_gaps(std::cerr, result);
    std::cerr << (is_whole_study(result) ? "Done: " : "Not complete: ") << inputs.size()
              << (inputs.size() == 1 ? " file in " : " files in ") << options.output << '\n';
  }
  return is_whole_study(result) ? exit_done : exit_stopped;
}

}  // namespace

void add_merge_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "merge", "Unite results of one study, such as the shards of a run");
  auto& options = verb.does(action, merge);
  verb.option("output", options.output, "the file to write; if it exists, it is one of the inputs, too")
      .required()
      .file("h5");
  verb.option("inputs", options.inputs,
              "results of one study; a folder stands for its *.h5, @FILE for the paths in a text file, one a "
              "line")
      .required()
      .file("h5");
  verb.flag("--break-lock", options.break_lock, "write the output although another process seems to");
  verb.flag("-q,--quiet", options.quiet, "do not list what is missing");
  verb.footer(
      "Samples that several files count are taken once; files that contradict each other are refused. The "
      "order of the files does not matter. Exit code 4: written, but samples are missing.\n\n"
      "Example: genericity merge all.h5 part-*.h5\n"
      "genericity merge NAME.h5 shards/NAME");
}

}  // namespace genericity
