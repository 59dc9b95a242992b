#include "sim/study/study_runner.h"

#include <algorithm>

namespace genericity {

namespace {

/// Seconds that a chunk of work should take: signals are met within about so long. At its end all workers
/// wait for the last one; half a second lost two threads 5 % of their speed, this loses them 2 %.
constexpr double chunk_seconds = 2.0;
/// Chunks grow at most by this factor at a time.
constexpr std::uint64_t chunk_growth = 4;
/// Seconds after a save that failed: at first, doubled each time, and at most.
constexpr double first_retry = 1.0;
constexpr double longest_retry = 60.0;

}  // namespace

StudyRunner::StudyRunner(const Study& study, StudyResult& result, const DriverOptions& options,
                         WorkerPool& pool)
    : study_(study), result_(result), options_(options), pool_(pool), until_save_(options.save_interval) {
  // How much to sample and how sure to be may have changed; the counts go on.
  result_.stop = study.stop;
}

bool StudyRunner::run() {
  // Limits are those of the present rule and of all units together, also where nothing remains to be done.
  for (std::size_t e = 0; e < study_.ensembles.size(); ++e) infer(e);
  bool goes_on = true;
  for (std::size_t e = 0; goes_on && e < study_.ensembles.size(); ++e) {
    if (study_.ensembles[e].excluded) continue;
    goes_on = run_ensemble(e);
    infer(e);
  }
  result_.complete =
      goes_on && std::all_of(result_.ensembles.begin(), result_.ensembles.end(),
                             [&](const auto& ensemble) { return is_end(ensemble.stop_reason, result_); });
  save(Saving::last);
  return result_.complete;
}

bool StudyRunner::run_ensemble(std::size_t number) {
  EnsembleResult& state = result_.ensembles[number];
  std::optional<Uncounted> work = next(number);
  if (!work) return true;
  state.stop_reason = StopReason::none;
  const Stopwatch since_ensemble;
  std::uint64_t run_here = 0;
  const auto least_chunk = static_cast<std::uint64_t>(pool_.workers());
  std::uint64_t chunk = least_chunk;
  while (true) {
    work->range.end = std::min(work->range.end, work->range.begin + chunk);
    const Stopwatch since_chunk;
    add_outcome(outcome_of(number, *work), number, *work, result_);
    const double spent = since_chunk.seconds();
    result_.seconds[number] += spent;
    const std::uint64_t done = work->range.size();
    run_here += done;

    const UnitGroup group = work->group;
    work = next(number);
    if (!work) return true;
    if (study_.stop.seconds && since_start_.seconds() >= *study_.stop.seconds) {
      state.stop_reason = StopReason::time;
      // Some samples of every ensemble are a result; some replications of a cell are not worth the wait.
      return study_.mode != StudyMode::tail;
    }
    DriverOptions::Progress progress;
    progress.ensemble = number;
    progress.ensembles = study_.ensembles.size();
    progress.seconds = since_start_.seconds();
    progress.rate = static_cast<double>(run_here) / since_ensemble.seconds();
    measure(group, progress);
    options_.progress(progress);
    if (options_.interrupted()) {
      state.stop_reason = StopReason::interrupted;
      return false;
    }
    if (since_save_.seconds() >= until_save_) {
      infer(number);
      save(Saving::checkpoint);
    }
    const auto wished =
        static_cast<std::uint64_t>(static_cast<double>(done) * seconds_of_chunk() / std::max(spent, 1e-9));
    // Other units may cost much more.
    chunk = work->group == group ? std::clamp(wished, least_chunk, chunk * chunk_growth) : least_chunk;
  }
}

double StudyRunner::seconds_of_chunk() const {
  double seconds = std::min(chunk_seconds, options_.save_interval);
  if (study_.stop.seconds) seconds = std::min(seconds, *study_.stop.seconds - since_start_.seconds());
  return std::max(seconds, 0.0);
}

RangeOutcome StudyRunner::outcome_of(std::size_t number, const Uncounted& work) {
  try {
    return pool_.run(number, work.group, work.range);
  } catch (...) {
    result_.ensembles[number].stop_reason = StopReason::interrupted;
    result_.complete = false;
    infer(number);
    save(Saving::checkpoint);
    throw;
  }
}

void StudyRunner::save(Saving occasion) {
  sort_records(result_.samples);
  const bool saved = options_.save(result_, occasion);
  retry_ = saved ? 0 : std::clamp(2 * retry_, first_retry, longest_retry);
  until_save_ = saved ? options_.save_interval : std::min(retry_, options_.save_interval);
  since_save_.restart();
}

}  // namespace genericity
