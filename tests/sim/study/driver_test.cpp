#include "sim/study/driver.h"

#include <doctest/doctest.h>
#include <omp.h>

#include <cmath>
#include <stdexcept>

#include "sim/statistics/interval.h"
#include "sim/statistics/share_limits.h"
#include "sim/store/science_digest.h"
#include "sim/study/inference.h"
#include "sim/study/thread_pool.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

const std::string body =
    "format = 1\nseed = 3\n[[ensemble]]\ntypes = [[2, 2, 2], [3, 3, 3]]\n"
    "prior = [{ family = 'lattice', denominator = 30 }, 'exchangeable']\n"
    "patterns = ['minimal', '{1,2}', 'maximal']\n[record]\nsamples = 'failures'\n";

/// CBDP alone: cheap enough for the thousands of samples between two looks.
const std::string cheap =
    "format = 1\nseed = 4\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2]\n"
    "prior = { family = 'lattice', denominator = 8 }\npatterns = ['minimal']\n";

/// Stops the run after `chunks` chunks.
DriverOptions stopping_after(int chunks, int threads = 1) {
  DriverOptions options;
  options.threads = threads;
  options.interrupted = [left = chunks]() mutable { return --left <= 0; };
  return options;
}

TEST_CASE("the science does not depend on the number of threads") {
  const Study study = study_of(body + "[stop]\nsamples = 700\n");
  const StudyResult one = run_whole(study, 1);
  CHECK(one.complete);
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    CHECK(science_digest(run_whole(study, threads)) == science_digest(one));
  }
  for (const EnsembleResult& ensemble : one.ensembles) {
    CHECK(ensemble.samples == 700);
    CHECK(ensemble.stop_reason == StopReason::samples);
  }
  CHECK_FALSE(one.samples.empty());
}

TEST_CASE("a run that is interrupted again and again ends like one that is not") {
  const Study study = study_of(body + "[stop]\nsamples = 700\n");
  const std::string expected = science_digest(run_whole(study));
  for (const int threads : {1, 2}) {
    StudyResult result = start_result(study);
    int interruptions = 0;
    while (!run_study(study, result, stopping_after(4, threads))) {
      CHECK_FALSE(result.complete);
      CHECK(
          std::count_if(result.ensembles.begin(), result.ensembles.end(), [](const EnsembleResult& ensemble) {
            return ensemble.stop_reason == StopReason::interrupted;
          }) == 1);
      REQUIRE(++interruptions < 1000);
    }
    CHECK(interruptions > 3);
    CHECK(result.complete);
    CHECK(science_digest(result) == expected);
  }
}

TEST_CASE("an interrupted result shows the intervals of what it has counted") {
  const Study study = study_of(cheap + "[stop]\nsamples = 100000\n");
  StudyResult result = start_result(study);
  REQUIRE_FALSE(run_study(study, result, stopping_after(3)));
  const auto& verdicts = result.cells[0].tallies[0].verdicts;
  CHECK(result.cells[0].tallies[0].samples() == result.ensembles[0].samples);
  const Interval interval = clopper_pearson({verdicts[0], verdicts[1], verdicts[2]}, 0.95);
  CHECK(result.cells[0].low[0] == interval.low);
  CHECK(result.cells[0].high[0] == interval.high);
}

TEST_CASE("threads that the run-time system withholds are not counted twice") {
  const Study study = study_of(cheap + "[stop]\nsamples = 5000\n");
  const std::string expected = science_digest(run_whole(study));
  StudyResult result = start_result(study);
  DriverOptions options;
  options.threads = 2;
  const int levels = omp_get_max_active_levels();
  // From the second chunk on only one thread is given.
  options.progress = [](const DriverOptions::Progress&) { omp_set_max_active_levels(0); };
  CHECK(run_study(study, result, options));
  omp_set_max_active_levels(levels);
  CHECK(result.cells[0].tallies[0].samples() == 5000);
  CHECK(science_digest(result) == expected);
}

TEST_CASE("a width stops an ensemble at a fixed look, on any number of threads") {
  const Study study = study_of(cheap + "[stop]\nsamples = 1000000\nhalf_width = 0.01\n");
  const StudyResult one = run_whole(study, 1);
  const EnsembleResult& ensemble = one.ensembles[0];
  CHECK(ensemble.stop_reason == StopReason::half_width);
  CHECK(ensemble.looks > 1);
  CHECK(study.stop.is_look(ensemble.samples));
  CHECK(ensemble.looks == study.stop.looks_taken(ensemble.samples));
  CHECK(ensemble.samples <= study.stop.limits().planned_samples);
  const CellResult& cell = one.cells[0];
  CHECK(cell.high[0] - cell.low[0] <= 0.02);
  const auto& verdicts = cell.tallies[0].verdicts;
  const Interval limits = share_limits({verdicts[0], verdicts[1], verdicts[2]}, study.stop.limits());
  CHECK(cell.low[0] == limits.low);
  CHECK(cell.high[0] == limits.high);
  CHECK(science_digest(run_whole(study, 2)) == science_digest(one));

  // At the look before it was not narrow enough: the rule stops no later than it must.
  std::uint64_t before = 0;
  for (std::uint64_t look = study.stop.next_look(0); look < ensemble.samples;
       look = study.stop.next_look(look)) {
    before = look;
  }
  REQUIRE(before > 0);
  StudyResult earlier = run_whole(study_of(cheap + "[stop]\nsamples = " + std::to_string(before) + "\n"));
  earlier.stop = study.stop;
  update_ensemble(earlier, 0);
  CHECK(earlier.cells[0].high[0] - earlier.cells[0].low[0] > 0.02);
}

TEST_CASE("a width near one half costs hardly more than a fixed number of samples") {
  // The share of ties is about 0.3 on this lattice.
  const Study study = study_of(cheap + "[stop]\nhalf_width = 0.02\n");
  const StudyResult result = run_whole(study);
  CHECK(result.ensembles[0].stop_reason == StopReason::half_width);
  // A fixed number needs 2401 at a share of one half.
  CHECK(result.ensembles[0].samples <= 2700);
}

TEST_CASE("a relative width, a minimum, and both widths together stop at fixed looks") {
  const auto stop_of = [](const std::string& rules) {
    const StudyResult one = run_whole(study_of(cheap + "[stop]\n" + rules));
    const StudyResult two = run_whole(study_of(cheap + "[stop]\n" + rules), 3);
    CHECK(science_digest(one) == science_digest(two));
    return one;
  };
  const StudyResult relative = stop_of("samples = 1000000\nrelative_half_width = 0.1\n");
  CHECK(relative.ensembles[0].stop_reason == StopReason::relative_half_width);
  const CellResult& cell = relative.cells[0];
  const double rarer =
      static_cast<double>(std::min(cell.tallies[0].verdicts[0], cell.tallies[0].verdicts[1])) /
      static_cast<double>(relative.ensembles[0].samples);
  CHECK((cell.high[0] - cell.low[0]) / 2 <= 0.1 * rarer);

  const StudyResult late = stop_of("samples = 1000000\nhalf_width = 0.2\nminimum_samples = 3000\n");
  CHECK(late.ensembles[0].stop_reason == StopReason::half_width);
  CHECK(late.ensembles[0].samples == 3000);

  // Both are given, and one is far easier.
  CHECK(
      stop_of("samples = 50000\nhalf_width = 0.2\nrelative_half_width = 0.0001\n").ensembles[0].stop_reason ==
      StopReason::half_width);
  CHECK(stop_of("samples = 50000\nhalf_width = 0.00001\nrelative_half_width = 0.5\n")
            .ensembles[0]
            .stop_reason == StopReason::relative_half_width);
}

TEST_CASE("each cell may meet a width of its own") {
  // Under independent priors all fail: no rarer side. Ties on the lattice are a share that is met relatively.
  const std::vector<ShareCounts> cells{{0, 2000, 0}, {600, 1400, 0}};
  StopRule rule;
  rule.samples = 100000;
  rule.half_width = 0.005;
  rule.relative_half_width = 0.3;
  const std::uint64_t look = 1728;
  REQUIRE(rule.is_look(look));
  CHECK(rule.met(cells, look) == StopReason::widths);
  CHECK(rule.met(cells, look + 1) == StopReason::none);
  CHECK(rule.met({cells.data(), 1}, look) == StopReason::half_width);
  CHECK(rule.met({cells.data() + 1, 1}, look) == StopReason::relative_half_width);
  CHECK(rule.met(cells, 100000) != StopReason::none);
}

TEST_CASE("the number of samples caps a width that is not reached") {
  const StudyResult result = run_whole(study_of(cheap + "[stop]\nsamples = 3000\nhalf_width = 0.0001\n"), 2);
  CHECK(result.ensembles[0].samples == 3000);
  CHECK(result.ensembles[0].stop_reason == StopReason::samples);
  CHECK(result.ensembles[0].looks ==
        study_of(cheap + "[stop]\nsamples = 3000\nhalf_width = 0.0001\n").stop.looks_taken(3000));
  CHECK(result.ensembles[0].looks == 32);
}

TEST_CASE("a run under a width that is interrupted ends like one that is not") {
  const Study study = study_of(cheap + "[stop]\nsamples = 1000000\nhalf_width = 0.01\n");
  const std::string expected = science_digest(run_whole(study));
  StudyResult result = start_result(study);
  int runs = 0;
  while (!run_study(study, result, stopping_after(5, 1 + runs % 2))) REQUIRE(++runs < 10000);
  CHECK(runs > 3);
  CHECK(science_digest(result) == expected);
}

TEST_CASE("a finished result goes on when more is asked") {
  StudyResult result = run_whole(study_of(body + "[stop]\nsamples = 100\n"));
  const Study more = study_of(body + "[stop]\nsamples = 300\n");
  CHECK(run_study(more, result, DriverOptions{}));
  CHECK(science_digest(result) == science_digest(run_whole(more)));
  // Less than is there takes nothing away.
  CHECK(run_study(study_of(body + "[stop]\nsamples = 50\n"), result, DriverOptions{}));
  CHECK(result.ensembles[0].samples == 300);
}

TEST_CASE(
    "a result without looks can go on under a width, past the looks that its samples have behind them") {
  StudyResult result = run_whole(study_of(cheap + "[stop]\nsamples = 5000\n"));
  CHECK(result.ensembles[0].looks == 0);
  CHECK(
      run_study(study_of(cheap + "[stop]\nsamples = 20000\nhalf_width = 0.0001\n"), result, DriverOptions{}));
  CHECK(result.ensembles[0].samples == 20000);
  CHECK(result.cells[0].tallies[0].samples() == 20000);

  StudyResult wide = run_whole(study_of(cheap + "[stop]\nsamples = 5000\n"));
  CHECK(run_study(study_of(cheap + "[stop]\nsamples = 100000\nhalf_width = 0.05\n"), wide, DriverOptions{}));
  CHECK(wide.ensembles[0].stop_reason == StopReason::half_width);
  CHECK(wide.ensembles[0].samples < 100000);
}

TEST_CASE("another confidence gives other intervals to what is finished") {
  StudyResult result = run_whole(study_of(cheap + "[stop]\nsamples = 1000\n"));
  const double low = result.cells[0].low[0];
  CHECK(run_study(study_of(cheap + "[stop]\nsamples = 1000\nconfidence = 0.999\n"), result, DriverOptions{}));
  const auto& verdicts = result.cells[0].tallies[0].verdicts;
  CHECK(result.cells[0].low[0] < low);
  CHECK(result.cells[0].low[0] == clopper_pearson({verdicts[0], verdicts[1], verdicts[2]}, 0.999).low);
}

TEST_CASE("the time of the whole run ends it with that reason") {
  const Study study = study_of(body + "[stop]\ntime = \"0.05s\"\n");
  const StudyResult result = run_whole(study);
  CHECK(result.complete);
  for (const EnsembleResult& ensemble : result.ensembles) {
    CHECK(ensemble.stop_reason == StopReason::time);
    CHECK(ensemble.samples > 0);
  }
}

TEST_CASE("a shard that the time ends is not complete, for it lacks samples") {
  const Study study = study_of(body + "[stop]\ntime = \"0.05s\"\nsamples = 1000000000\n");
  StudyResult shard = start_result(study, {1, 2});
  CHECK_FALSE(run_study(study, shard, DriverOptions{}));
  CHECK_FALSE(shard.complete);
  for (const EnsembleResult& ensemble : shard.ensembles) {
    CHECK(ensemble.stop_reason == StopReason::time);
    CHECK(ensemble.samples > 0);
  }
  CHECK(is_end(StopReason::time, run_whole(study)));
  for (const StopReason reason : {StopReason::time, StopReason::interrupted, StopReason::none})
    CHECK_FALSE(is_end(reason, shard));
  for (const StopReason reason : {StopReason::samples, StopReason::half_width, StopReason::all})
    CHECK(is_end(reason, shard));
}

TEST_CASE("saving happens at the end, on interruption and in between when asked to") {
  const Study study = study_of(body + "[stop]\nsamples = 200\n");
  const auto saves = [&](double interval, int chunks) {
    StudyResult result = start_result(study);
    DriverOptions options = stopping_after(chunks);
    int count = 0;
    options.save_interval = interval;
    options.save = [&](const StudyResult& state, Saving) {
      ++count;
      // What is saved is whole: every tally has its ensemble's samples.
      for (const CellResult& cell : state.cells) {
        for (const Tally& tally : cell.tallies)
          CHECK(tally.samples() == state.ensembles[cell.ensemble].samples);
      }
      CHECK(std::is_sorted(
          state.samples.begin(), state.samples.end(), [](const SampleRecord& a, const SampleRecord& b) {
            return std::tie(a.cell, a.sample, a.condition) < std::tie(b.cell, b.sample, b.condition);
          }));
      return true;
    };
    (void)run_study(study, result, options);
    return count;
  };
  CHECK(saves(1e9, 1'000'000) == 1);
  CHECK(saves(1e9, 2) == 1);
  CHECK(saves(0, 1'000'000) > 4);
}

/// Fails at its fourth call, once.
class FaultyPool final : public WorkerPool {
 public:
  explicit FaultyPool(const Study& study) : threads_(study, 1) {}
  [[nodiscard]] int workers() const override { return 1; }
  RangeOutcome run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) override {
    if (++calls_ == 4) throw std::runtime_error("the fourth call");
    return threads_.run(ensemble, group, samples);
  }

 private:
  ThreadPool threads_;
  int calls_ = 0;
};

TEST_CASE("what was counted before a fault is saved, and the run goes on from there") {
  const Study study = study_of(body + "[stop]\nsamples = 200\n");
  StudyResult result = start_result(study);
  StudyResult saved;
  FaultyPool pool(study);
  DriverOptions options;
  options.pool = &pool;
  options.save_interval = 1e9;
  options.save = [&](const StudyResult& state, Saving) {
    saved = state;
    return true;
  };
  CHECK_THROWS_WITH((void)run_study(study, result, options), "the fourth call");
  REQUIRE_FALSE(saved.ensembles.empty());
  CHECK_FALSE(saved.complete);
  CHECK(saved.ensembles[0].samples > 0);
  CHECK(saved.ensembles[0].stop_reason == StopReason::interrupted);
  CHECK(run_study(study, saved, options));
  CHECK(science_digest(saved) == science_digest(run_whole(study)));
}

TEST_CASE("a save that fails is asked for again sooner, and no count is lost by it") {
  const Study study = study_of(body + "[stop]\nsamples = 200\n");
  StudyResult result = start_result(study);
  DriverOptions options;
  options.save_interval = 0;
  int failures = 0;
  Saving last_occasion = Saving::checkpoint;
  options.save = [&](const StudyResult&, Saving occasion) {
    last_occasion = occasion;
    return ++failures > 3;
  };
  CHECK(run_study(study, result, options));
  CHECK(failures > 3);
  CHECK(last_occasion == Saving::last);
  CHECK(science_digest(result) == science_digest(run_whole(study)));
}

TEST_CASE("progress never goes back and never beyond the whole") {
  const Study study = study_of(body + "[stop]\nsamples = 400\n");
  StudyResult result = start_result(study);
  DriverOptions options;
  double last = 0;
  int calls = 0;
  options.progress = [&](const DriverOptions::Progress& progress) {
    CHECK(progress.fraction >= last);
    CHECK(progress.fraction <= 1);
    CHECK(progress.ensembles == 4);
    CHECK(std::isfinite(progress.rate));
    last = progress.fraction;
    ++calls;
  };
  CHECK(run_study(study, result, options));
  CHECK(calls > 0);
}

TEST_CASE("a result starts with what its families are and state") {
  const StudyResult result = start_result(
      study_of("format = 1\nseed = 5\nconditions = ['ci', 'cbdp', 'bdp']\n[[ensemble]]\ntypes = [2, 2, 2]\n"
               "prior = [{ family = 'dirichlet', alpha = 0.25 }, { family = 'lattice', denominator = 24 }]\n"
               "patterns = ['maximal']\n"));
  CHECK(result.ensembles[0].parameters == PriorParameters{{"family", "dirichlet"}, {"alpha", 0.25}});
  CHECK(result.ensembles[1].parameters == PriorParameters{{"family", "lattice"}, {"denominator", 24.0}});
  const std::vector<NullSetTheory>& theory = result.cells[0].theory;
  REQUIRE(theory.size() == 3);
  CHECK(std::isnan(theory[0].codimension));  // The margin of ci is another one.
  CHECK(theory[1].codimension == 1);
  CHECK(theory[2].codimension == 3);  // Singletons only.
  CHECK(theory[2].exponent == 1.5);
  CHECK(std::isnan(result.cells[1].theory[1].codimension));
}

TEST_CASE("a fault inside a sample reaches the caller") {
  class Faulty final : public PriorFamily {
   public:
    [[nodiscard]] PriorParameters parameters() const override { return {{"family", "faulty"}}; }
    [[nodiscard]] bool has_density() const override { return false; }
    void draw(StreamKey /*key*/, std::uint64_t /*first*/, std::size_t /*count*/,
              std::span<double> /*weights*/, std::span<double> /*scratch*/) const override {
      throw std::runtime_error("no draw");
    }
  };
  Study study = study_of(cheap);
  study.ensembles[0].family = std::make_shared<Faulty>();
  for (const int threads : {1, 2}) {
    StudyResult result = start_result(study);
    DriverOptions options;
    options.threads = threads;
    CHECK_THROWS_WITH(run_study(study, result, options), "no draw");
  }
}

}  // namespace
}  // namespace genericity
