#include "sim/study/tail_driver.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "sim/study/stopwatch.h"
#include "sim/study/study_runner.h"
#include "sim/study/tail_cell.h"

namespace genericity {

namespace {

class TailRunner final : public StudyRunner {
 public:
  using StudyRunner::StudyRunner;

 private:
  std::optional<Uncounted> next(std::size_t number) override {
    const Ensemble& ensemble = study().ensembles[number];
    const std::size_t together = TailCell::epsilons_together(study(), ensemble);
    for (std::size_t p = 0; p < ensemble.patterns.size(); ++p) {
      for (std::size_t c = 0; c < study().conditions.size(); ++c) {
        for (std::size_t e = 0; e < study().tail.epsilons.size(); e += together) {
          const UnitGroup group{{p}, {c}, e, together};
          if (const SampleRange missing = first_missing(number, group); !missing.empty())
            return Uncounted{group, missing};
        }
      }
    }
    result().ensembles[number].stop_reason = StopReason::replications;
    return std::nullopt;
  }

  /// The first replications, one after another, that lack one of the group's ε.
  [[nodiscard]] SampleRange first_missing(std::size_t number, const UnitGroup& group) const {
    const TailResult& tail = result().tail;
    const auto first_cell =
        static_cast<std::size_t>(cells_of(result(), number).data() - result().cells.data());
    const std::uint64_t replications = study().tail.replications;
    SampleRanges missing;
    for (std::size_t e = group.epsilon; e < group.epsilon + group.epsilons; ++e) {
      const std::size_t first = tail.place(first_cell + group.patterns.front(), group.conditions.front(),
                                           study().conditions.size(), e);
      for (std::uint64_t r = 0; r < replications; ++r)
        if (std::isnan(tail.probability[first + r])) missing.insert({r, r + 1});
    }
    return missing.empty() ? SampleRange{} : missing.ranges().front();
  }

  void measure(const UnitGroup& group, DriverOptions::Progress& progress) const override {
    const std::vector<double>& all = result().tail.probability;
    const auto finished =
        std::count_if(all.begin(), all.end(), [](double value) { return !std::isnan(value); });
    progress.samples = static_cast<std::uint64_t>(finished) * study().tail.draws;
    progress.rate *= static_cast<double>(group.epsilons * study().tail.draws);
    progress.fraction = static_cast<double>(finished) / static_cast<double>(all.size());
  }
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

bool run_tail_study(const Study& study, StudyResult& result, const DriverOptions& options, WorkerPool& pool) {
  require_tail(study);
  return TailRunner(study, result, options, pool).run();
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
      const std::size_t together = TailCell::epsilons_together(study, ensemble);
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
