#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include "sim/cli/exit_code.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/merge.h"
#include "sim/store/result_file.h"

namespace genericity {

namespace {

struct StatusOptions {
  std::vector<std::string> files;
  std::uint64_t shards = 0;
  bool indices_only = false;
};

/// The part of the asked samples that is counted, by all units together; 0 to 1.
double counted_part(const StudyResult& result) {
  if (result.mode != "sample") return result.complete ? 1 : 0;
  const SampleRange asked = result.shard.of(result.stop.samples);
  double counted = 0;
  double units = 0;
  for (const CellResult& cell : result.cells) {
    for (const SampleRanges& samples : cell.samples) {
      counted += static_cast<double>(samples.common(SampleRanges(asked)).count());
      units += 1;
    }
  }
  return asked.size() == 0 ? 1 : counted / units / static_cast<double>(asked.size());
}

std::string percent_text(double part) {
  // Only what is whole is 100%.
  return std::to_string(std::min(static_cast<int>(100 * part), part < 1 ? 99 : 100)) + "%";
}

int status(const StatusOptions& options) {
  Table table{{"file", "state", "shard", "counted", "note"}, {}};
  std::uint64_t shards = options.shards;
  std::set<std::uint64_t> done;
  bool all_done = true;
  for (const std::string& file : options.files) {
    std::error_code error;
    std::vector<std::string> row{file, "missing", "", "", ""};
    if (std::filesystem::exists(file, error)) {
      try {
        const StudyResult result = read_result(file);
        row = {file, result.complete ? "done" : "partial", result.shard.to_string(),
               percent_text(counted_part(result)), ""};
        if (options.shards == 0) shards = std::max(shards, result.shard.count);
        if (result.complete && (result.shard.count == shards || result.shard.is_whole())) {
          if (result.shard.is_whole() && shards > 1) {
            for (std::uint64_t index = 0; index < shards; ++index) done.insert(index);
          }
          done.insert(result.shard.index);
        } else if (result.complete) {
          row[4] = "of another number of shards";
        }
      } catch (const StoreError& fault) {
        row[1] = "damaged";
        row[4] = fault.what();
      }
    }
    all_done = all_done && row[1] == "done";
    table.rows.push_back(std::move(row));
  }
  if (!options.indices_only) print_aligned(std::cout, table);
  std::vector<std::uint64_t> wanted;
  for (std::uint64_t index = 0; index < shards; ++index) {
    if (!done.contains(index)) wanted.push_back(index);
  }
  if (options.indices_only) {
    if (!wanted.empty()) std::cout << array_text(wanted) << '\n';
  } else if (shards == 0) {
    std::cout << "\nNo file says how many shards there are; give --shards.\n";
  } else if (wanted.empty()) {
    std::cout << "\nAll " << shards << " shards are done.\n";
  } else {
    std::cout << "\nTo run again: " << wanted.size() << " of " << shards
              << " shards, --array=" << array_text(wanted) << '\n';
  }
  return wanted.empty() && (all_done || shards > 0) ? exit_done : exit_stopped;
}

}  // namespace

void add_status_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<StatusOptions>();
  VerbParser verb(program, "status", "Say which shards are done, partial, missing or damaged");
  verb.option("files", options->files, "results; names of files that do not exist are allowed").required();
  verb.option("--shards", options->shards, "how many shards there are (default: what the files say)")
      .between(std::uint64_t{1}, std::uint64_t{1'000'000});
  verb.flag("--indices", options->indices_only,
            "print nothing but the indices of the shards to run again, such as 3-5,9");
  verb.footer(
      "Exit code 0: all shards are done; 4: some are not.\n\n"
      "Example: sbatch --array=$(genericity status --indices part-*.h5) job.sh\n"
      "(where job.sh gives --shard $SLURM_ARRAY_TASK_ID/64)");
  verb.does(action, [options] { return status(*options); });
}

}  // namespace genericity
