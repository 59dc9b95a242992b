#include "sim/study/tail_driver.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <vector>

#include "sim/study/stopwatch.h"
#include "sim/study/tail_cell.h"

namespace genericity {

namespace {

/// The estimates of one cell, condition and ε.
class TailRunner {
 public:
  TailRunner(const Study& study, StudyResult& result, const DriverOptions& options)
      : study_(study), result_(result), options_(options) {}

  bool run() {
    std::size_t cell = 0;
    for (std::size_t e = 0; e < study_.ensembles.size(); ++e) {
      EnsembleResult& state = result_.ensembles[e];
      state.stop_reason = StopReason::none;
      const Stopwatch watch;
      bool done = true;
      for (const Pattern& pattern : study_.ensembles[e].patterns) {
        if (done) done = run_cell(e, pattern, cell);
        ++cell;
      }
      result_.seconds[e] += watch.seconds();
      state.stop_reason = done ? StopReason::replications : reason_;
      if (!done) {
        finish(false);
        return false;
      }
    }
    finish(true);
    return true;
  }

 private:
  bool run_cell(std::size_t ensemble, const Pattern& pattern, std::size_t cell) {
    const std::span<const double> epsilons = study_.tail.epsilons;
    for (std::size_t c = 0; c < study_.conditions.size(); ++c) {
      TailCell estimates(study_, study_.ensembles[ensemble], pattern, study_.conditions[c]);
      const std::size_t together = estimates.serves_all_epsilons() ? epsilons.size() : 1;
      bool prepared = false;
      for (std::size_t e = 0; e < epsilons.size(); e += together) {
        const std::size_t first = result_.tail.place(cell, c, study_.conditions.size(), e);
        const std::vector<std::uint64_t> missing = unfinished(first, together);
        if (missing.empty()) continue;
        if (!prepared) estimates.prepare();
        prepared = true;
        if (!run_epsilons(ensemble, estimates, epsilons.subspan(e, together), missing, first)) return false;
      }
    }
    return true;
  }

  /// Replications that lack one of the `epsilons` from `first` on.
  [[nodiscard]] std::vector<std::uint64_t> unfinished(std::size_t first, std::size_t epsilons) const {
    const std::uint64_t replications = study_.tail.replications;
    std::vector<std::uint64_t> missing;
    for (std::uint64_t r = 0; r < replications; ++r) {
      bool any = false;
      for (std::size_t e = 0; e < epsilons; ++e)
        any |= std::isnan(result_.tail.probability[first + e * replications + r]);
      if (any) missing.push_back(r);
    }
    return missing;
  }

  /// Finishes the missing replications of these ε, as many at a time as there are threads. The first one's
  /// results begin at `first`.
  bool run_epsilons(std::size_t number, const TailCell& estimates, std::span<const double> epsilons,
                    const std::vector<std::uint64_t>& missing, std::size_t first) {
    const std::size_t threads = std::min(static_cast<std::size_t>(options_.threads), missing.size());
    std::vector<std::unique_ptr<TailCell::Sampler>> samplers;
    for (std::size_t t = 0; t < threads; ++t) samplers.push_back(estimates.sampler(epsilons));
    for (std::size_t begin = 0; begin < missing.size(); begin += threads) {
      const std::size_t end = std::min(begin + threads, missing.size());
#pragma omp parallel for num_threads(static_cast <int>(threads)) schedule(static, 1)
      for (std::size_t i = begin; i < end; ++i) run_replication(*samplers[i - begin], missing[i], first);
      if (!go_on(number)) return false;
    }
    return true;
  }

  void run_replication(TailCell::Sampler& sampler, std::uint64_t replication, std::size_t first) {
    TailResult& tail = result_.tail;
    std::size_t place = first + replication;
    for (const TailReplication& found : sampler.run(replication, study_.tail.draws)) {
      tail.effective_share[place] = found.effective_share;
      tail.multiplicity[place] = found.multiplicity;
      tail.probability[place] = found.probability;
      place += study_.tail.replications;
    }
  }

  /// Reports and saves; false if the run is to end here.
  bool go_on(std::size_t ensemble) {
    if (since_save_.seconds() >= options_.save_interval) save();
    DriverOptions::Progress progress;
    progress.ensemble = ensemble;
    progress.ensembles = study_.ensembles.size();
    const auto open = std::count_if(result_.tail.probability.begin(), result_.tail.probability.end(),
                                    [](double value) { return std::isnan(value); });
    const auto all = static_cast<double>(result_.tail.probability.size());
    const double finished = all - static_cast<double>(open);
    progress.samples = static_cast<std::uint64_t>(finished) * study_.tail.draws;
    progress.fraction = finished / all;
    progress.seconds = since_start_.seconds();
    progress.rate = static_cast<double>(progress.samples) / progress.seconds;
    options_.progress(progress);
    if (open == 0) return true;
    if (options_.interrupted()) {
      reason_ = StopReason::interrupted;
      return false;
    }
    if (study_.stop.seconds && since_start_.seconds() >= *study_.stop.seconds) {
      reason_ = StopReason::time;
      return false;
    }
    return true;
  }

  void finish(bool complete) {
    result_.complete = complete;
    save();
  }
  void save() {
    options_.save(result_);
    since_save_.restart();
  }

  const Study& study_;
  StudyResult& result_;
  const DriverOptions& options_;
  StopReason reason_ = StopReason::none;
  Stopwatch since_start_;
  Stopwatch since_save_;
};

}  // namespace

void require_tail(const Study& study) {
  for (const Ensemble& ensemble : study.ensembles) {
    for (const Pattern& pattern : ensemble.patterns) {
      for (const Condition condition : study.conditions) {
        const TailCell estimates(study, ensemble, pattern, condition);
        (void)estimates.sampler(std::span(study.tail.epsilons).last(1));
      }
    }
  }
}

bool run_tail_study(const Study& study, StudyResult& result, const DriverOptions& options) {
  require_tail(study);
  return TailRunner(study, result, options).run();
}

double measure_seconds_a_draw(const Study& study, const Ensemble& ensemble, double seconds) {
  constexpr std::uint64_t drawn_at_a_time = 100;
  const std::span<const double> epsilons = study.tail.epsilons;
  const auto parts =
      static_cast<double>(ensemble.patterns.size() * study.conditions.size() * epsilons.size());
  double total = 0;
  for (const Pattern& pattern : ensemble.patterns) {
    for (const Condition condition : study.conditions) {
      TailCell estimates(study, ensemble, pattern, condition);
      estimates.prepare(drawn_at_a_time);
      const std::size_t together = estimates.serves_all_epsilons() ? epsilons.size() : 1;
      for (std::size_t e = 0; e < epsilons.size(); e += together) {
        const auto sampler = estimates.sampler(epsilons.subspan(e, together));
        const Stopwatch watch;
        std::uint64_t replications = 0;
        double spent = 0;
        do {
          (void)sampler->run(replications++, drawn_at_a_time);
          spent = watch.seconds();
        } while (spent < seconds / parts);
        total += spent / static_cast<double>(replications * drawn_at_a_time);
      }
    }
  }
  return total;
}

}  // namespace genericity
