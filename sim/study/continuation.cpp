#include "sim/study/continuation.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/placement.h"
#include "sim/study/same_study.h"
#include "sim/study/stage_names.h"

namespace genericity {

namespace {

/// A file may hold another part of the samples than the shard's, as the study asked for another number of
/// them.
void require_same_part(const StudyResult& fresh, const StudyResult& stored,
                       const std::function<void(const std::string&)>& refuse) {
  if (fresh.shard.is_whole()) return;
  const SampleRanges part(fresh.shard.of(fresh.stop.samples));
  for (const CellResult& cell : stored.cells) {
    const bool is_part = std::all_of(cell.samples.begin(), cell.samples.end(),
                                     [&](const SampleRanges& samples) { return part.contains(samples); });
    if (is_part) continue;
    refuse("shard " + fresh.shard.to_string() + " of " + std::to_string(fresh.stop.samples) +
           " samples is another part of the samples than the file's, of " +
           std::to_string(stored.stop.samples) + "; merge the shards before asking for more");
  }
}

/// Drops from the patterns of an ensemble what is not kept; whether any is left.
bool keeps_some(Ensemble& ensemble, const std::set<std::pair<std::uint64_t, std::string>>& kept) {
  const std::string head = ensemble.space.to_string() + "|" + ensemble.law() + "|";
  std::erase_if(ensemble.patterns, [&](const Pattern& pattern) {
    return !kept.contains({ensemble.seed, head + pattern.to_full_string()});
  });
  return !ensemble.patterns.empty();
}

}  // namespace

void keep_excluded(Study& study, const StudyResult& stored) {
  if (study.dropped.empty()) return;
  std::set<std::pair<std::uint64_t, std::string>> kept;
  for (const CellResult& cell : stored.cells) {
    const EnsembleResult& ensemble = stored.ensembles[cell.ensemble];
    kept.insert({ensemble.seed, types_text(ensemble.types) + "|" + ensemble.law() + "|" + cell.coalitions});
  }
  for (Ensemble ensemble : std::exchange(study.dropped, {}))
    if (keeps_some(ensemble, kept)) study.ensembles.push_back(std::move(ensemble));
}

StudyResult continue_result(const Study& study, Shard shard, StudyResult stored, const std::string& name) {
  StudyResult fresh = start_result(study, shard);
  const auto refuse = [&](const std::string& difference) {
    throw InputError(name + " holds the result of another study: " + difference +
                     "; give another file with -o, or remove this one");
  };
  if (const auto difference = difference_of_counting(fresh, stored)) {
    refuse(difference->first.empty()
               ? "they differ in " + difference->what
               : "the study says '" + difference->first + "', the file '" + difference->second + "'");
  }
  if (!(fresh.shard == stored.shard)) {
    refuse("this run is shard " + fresh.shard.to_string() + ", the file is shard " +
           stored.shard.to_string());
  }
  require_same_part(fresh, stored, refuse);
  const std::vector<std::string> stages = united_stages(fresh.stages, stored.stages);
  count_by_stages(fresh, stages);
  count_by_stages(stored, stages);
  // What a file is put together from does not last: it is counted on from here.
  stored.pieces.clear();
  return placed_in(std::move(fresh), stored, refuse);
}

}  // namespace genericity
