#include "sim/study/tail_driver.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

#include "core/errors.h"
#include "sim/random/hash.h"
#include "sim/study/input_error.h"
#include "sim/tail/union_sampler.h"

namespace genericity {

namespace {

using Clock = std::chrono::steady_clock;
using tail::UnionSampler;

/// A list of coalitions as text, in the pattern's order.
std::string coalitions_text(std::span<const Coalition> coalitions) {
  std::string text;
  for (const Coalition coalition : coalitions) text += coalition.to_string();
  return text;
}

/// The stream of a cell's draws. It is not the stream of the ensemble's own samples, nor another cell's; all
/// ε share it, so that what an estimate errs by is much the same at neighbouring ε.
StreamKey tail_stream(const Study& study, const Ensemble& ensemble, std::span<const Coalition> coalitions) {
  return derive_stream_key(make_stream_key(study.seed, ensemble.key),
                           hash_text("tail " + coalitions_text(coalitions)));
}

std::string described(const Ensemble& ensemble) {
  return "the ensemble of types " + ensemble.space.to_string() + ", prior " + ensemble.family->name();
}

std::unique_ptr<UnionSampler> make_sampler(const Ensemble& ensemble, std::span<const Coalition> coalitions,
                                           double epsilon) {
  const auto law = tail::cell_law(ensemble.family->name());
  if (!law) {
    throw InputError(described(ensemble) +
                     ": tail mode cannot treat it: " + tail::refusal(ensemble.family->name()));
  }
  try {
    return std::make_unique<UnionSampler>(ensemble.space, coalitions, *law, epsilon);
  } catch (const InvalidInput& error) {
    throw InputError(described(ensemble) + ", tail.epsilons: " + error.what());
  }
}

/// The estimates of one cell, condition and ε.
class TailRunner {
 public:
  TailRunner(const Study& study, StudyResult& result, const DriverOptions& options)
      : study_(study), result_(result), options_(options) {}

  bool run() {
    std::size_t cell = 0;
    for (std::size_t e = 0; e < study_.ensembles.size(); ++e) {
      EnsembleResult& state = result_.ensembles[e];
      state.stop_reason.clear();
      const Clock::time_point start = Clock::now();
      bool done = true;
      for (const Pattern& pattern : study_.ensembles[e].patterns) {
        if (done) done = run_cell(e, pattern, cell);
        ++cell;
      }
      result_.seconds[e] += seconds_since(start);
      state.stop_reason = done ? "replications" : reason_;
      if (!done) {
        finish(false);
        return false;
      }
    }
    finish(true);
    return true;
  }

 private:
  static double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  bool run_cell(std::size_t ensemble, const Pattern& pattern, std::size_t cell) {
    for (std::size_t c = 0; c < study_.conditions.size(); ++c) {
      const std::vector<Coalition> coalitions = compared_coalitions(pattern, study_.conditions[c]);
      for (std::size_t e = 0; e < study_.tail.epsilons.size(); ++e) {
        const std::size_t first = result_.tail.place(cell, c, study_.conditions.size(), e);
        if (!run_epsilon(ensemble, coalitions, study_.tail.epsilons[e], first)) return false;
      }
    }
    return true;
  }

  /// Finishes the replications that begin at `first`, as many at a time as there are threads.
  bool run_epsilon(std::size_t number, const std::vector<Coalition>& coalitions, double epsilon,
                   std::size_t first) {
    const Ensemble& ensemble = study_.ensembles[number];
    const StreamKey key = tail_stream(study_, ensemble, coalitions);
    std::vector<std::uint64_t> missing;
    for (std::uint64_t r = 0; r < study_.tail.replications; ++r)
      if (std::isnan(result_.tail.probability[first + r])) missing.push_back(r);
    const std::size_t threads = std::min(static_cast<std::size_t>(options_.threads), missing.size());
    std::vector<std::unique_ptr<UnionSampler>> samplers;
    for (std::size_t t = 0; t < threads; ++t) samplers.push_back(make_sampler(ensemble, coalitions, epsilon));
    for (std::size_t begin = 0; begin < missing.size(); begin += threads) {
      const std::size_t end = std::min(begin + threads, missing.size());
#pragma omp parallel for num_threads(static_cast <int>(threads)) schedule(static, 1)
      for (std::size_t i = begin; i < end; ++i) run_replication(*samplers[i - begin], key, missing[i], first);
      if (!go_on(number, end == missing.size())) return false;
    }
    return true;
  }

  void run_replication(UnionSampler& sampler, StreamKey key, std::uint64_t replication, std::size_t first) {
    const std::uint64_t draws = study_.tail.draws;
    const UnionSampler::Sums sums = sampler.run(key, replication * draws, draws);
    const auto n = static_cast<double>(draws);
    TailResult& tail = result_.tail;
    // Squares of the tiniest estimates underflow; relative to the greatest draw they do not.
    tail.effective_share[first + replication] = sums.value > 0 ? sums.effective_draws() / n : 0;
    tail.multiplicity[first + replication] = sums.value > 0 ? sums.multiplicity / sums.value : 0;
    tail.probability[first + replication] = sums.value / n;
  }

  /// Reports and saves; false if the run is to end here.
  bool go_on(std::size_t ensemble, bool finished_epsilon) {
    if (seconds_since(last_save_) >= options_.save_interval) save();
    DriverOptions::Progress progress;
    progress.ensemble = ensemble;
    progress.ensembles = study_.ensembles.size();
    const auto open = std::count_if(result_.tail.probability.begin(), result_.tail.probability.end(),
                                    [](double value) { return std::isnan(value); });
    const auto all = static_cast<double>(result_.tail.probability.size());
    const double finished = all - static_cast<double>(open);
    progress.samples = static_cast<std::uint64_t>(finished) * study_.tail.draws;
    progress.fraction = finished / all;
    progress.seconds = seconds_since(start_);
    progress.rate = static_cast<double>(progress.samples) / progress.seconds;
    options_.progress(progress);
    if (finished_epsilon && open == 0) return true;
    if (options_.interrupted()) {
      reason_ = "interrupted";
      return false;
    }
    if (study_.stop.seconds && seconds_since(start_) >= *study_.stop.seconds) {
      reason_ = "time";
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
    last_save_ = Clock::now();
  }

  const Study& study_;
  StudyResult& result_;
  const DriverOptions& options_;
  std::string reason_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_save_ = Clock::now();
};

}  // namespace

std::vector<Coalition> compared_coalitions(const Pattern& pattern, Condition condition) {
  const std::span<const Coalition> all = pattern.coalitions();
  std::vector<Coalition> compared(all.begin(), all.end());
  if (condition == Condition::bdp)
    std::erase_if(compared, [](Coalition coalition) { return coalition.size() > 1; });
  return compared;
}

bool has_pair_events(Condition condition) {
  return condition == Condition::cbdp || condition == Condition::bdp;
}

void require_tail(const Study& study) {
  for (const Ensemble& ensemble : study.ensembles) {
    for (const Pattern& pattern : ensemble.patterns) {
      for (const Condition condition : study.conditions)
        (void)make_sampler(ensemble, compared_coalitions(pattern, condition), study.tail.epsilons.back());
    }
  }
}

bool run_tail_study(const Study& study, StudyResult& result, const DriverOptions& options) {
  require_tail(study);
  return TailRunner(study, result, options).run();
}

double measure_seconds_a_draw(const Study& study, const Ensemble& ensemble, double seconds) {
  constexpr std::uint64_t drawn_at_a_time = 100;
  const auto parts =
      static_cast<double>(ensemble.patterns.size() * study.conditions.size() * study.tail.epsilons.size());
  double total = 0;
  for (const Pattern& pattern : ensemble.patterns) {
    for (const Condition condition : study.conditions) {
      const std::vector<Coalition> coalitions = compared_coalitions(pattern, condition);
      for (const double epsilon : study.tail.epsilons) {
        const auto sampler = make_sampler(ensemble, coalitions, epsilon);
        const Clock::time_point start = Clock::now();
        std::uint64_t drawn = 0;
        double spent = 0;
        do {
          (void)sampler->run({0}, drawn, drawn_at_a_time);
          drawn += drawn_at_a_time;
          spent = std::chrono::duration<double>(Clock::now() - start).count();
        } while (spent < seconds / parts);
        total += spent / static_cast<double>(drawn);
      }
    }
  }
  return total;
}

}  // namespace genericity
