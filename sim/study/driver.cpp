#include "sim/study/driver.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/study/inference.h"
#include "sim/study/input_error.h"
#include "sim/study/stage_names.h"
#include "sim/study/study_runner.h"
#include "sim/study/tail_driver.h"
#include "sim/study/thread_pool.h"

namespace genericity {

namespace {

void clear_counts(const StudyResult& result, CellResult& cell) {
  cell.tallies.assign(result.conditions.size(), {});
  for (Tally& tally : cell.tallies) tally.stages.resize(result.stages.size());
  cell.samples.assign(result.conditions.size(), {});
}

/// Draws and counts, in the modes sample and enumerate.
class SampleRunner final : public StudyRunner {
 public:
  using StudyRunner::StudyRunner;

 private:
  std::optional<Uncounted> next(std::size_t ensemble) override {
    begin_anew_if_undecided(ensemble);
    if (stopped(ensemble)) return std::nullopt;
    const std::span<const CellResult> cells = cells_of(result(), ensemble);
    return next_uncounted(cells, target(cells));
  }

  void infer(std::size_t ensemble) override { update_ensemble(result(), ensemble); }

  /// The samples that are to be counted next: all of this result's, or up to the next look at the widths.
  /// Before a look, units that lack what others have catch up.
  [[nodiscard]] SampleRange target(std::span<const CellResult> cells) const {
    const EnsembleResult& ensemble = result().ensembles[cells.front().ensemble];
    if (!looks_at(ensemble)) return asked_part(result(), ensemble);
    const std::uint64_t most = greatest_end(cells);
    if (next_uncounted(cells, {0, most})) return {0, most};
    return {0, study().stop.next_look(most)};
  }

  /// A list is gone through, however narrow its limits are.
  [[nodiscard]] bool looks_at(const EnsembleResult& ensemble) const {
    return study().stop.looks_at_data() && ensemble.population == 0;
  }

  /// A proved verdict is the same whatever else is decided with it. But where no proof is found, another
  /// pattern's or condition's proof may decide. So once a unit is undecided somewhere, and not all units were
  /// counted in the company of all others, the ensemble is counted from its beginning.
  void begin_anew_if_undecided(std::size_t number) {
    const std::span<CellResult> cells = cells_of(result(), number);
    bool is_undecided = false;
    bool is_even = true;
    for (const CellResult& cell : cells) {
      for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
        is_undecided = is_undecided || cell.tallies[c].verdicts[2] > 0;
        is_even = is_even && cell.samples[c] == cells.front().samples.front();
      }
    }
    if (!is_undecided || is_even) return;
    const auto first_cell = static_cast<std::size_t>(cells.data() - result().cells.data());
    std::erase_if(result().samples, [&](const SampleRecord& record) {
      return record.cell >= first_cell && record.cell < first_cell + cells.size();
    });
    for (CellResult& cell : cells) clear_counts(result(), cell);
  }

  /// Whether the ensemble has met a rule of the study; writes the reason.
  bool stopped(std::size_t number) {
    const std::span<const CellResult> cells = cells_of(std::as_const(result()), number);
    EnsembleResult& state = result().ensembles[number];
    const std::uint64_t most = greatest_end(cells);
    if (looks_at(state) && study().stop.is_look(most) && !next_uncounted(cells, {0, most})) {
      const StopReason reason = study().stop.met(counts_of(cells), most);
      if (reason != StopReason::none) {
        state.stop_reason = reason;
        return true;
      }
    }
    if (next_uncounted(cells, target(cells))) return false;
    state.stop_reason =
        state.population > 0 && target(cells).end == state.population ? StopReason::all : StopReason::samples;
    return true;
  }

  void measure(const UnitGroup& /*group*/, DriverOptions::Progress& progress) const override {
    const std::span<const CellResult> cells = cells_of(std::as_const(result()), progress.ensemble);
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
    progress.samples = fewest;
    const auto wanted =
        static_cast<double>(asked_part(result(), result().ensembles[progress.ensemble]).size());
    progress.fraction = (static_cast<double>(progress.ensemble) + std::min(1.0, counted / units / wanted)) /
                        static_cast<double>(progress.ensembles);
  }
};

}  // namespace

StudyResult start_result(const Study& study, Shard shard) {
  if (study.conditions.empty()) throw InputError("conditions: a study needs at least one");
  for (const Condition condition : study.conditions) {
    if (!info(condition).needs_environment) continue;
    for (const Ensemble& ensemble : study.ensembles) {
      if (!ensemble.environment || study.environments == 0)
        throw InputError("conditions: " + to_string(condition) + " needs environments, and " +
                         ensemble.law() + " on " + ensemble.space.to_string() + " has none");
    }
  }
  if (study.stop.looks_at_data() && !shard.is_whole()) {
    throw InputError(
        "a study that stops by half_width or relative_half_width cannot be run in shards: no shard sees the "
        "samples of the others; give a number of samples and leave the widths out, or run it in one piece");
  }
  if (study.mode == StudyMode::sample && !study.stop.limits_samples() && !shard.is_whole()) {
    throw InputError(
        "a study that stop.time alone ends cannot be run in shards: they are parts of a number of samples; "
        "give stop.samples, too, or run it in one piece");
  }
  if (study.mode != StudyMode::sample && !shard.is_whole()) {
    throw InputError("a study with mode = \"" + to_string(study.mode) +
                     "\" is not run in shards; run it in one piece, on all cores or under mpirun");
  }
  StudyResult result;
  result.title = study.title;
  result.mode = study.mode;
  result.seed = study.seed();
  result.stop = study.stop;
  result.shard = shard;
  result.identity = study.identity();
  result.recorded = study.record_samples;
  result.margins = study.record_margins;
  result.described = study.described;
  result.environments = study.environments;
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
    entry.seed = ensemble.seed;
    if (ensemble.excluded) entry.stop_reason = StopReason::excluded;
    entry.key = ensemble.key;
    entry.population = ensemble.family->size();
    entry.parameters = ensemble.family->parameters();
    if (ensemble.environment) {
      entry.environment = ensemble.environment->name();
      const PriorParameters more = ensemble.environment->parameters();
      entry.parameters.insert(entry.parameters.end(), more.begin(), more.end());
    }
    const std::span<const PriorCoordinate> coordinates = ensemble.family->coordinates();
    entry.coordinates.assign(coordinates.begin(), coordinates.end());
    for (const Pattern& pattern : ensemble.patterns) {
      CellResult& cell = result.cells.emplace_back();
      cell.ensemble = result.ensembles.size() - 1;
      cell.pattern = pattern.to_string();
      cell.coalitions = pattern.to_full_string();
      clear_counts(result, cell);
      cell.low.assign(conditions, 0.0);
      cell.high.assign(conditions, 1.0);
      cell.inferred.resize(conditions);
      cell.theorem.shares.assign(conditions, UnitInference::unknown);
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
  std::optional<ThreadPool> threads;
  if (options.pool == nullptr) threads.emplace(study, options.threads);
  WorkerPool& pool = threads ? *threads : *options.pool;
  if (study.mode == StudyMode::tail) return run_tail_study(study, result, options, pool);
  return SampleRunner(study, result, options, pool).run();
}

}  // namespace genericity
