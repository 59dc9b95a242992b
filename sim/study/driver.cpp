#include "sim/study/driver.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <memory>
#include <tuple>

#include "sim/statistics/interval.h"
#include "sim/study/trial.h"

namespace genericity {

namespace {

using Clock = std::chrono::steady_clock;

/// Samples that a thread takes at a time, at most; fewer when a sample takes long.
constexpr std::uint64_t block_samples = 32;
/// Samples at the first look of the half-width rule; each further look doubles them.
constexpr std::uint64_t first_look = 1024;
/// Seconds that a chunk of work should take, so that signals and time limits are met promptly.
constexpr double chunk_seconds = 0.5;
/// Chunks grow at most by this factor at a time.
constexpr std::uint64_t chunk_growth = 4;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Runs one chunk of samples on all threads and adds it to the ensemble's cells. Workspaces are kept from
/// chunk to chunk.
class EnsembleRunner {
 public:
  EnsembleRunner(const Study& study, const Ensemble& ensemble, int threads)
      : plan_(ensemble, study.conditions), study_(study), workers_(static_cast<std::size_t>(threads)) {}

  void run(std::uint64_t first, std::uint64_t count, std::span<CellResult> cells, std::size_t first_cell,
           std::vector<SampleRecord>& records) {
    const std::uint64_t block_size =
        std::clamp<std::uint64_t>(count / static_cast<std::uint64_t>(workers_.size()), 1, block_samples);
    const auto blocks = static_cast<std::int64_t>((count + block_size - 1) / block_size);
    const auto threads =
        static_cast<int>(std::min<std::int64_t>(blocks, static_cast<std::int64_t>(workers_.size())));
    // The run-time system may start fewer threads than asked for; what a worker without one counted in an
    // earlier chunk must not be counted again.
    for (Worker& worker : workers_) {
      worker.tallies.clear();
      worker.records.clear();
    }
    // An exception must not leave a parallel region: the first one is kept and thrown on.
    std::exception_ptr failure;
    std::atomic<bool> failed = false;
    const auto keep_failure = [&] {
      if (!failed.exchange(true)) failure = std::current_exception();
    };
#pragma omp parallel num_threads(threads)
    {
      Worker& worker = workers_[static_cast<std::size_t>(omp_get_thread_num())];
      try {
        if (!worker.trial) worker.trial = std::make_unique<Trial>(plan_, study_);
        worker.tallies = worker.trial->empty_tallies();
      } catch (...) {
        keep_failure();
      }
#pragma omp barrier
#pragma omp for schedule(dynamic, 1)
      for (std::int64_t block = 0; block < blocks; ++block) {
        if (failed) continue;
        try {
          const std::uint64_t begin = static_cast<std::uint64_t>(block) * block_size;
          worker.trial->run(first + begin, std::min(block_size, count - begin), worker.tallies,
                            worker.records);
        } catch (...) {
          keep_failure();
        }
      }
    }
    if (failed) std::rethrow_exception(failure);
    const std::size_t conditions = study_.conditions.size();
    for (int t = 0; t < threads; ++t) {
      Worker& worker = workers_[static_cast<std::size_t>(t)];
      for (std::size_t k = 0; k < worker.tallies.size(); ++k) {
        cells[k / conditions].tallies[k % conditions].merge(worker.tallies[k]);
      }
      for (SampleRecord& record : worker.records) {
        record.cell += first_cell;
        records.push_back(record);
      }
    }
  }

 private:
  struct Worker {
    std::unique_ptr<Trial> trial;
    Trial::Tallies tallies;
    std::vector<SampleRecord> records;
  };

  EnsemblePlan plan_;
  const Study& study_;
  std::vector<Worker> workers_;
};

/// The number of samples at which look k (from 1) is taken.
std::uint64_t look_samples(const StopRule& stop, std::uint64_t look) {
  const std::uint64_t doublings = std::min<std::uint64_t>(look - 1, 50);
  return std::min(stop.samples, first_look << doublings);
}

class StudyRunner {
 public:
  StudyRunner(const Study& study, StudyResult& result, const DriverOptions& options)
      : study_(study), result_(result), options_(options) {}

  bool run() {
    std::size_t first_cell = 0;
    for (std::size_t e = 0; e < study_.ensembles.size(); ++e) {
      const std::size_t count = study_.ensembles[e].patterns.size();
      if (!run_ensemble(e, std::span(result_.cells).subspan(first_cell, count), first_cell)) {
        update_intervals(e, std::span(result_.cells).subspan(first_cell, count));
        finish(false);
        return false;
      }
      first_cell += count;
    }
    finish(true);
    return true;
  }

 private:
  /// False when the run was interrupted.
  bool run_ensemble(std::size_t number, std::span<CellResult> cells, std::size_t first_cell) {
    const Ensemble& ensemble = study_.ensembles[number];
    EnsembleResult& state = result_.ensembles[number];
    // A result that is continued may have been made under another rule: what lies behind it counts as looked
    // at, and its intervals are those of the present rule and confidence.
    if (study_.stop.half_width && state.samples < study_.stop.samples) {
      while (look_samples(study_.stop, state.looks + 1) <= state.samples) ++state.looks;
    }
    update_intervals(number, cells);
    if (stopped(state, cells)) return true;
    state.stop_reason.clear();
    EnsembleRunner runner(study_, ensemble, options_.threads);
    const Clock::time_point ensemble_start = Clock::now();
    const std::uint64_t samples_before = state.samples;
    const auto least_chunk = static_cast<std::uint64_t>(options_.threads);
    std::uint64_t chunk = least_chunk;
    while (true) {
      const std::uint64_t boundary =
          study_.stop.half_width ? look_samples(study_.stop, state.looks + 1) : study_.stop.samples;
      const std::uint64_t count = std::min(chunk, boundary - state.samples);
      const Clock::time_point chunk_start = Clock::now();
      runner.run(state.samples, count, cells, first_cell, result_.samples);
      state.samples += count;
      const double spent = seconds_since(chunk_start);
      result_.seconds[number] += spent;

      if (state.samples == boundary) {
        if (study_.stop.half_width) ++state.looks;
        update_intervals(number, cells);
        if (stopped(state, cells)) return true;
      }
      if (study_.stop.seconds && seconds_since(start_) >= *study_.stop.seconds) {
        state.stop_reason = "time";
        update_intervals(number, cells);
        return true;
      }
      report(number, static_cast<double>(state.samples - samples_before) / seconds_since(ensemble_start));
      if (options_.interrupted()) {
        state.stop_reason = "interrupted";
        return false;
      }
      if (seconds_since(last_save_) >= options_.save_interval) {
        update_intervals(number, cells);
        save();
      }
      const auto wished =
          static_cast<std::uint64_t>(static_cast<double>(count) * chunk_seconds / std::max(spent, 1e-9));
      chunk = std::clamp(wished, least_chunk, chunk * chunk_growth);
    }
  }

  /// Whether the ensemble has met a rule of the study; writes the reason.
  bool stopped(EnsembleResult& state, std::span<const CellResult> cells) const {
    if (study_.stop.half_width && state.looks > 0 &&
        state.samples == look_samples(study_.stop, state.looks) &&
        widest(cells) <= 2 * *study_.stop.half_width) {
      state.stop_reason = "half_width";
      return true;
    }
    if (state.samples >= study_.stop.samples) {
      state.stop_reason = "samples";
      return true;
    }
    return false;
  }

  static double widest(std::span<const CellResult> cells) {
    double width = 0;
    for (const CellResult& cell : cells) {
      for (std::size_t c = 0; c < cell.low.size(); ++c) width = std::max(width, cell.high[c] - cell.low[c]);
    }
    return width;
  }

  void update_intervals(std::size_t number, std::span<CellResult> cells) const {
    const EnsembleResult& state = result_.ensembles[number];
    // Between two looks the data seen so far belong to the next one.
    std::uint64_t look = state.looks;
    if (study_.stop.half_width && (look == 0 || state.samples != look_samples(study_.stop, look))) ++look;
    const double confidence = confidence_at_look(study_.stop.confidence, look);
    for (CellResult& cell : cells) {
      for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
        const auto& verdicts = cell.tallies[c].verdicts;
        const Interval interval = clopper_pearson({verdicts[0], verdicts[1], verdicts[2]}, confidence);
        cell.low[c] = interval.low;
        cell.high[c] = interval.high;
      }
    }
  }

  void report(std::size_t ensemble, double rate) const {
    DriverOptions::Progress progress;
    progress.ensemble = ensemble;
    progress.ensembles = study_.ensembles.size();
    progress.samples = result_.ensembles[ensemble].samples;
    progress.rate = rate;
    progress.seconds = seconds_since(start_);
    const auto within = static_cast<double>(progress.samples) / static_cast<double>(study_.stop.samples);
    progress.fraction =
        (static_cast<double>(ensemble) + std::min(1.0, within)) / static_cast<double>(progress.ensembles);
    options_.progress(progress);
  }

  void finish(bool complete) {
    result_.complete = complete;
    save();
  }

  void save() {
    std::sort(result_.samples.begin(), result_.samples.end(),
              [](const SampleRecord& a, const SampleRecord& b) {
                return std::tie(a.cell, a.sample, a.condition) < std::tie(b.cell, b.sample, b.condition);
              });
    options_.save(result_);
    last_save_ = Clock::now();
  }

  const Study& study_;
  StudyResult& result_;
  const DriverOptions& options_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_save_ = Clock::now();
};

}  // namespace

StudyResult start_result(const Study& study) {
  StudyResult result;
  result.title = study.title;
  result.seed = study.seed;
  result.confidence = study.stop.confidence;
  result.identity = study.identity();
  result.recorded = to_string(study.record_samples);
  for (const Condition condition : study.conditions) result.conditions.push_back(to_string(condition));
  for (int stage = 0; stage < static_cast<int>(Stage::count_); ++stage) {
    result.stages.emplace_back(to_string(static_cast<Stage>(stage)));
  }
  const std::size_t conditions = study.conditions.size();
  for (const Ensemble& ensemble : study.ensembles) {
    EnsembleResult& entry = result.ensembles.emplace_back();
    entry.types.assign(ensemble.space.sizes().begin(), ensemble.space.sizes().end());
    entry.prior = ensemble.family->name();
    entry.key = ensemble.key;
    for (const Pattern& pattern : ensemble.patterns) {
      CellResult& cell = result.cells.emplace_back();
      cell.ensemble = result.ensembles.size() - 1;
      cell.pattern = pattern.to_string();
      cell.coalitions = pattern.to_full_string();
      cell.tallies.resize(conditions);
      for (Tally& tally : cell.tallies) tally.stages.resize(result.stages.size());
      cell.low.assign(conditions, 0.0);
      cell.high.assign(conditions, 1.0);
    }
  }
  result.seconds.assign(result.ensembles.size(), 0.0);
  return result;
}

bool run_study(const Study& study, StudyResult& result, const DriverOptions& options) {
  return StudyRunner(study, result, options).run();
}

}  // namespace genericity
