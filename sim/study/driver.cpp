#include "sim/study/driver.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "sim/study/inference.h"
#include "sim/study/input_error.h"
#include "sim/study/stage_names.h"
#include "sim/study/stopwatch.h"
#include "sim/study/thread_team.h"
#include "sim/study/trial.h"
#include "sim/study/work.h"

namespace genericity {

namespace {

/// Seconds that a chunk of work should take: signals are met within about so long. At its end all workers
/// wait for the last one; half a second lost two threads 5 % of their speed, this loses them 2 %.
constexpr double chunk_seconds = 2.0;
/// Chunks grow at most by this factor at a time.
constexpr std::uint64_t chunk_growth = 4;

class StudyRunner {
 public:
  StudyRunner(const Study& study, StudyResult& result, const DriverOptions& options, Team& team)
      : study_(study), result_(result), options_(options), team_(team) {
    // How much to sample and how sure to be may have changed; the counts go on.
    result_.stop = study.stop;
  }

  bool run() {
    // Limits are those of the present rule and of all units together, also where nothing remains to be done.
    for (std::size_t e = 0; e < study_.ensembles.size(); ++e) update_ensemble(result_, e);
    for (std::size_t e = 0; e < study_.ensembles.size(); ++e) {
      const bool done = run_ensemble(e);
      update_ensemble(result_, e);
      if (!done) {
        finish(false);
        return false;
      }
    }
    const bool complete =
        std::all_of(result_.ensembles.begin(), result_.ensembles.end(),
                    [&](const EnsembleResult& ensemble) { return is_end(ensemble.stop_reason, result_); });
    finish(complete);
    return complete;
  }

 private:
  /// False when the run was interrupted.
  bool run_ensemble(std::size_t number) {
    const std::span<CellResult> cells = cells_of(result_, number);
    EnsembleResult& state = result_.ensembles[number];
    begin_anew_if_undecided(number);
    if (stopped(number)) return true;
    state.stop_reason = StopReason::none;
    const Stopwatch since_ensemble;
    std::uint64_t run_here = 0;
    const auto least_chunk = static_cast<std::uint64_t>(team_.workers());
    std::uint64_t chunk = least_chunk;
    while (true) {
      // Something is missing as long as no rule has stopped the ensemble.
      Work work = next_work(cells, target(cells)).value();
      work.range.end = std::min(work.range.end, work.range.begin + chunk);
      const Stopwatch since_chunk;
      count(number, work.block, work.range);
      const double spent = since_chunk.seconds();
      result_.seconds[number] += spent;
      run_here += work.range.size();

      begin_anew_if_undecided(number);
      if (stopped(number)) return true;
      if (study_.stop.seconds && since_start_.seconds() >= *study_.stop.seconds) {
        state.stop_reason = StopReason::time;
        return true;
      }
      report(number, static_cast<double>(run_here) / since_ensemble.seconds());
      if (options_.interrupted()) {
        state.stop_reason = StopReason::interrupted;
        return false;
      }
      if (since_save_.seconds() >= options_.save_interval) {
        update_ensemble(result_, number);
        save();
      }
      const auto wished = static_cast<std::uint64_t>(static_cast<double>(work.range.size()) *
                                                     seconds_of_chunk() / std::max(spent, 1e-9));
      chunk = std::clamp(wished, least_chunk, chunk * chunk_growth);
    }
  }

  /// How long the next chunk should take: no longer than until a checkpoint or the time limit is due.
  [[nodiscard]] double seconds_of_chunk() const {
    double seconds = std::min(chunk_seconds, options_.save_interval);
    if (study_.stop.seconds) seconds = std::min(seconds, *study_.stop.seconds - since_start_.seconds());
    return std::max(seconds, 0.0);
  }

  /// The samples that are to be counted next: all of this result's, or up to the next look at the widths.
  /// Before a look, units that lack what others have catch up.
  [[nodiscard]] SampleRange target(std::span<const CellResult> cells) const {
    const Ensemble& ensemble = study_.ensembles[cells.front().ensemble];
    if (!study_.stop.looks_at_data()) return result_.shard.of(ensemble.samples_of(study_.stop.samples));
    const std::uint64_t most = greatest_end(cells);
    if (next_work(cells, {0, most})) return {0, most};
    return {0, study_.stop.next_look(most)};
  }

  static std::uint64_t greatest_end(std::span<const CellResult> cells) {
    std::uint64_t most = 0;
    for (const CellResult& cell : cells) {
      for (const SampleRanges& samples : cell.samples) most = std::max(most, samples.end());
    }
    return most;
  }

  void count(std::size_t number, const UnitBlock& block, SampleRange range) {
    const std::span<CellResult> cells = cells_of(result_, number);
    const auto first_cell = static_cast<std::size_t>(cells.data() - result_.cells.data());
    const RangeOutcome outcome = team_.run(number, block, range);
    for (SampleRecord record : outcome.records) {
      record.cell += first_cell;
      result_.samples.push_back(record);
    }
    const auto& [patterns, conditions] = block;
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      for (std::size_t c = 0; c < conditions.size(); ++c) {
        cells[patterns[p]].tallies[conditions[c]].merge(outcome.tallies[p * conditions.size() + c]);
        cells[patterns[p]].samples[conditions[c]].insert(range);
      }
    }
  }

  /// A proved verdict is the same whatever else is decided with it. But where no proof is found, another
  /// pattern's or condition's proof may decide. So once a unit is undecided somewhere, and not all units were
  /// counted in the company of all others, the ensemble is counted from its beginning.
  void begin_anew_if_undecided(std::size_t number) {
    const std::span<CellResult> cells = cells_of(result_, number);
    bool is_undecided = false;
    bool is_even = true;
    for (const CellResult& cell : cells) {
      for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
        is_undecided = is_undecided || cell.tallies[c].verdicts[2] > 0;
        is_even = is_even && cell.samples[c] == cells.front().samples.front();
      }
    }
    if (!is_undecided || is_even) return;
    const auto first_cell = static_cast<std::size_t>(cells.data() - result_.cells.data());
    std::erase_if(result_.samples, [&](const SampleRecord& record) {
      return record.cell >= first_cell && record.cell < first_cell + cells.size();
    });
    for (CellResult& cell : cells) {
      for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
        cell.tallies[c] = Tally{};
        cell.tallies[c].stages.resize(result_.stages.size());
        cell.samples[c] = {};
      }
    }
  }

  /// Whether the ensemble has met a rule of the study; writes the reason.
  bool stopped(std::size_t number) {
    const std::span<const CellResult> cells = cells_of(std::as_const(result_), number);
    EnsembleResult& state = result_.ensembles[number];
    const std::uint64_t most = greatest_end(cells);
    if (study_.stop.is_look(most) && !next_work(cells, {0, most})) {
      const StopReason reason = study_.stop.met(counts_of(cells), most);
      if (reason != StopReason::none) {
        state.stop_reason = reason;
        return true;
      }
    }
    if (next_work(cells, target(cells))) return false;
    state.stop_reason = state.population > 0 ? StopReason::all : StopReason::samples;
    return true;
  }

  static std::vector<ShareCounts> counts_of(std::span<const CellResult> cells) {
    std::vector<ShareCounts> counts;
    for (const CellResult& cell : cells) {
      for (const Tally& tally : cell.tallies) {
        counts.push_back({tally.verdicts[0], tally.verdicts[1], tally.verdicts[2]});
      }
    }
    return counts;
  }

  void report(std::size_t ensemble, double rate) const {
    const std::span<const CellResult> cells = cells_of(std::as_const(result_), ensemble);
    std::uint64_t fewest = cells.front().samples.front().count();
    double counted = 0;
    double units = 0;
    for (const CellResult& cell : cells) {
      for (const SampleRanges& samples : cell.samples) {
        fewest = std::min(fewest, samples.count());
        counted += static_cast<double>(samples.count());
        units += 1;
      }
    }
    DriverOptions::Progress progress;
    progress.ensemble = ensemble;
    progress.ensembles = study_.ensembles.size();
    progress.samples = fewest;
    progress.rate = rate;
    progress.seconds = since_start_.seconds();
    const auto wanted = static_cast<double>(result_.shard.of(study_.stop.samples).size());
    progress.fraction = (static_cast<double>(ensemble) + std::min(1.0, counted / units / wanted)) /
                        static_cast<double>(progress.ensembles);
    options_.progress(progress);
  }

  void finish(bool complete) {
    result_.complete = complete;
    save();
  }

  void save() {
    sort_records(result_.samples);
    options_.save(result_);
    since_save_.restart();
  }

  const Study& study_;
  StudyResult& result_;
  const DriverOptions& options_;
  Team& team_;
  Stopwatch since_start_;
  Stopwatch since_save_;
};

}  // namespace

StudyResult start_result(const Study& study, Shard shard) {
  if (study.stop.looks_at_data() && !shard.is_whole()) {
    throw InputError(
        "a study that stops by half_width or relative_half_width cannot be run in shards: no shard sees the "
        "samples of the others; give a number of samples and leave the widths out, or run it in one piece");
  }
  if (study.mode != StudyMode::sample && !shard.is_whole()) {
    throw InputError("a study with mode = \"" + to_string(study.mode) +
                     "\" is not run in shards; run it in one piece, on as many threads as there are");
  }
  StudyResult result;
  result.title = study.title;
  result.mode = study.mode;
  result.seed = study.seed;
  result.stop = study.stop;
  result.shard = shard;
  result.identity = study.identity();
  result.recorded = study.record_samples;
  result.margins = study.record_margins;
  for (const Condition condition : study.conditions) {
    result.conditions.push_back(to_string(condition));
    result.condition_labels.emplace_back(info(condition).label);
  }
  result.stages = stage_names();
  const std::size_t conditions = study.conditions.size();
  for (const Ensemble& ensemble : study.ensembles) {
    EnsembleResult& entry = result.ensembles.emplace_back();
    entry.types.assign(ensemble.space.sizes().begin(), ensemble.space.sizes().end());
    entry.prior = ensemble.family->name();
    entry.seed = study.seed;
    entry.key = ensemble.key;
    entry.population = ensemble.family->size();
    entry.parameters = ensemble.family->parameters();
    for (const Pattern& pattern : ensemble.patterns) {
      CellResult& cell = result.cells.emplace_back();
      cell.ensemble = result.ensembles.size() - 1;
      cell.pattern = pattern.to_string();
      cell.coalitions = pattern.to_full_string();
      cell.tallies.resize(conditions);
      for (Tally& tally : cell.tallies) tally.stages.resize(result.stages.size());
      cell.samples.resize(conditions);
      cell.low.assign(conditions, 0.0);
      cell.high.assign(conditions, 1.0);
      cell.inferred.resize(conditions);
      for (const Condition condition : study.conditions) {
        const std::vector<Coalition> compared = compared_coalitions(condition, pattern);
        cell.theory.push_back(compared.empty() ? NullSetTheory{}
                                               : ensemble.family->null_set_theory(ensemble.space, compared));
      }
    }
  }
  result.seconds.assign(result.ensembles.size(), 0.0);
  if (study.mode == StudyMode::tail) {
    result.tail.settings = study.tail;
    result.tail.clear(result.cells.size(), conditions);
  }
  return result;
}

bool is_end(StopReason stop_reason, const StudyResult& result) {
  if (stop_reason == StopReason::none || stop_reason == StopReason::interrupted) return false;
  return stop_reason != StopReason::time || (result.mode == StudyMode::sample && result.shard.is_whole());
}

bool run_study(const Study& study, StudyResult& result, const DriverOptions& options) {
  if (options.team != nullptr) return StudyRunner(study, result, options, *options.team).run();
  ThreadTeam threads(study, options.threads);
  return StudyRunner(study, result, options, threads).run();
}

}  // namespace genericity
