#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "sim/cli/exit_code.h"
#include "sim/cli/result_paths.h"
#include "sim/cli/run_history.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/merge.h"
#include "sim/store/result_file.h"
#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/same_study.h"

namespace genericity {

namespace {

struct StatusOptions {
  std::vector<std::string> files;
  std::uint64_t shards = 0;
  std::uint64_t tasks = 0;
  bool indices_only = false;
};

/// The part of the asked samples that is counted, by all units together; 0 to 1.
double counted_part(const StudyResult& result) {
  if (result.mode != StudyMode::sample) return result.complete ? 1 : 0;
  double counted = 0;
  double wanted = 0;
  for (const CellResult& cell : result.cells) {
    const SampleRange asked = asked_part(result, result.ensembles[cell.ensemble]);
    for (const SampleRanges& samples : cell.samples) {
      counted += static_cast<double>(samples.common(SampleRanges(asked)).count());
      wanted += static_cast<double>(asked.size());
    }
  }
  return wanted == 0 ? 1 : counted / wanted;
}

std::string percent_text(double part) {
  // Only what is whole is 100%.
  return std::to_string(std::min(static_cast<int>(100 * part), part < 1 ? 99 : 100)) + "%";
}

/// What a file is found to be.
struct FileState {
  std::string state = "missing";
  std::string note;
  std::optional<Shard> shard;  ///< of a file that could be read
  std::string counted;
  std::string of_study;  ///< samples of every ensemble, of how many
  /// The samples that all units count, and whether nothing of the study remains to be done.
  SampleRanges samples;
  bool whole_study = false;
};

bool stopped_by_time(const StudyResult& result) {
  return std::any_of(result.ensembles.begin(), result.ensembles.end(),
                     [](const EnsembleResult& ensemble) { return ensemble.stop_reason == StopReason::time; });
}

/// The samples that all units count, where those that a list does not have are no samples that it lacks.
SampleRanges counted_by_all(const StudyResult& result) {
  SampleRanges common(SampleRange{0, StopRule::unlimited_samples});
  for (const CellResult& cell : result.cells) {
    const std::uint64_t population = result.ensembles[cell.ensemble].population;
    for (SampleRanges samples : cell.samples) {
      if (population > 0) samples.insert({population, StopRule::unlimited_samples});
      common = common.common(samples);
    }
  }
  return common;
}

FileState state_of(const StudyResult& result) {
  FileState found;
  const bool done = result.complete && std::all_of(result.ensembles.begin(), result.ensembles.end(),
                                                   [&](const EnsembleResult& ensemble) {
                                                     return is_end(ensemble.stop_reason, result);
                                                   });
  found.state = done ? "done" : "partial";
  found.shard = result.shard;
  found.counted = percent_text(counted_part(result));
  found.of_study = result.mode == StudyMode::sample ? samples_of_study(result) : "";
  found.samples = counted_by_all(result);
  found.whole_study = done && result.shard.is_whole();
  if (stopped_by_time(result)) found.note = "stopped by time";
  return found;
}

/// The files of one study, whatever their order.
class Files {
 public:
  /// Throws InputError if the result is of another study than those before.
  void look_at(const std::string& file) {
    std::error_code error;
    FileState& found = states_[file];
    if (!std::filesystem::exists(file, error)) {
      if (error)
        found = {"unreadable", "cannot read '" + file + "': " + error.message(), {}, {}, {}, {}, false};
      return;
    }
    try {
      StudyResult result = read_result(file);
      found = state_of(result);
      if (!first_) {
        first_ = std::move(result);
        first_name_ = file;
      } else if (const auto difference = difference_of_studies(*first_, result)) {
        throw InputError("'" + first_name_ + "' and '" + file +
                         "' are results of different studies: they differ in " + difference->what +
                         "; ask for one study at a time");
      }
    } catch (const UnreadableFile& fault) {
      found.state = "unreadable";
      found.note = fault.what();
    } catch (const StoreError& fault) {
      found.state = "damaged";
      found.note = fault.what();
    }
  }

  [[nodiscard]] const FileState& of(const std::string& file) const { return states_.at(file); }

  /// The most shards that a file speaks of; 0 where none can be read.
  [[nodiscard]] std::uint64_t shards() const {
    std::uint64_t most = 0;
    for (const auto& [file, found] : states_) most = std::max(most, found.shard ? found.shard->count : 0);
    return most;
  }

  /// The shards that no file has all of, in ascending order. The time does not grow with the product of the
  /// numbers of files and shards, which may both be a hundred thousand.
  [[nodiscard]] std::vector<std::uint64_t> wanted(std::uint64_t shards) const {
    std::set<std::uint64_t> done;
    std::vector<SampleRange> ranges;
    for (const auto& [file, found] : states_) {
      if (!found.shard) continue;
      if (found.whole_study) return {};
      if (found.state == "done" && found.shard->count == shards) done.insert(found.shard->index);
      ranges.insert(ranges.end(), found.samples.ranges().begin(), found.samples.ranges().end());
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const SampleRange& a, const SampleRange& b) { return a.begin < b.begin; });
    std::vector<std::uint64_t> missing;
    std::uint64_t farthest = 0;  // end of those ranges that begin where the shard does, or before
    auto next = ranges.begin();
    for (std::uint64_t index = 0; index < shards; ++index) {
      const SampleRange asked = first_ ? Shard{index, shards}.of(first_->stop.samples) : SampleRange{0, 1};
      for (; next != ranges.end() && next->begin <= asked.begin; ++next)
        farthest = std::max(farthest, next->end);
      const bool nothing_asked = asked.size() == 0;
      if (!nothing_asked && farthest < asked.end && !done.contains(index)) missing.push_back(index);
    }
    return missing;
  }

 private:
  std::map<std::string, FileState> states_;
  std::optional<StudyResult> first_;
  std::string first_name_;
};

/// The tasks of an array that do these shards, if each of its tasks does those of one remainder; else the
/// shards themselves.
std::vector<std::uint64_t> tasks_of(const std::vector<std::uint64_t>& shards, std::uint64_t tasks) {
  std::set<std::uint64_t> found;
  for (const std::uint64_t shard : shards) found.insert(tasks > 0 ? shard % tasks : shard);
  return {found.begin(), found.end()};
}

int status(const StatusOptions& options) {
  Files files;
  // By name, so that the order of the arguments cannot show.
  const std::vector<std::string> paths = result_paths(options.files);
  const std::set<std::string> names(paths.begin(), paths.end());
  for (const std::string& file : names) files.look_at(file);
  const std::uint64_t shards = options.shards > 0 ? options.shards : files.shards();
  Table table{{"file", "state", "shard", "counted", "samples", "note"}, {}};
  for (const std::string& file : paths) {
    const FileState& found = files.of(file);
    std::string note = found.note;
    if (found.shard && !found.shard->is_whole() && found.shard->count != shards && note.empty())
      note = "of another number of shards";
    table.rows.push_back({file, found.state, found.shard ? found.shard->to_string() : "", found.counted,
                          found.of_study, note});
  }
  if (!options.indices_only) print_aligned(std::cout, table);
  const std::vector<std::uint64_t> wanted = files.wanted(shards);
  const std::vector<std::uint64_t> tasks = tasks_of(wanted, options.tasks);
  if (options.indices_only) {
    if (!wanted.empty()) std::cout << array_text(tasks) << '\n';
  } else if (shards == 0) {
    std::cout << "\nNo file says how many shards there are; give --shards.\n";
  } else if (wanted.empty()) {
    std::cout << "\nAll " << shards << " shards are done.\n";
  } else {
    std::cout << "\nTo run again: " << wanted.size() << " of " << shards
              << " shards, --array=" << array_text(tasks) << '\n';
  }
  return wanted.empty() && shards > 0 ? exit_done : exit_stopped;
}

}  // namespace

void add_status_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "status", "Say which shards are done, partial, missing, damaged or unreadable");
  auto& options = verb.does(action, status);
  verb.option("files", options.files,
              "results; names of files that do not exist are allowed; a folder stands for its *.h5, @FILE "
              "for the "
              "paths in a text file, one a line")
      .required()
      .file("h5");
  verb.option("--shards", options.shards, "how many shards there are (default: what the files say)")
      .between(std::uint64_t{1}, std::uint64_t{1'000'000});
  verb.option(
          "--tasks", options.tasks,
          "tasks of the array, if they are fewer than the shards: indices to run again are those of tasks")
      .between(std::uint64_t{1}, std::uint64_t{1'000'000});
  verb.flag("--indices", options.indices_only,
            "print nothing but the indices of the shards to run again, such as 3-5,9");
  verb.footer(
      "partial: interrupted, or ended by stop.time before the shard was counted. The files are of one study. "
      "Exit code 0: all shards are done; 4: some are not; 2: the files are of different studies.\n\n"
      "Example: sbatch --array=$(genericity status --indices part-*.h5) job.sh\n"
      "(where job.sh gives --shard $SLURM_ARRAY_TASK_ID/64)");
}

}  // namespace genericity
