#include "sim/study/measured_cost.h"

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sim/study/driver.h"
#include "sim/study/ensemble_setup.h"
#include "sim/study/inference.h"
#include "sim/study/sample_counter.h"
#include "sim/study/stopwatch.h"

namespace genericity {

namespace {

/// Samples between looks at the clock while measuring.
constexpr std::uint64_t measured_at_a_time = 8;
/// Times of the wanted seconds, and seconds, after which whole samples are given up for single patterns.
constexpr double patience_factor = 1.25;
constexpr double least_patience = 0.02;

/// How far a measuring is. Goes through a pipe as it stands.
struct Measuring {
  std::size_t law = 0;
  double at = 0;         ///< seconds since the measuring began
  double ready = 0;      ///< of these, before samples were timed
  double spent = 0;      ///< on what is done
  double done = 0;       ///< samples, or patterns
  double under_way = 0;  ///< samples or patterns that were begun after this
  double inferring = 0;
};

using Report = std::function<void(const Measuring&)>;

struct Watched {
  std::vector<Measuring> last;  ///< what was reported last of each law that was begun
  bool was_cut = false;         ///< by the limit of its time
  bool has_failed = false;
};

/// Ends this process after so many seconds, whatever it is doing then.
void end_after(double seconds) {
  (void)std::signal(SIGALRM, SIG_DFL);
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  (void)sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
  const double least = std::max(seconds, 1e-3);
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(least);
  timer.it_value.tv_usec =
      static_cast<suseconds_t>(1e6 * (least - static_cast<double>(timer.it_value.tv_sec)));
  (void)setitimer(ITIMER_REAL, &timer, nullptr);
}

/// What was reported last of each law, until the other end is closed.
std::vector<Measuring> last_reports(int pipe) {
  std::vector<Measuring> last;
  Measuring report;
  while (true) {
    const ssize_t size = ::read(pipe, &report, sizeof report);
    if (size < 0 && errno == EINTR) continue;
    // Reports are shorter than what a pipe takes in one piece.
    if (size != static_cast<ssize_t>(sizeof report)) return last;
    if (last.empty() || last.back().law != report.law) last.emplace_back();
    last.back() = report;
  }
}

/// Does the work in a process of its own, which ends itself where it is told to. One that could not be made
/// counts as one that failed.
Watched watch(const std::function<void(const Report&)>& work) {
  Watched watched;
  watched.has_failed = true;
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return watched;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    int code = 1;
    try {
      work([&](const Measuring& report) { (void)!::write(ends[1], &report, sizeof report); });
      code = 0;
    } catch (...) {  // the parent meets it again
      code = 1;
    }
    ::_exit(code);
  }
  ::close(ends[1]);
  if (child > 0) {
    watched.last = last_reports(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    watched.was_cut = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    watched.has_failed = !watched.was_cut && !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  ::close(ends[0]);
  return watched;
}

/// Whole samples, several at a time, as a run does them.
void measure_samples(std::size_t law, const Ensemble& ensemble, const Study& study, double seconds,
                     const Report& report) {
  const Stopwatch since_start;
  Measuring now;
  now.law = law;
  now.under_way = 1;
  const auto tell = [&] {
    now.at = since_start.seconds();
    report(now);
  };
  const EnsembleSetup setup(ensemble, study.conditions);
  SampleCounter counter(setup, study);
  SampleCounter::Tallies tallies = counter.empty_tallies();
  std::vector<SampleRecord> records;
  now.ready = since_start.seconds();
  tell();
  // The first sample allocates what later ones reuse.
  counter.run(0, 1, tallies, records);
  now.spent = since_start.seconds() - now.ready;
  now.done = 1;
  const double first = now.spent;
  const Stopwatch watch;
  std::uint64_t done = 0;
  std::uint64_t next = 1;
  while (since_start.seconds() < seconds && done < study.stop.samples) {
    now.under_way = static_cast<double>(next);
    tell();
    counter.run(1 + done, next, tallies, records);
    records.clear();
    done += next;
    next = std::min(2 * next, measured_at_a_time);
    now.ready = since_start.seconds() - watch.seconds();
    now.spent = watch.seconds();
    now.done = static_cast<double>(done);
  }
  if (done == 0) now.ready += first;
  now.under_way = 0;
  tell();
  Study alone = study;
  alone.ensembles = {ensemble};
  StudyResult result = start_result(alone);
  for (std::size_t k = 0; k < tallies.size(); ++k)
    result.cells[k / study.conditions.size()].tallies[k % study.conditions.size()] = tallies[k];
  const Stopwatch since_inference;
  update_ensemble(result, 0);
  now.inferring = since_inference.seconds();
  tell();
}

/// One pattern after the other, each on another sample, until the time is over.
void measure_patterns(const Ensemble& ensemble, const Study& study, double seconds, const Report& report) {
  const Stopwatch since_start;
  Measuring now;
  std::vector<SampleRecord> records;
  Ensemble alone = ensemble;
  for (std::uint64_t sample = 0; sample < study.stop.samples; ++sample) {
    for (std::size_t place = 0; place < ensemble.patterns.size(); ++place) {
      // Neighbours in the list are alike; any order that goes through all of them would do.
      alone.patterns = {ensemble.patterns[(place + sample) % ensemble.patterns.size()]};
      const EnsembleSetup setup(alone, study.conditions);
      SampleCounter counter(setup, study);
      SampleCounter::Tallies tallies = counter.empty_tallies();
      now.at = since_start.seconds();
      now.under_way = 1;
      report(now);
      const Stopwatch watch;
      counter.run(sample * ensemble.patterns.size() + place, 1, tallies, records);
      now.spent += watch.seconds();
      now.done += 1;
    }
    if (since_start.seconds() >= seconds) break;
  }
  now.at = since_start.seconds();
  now.under_way = 0;
  report(now);
}

/// Seconds for one of what was measured. What was cut counts with its time, and as half done.
double seconds_each(const Measuring& last, bool was_cut, double limit) {
  if (!was_cut || last.under_way == 0) return last.spent / std::max(last.done, 1.0);
  const double spent = last.spent + std::max(0.0, limit - last.at);
  return spent / std::max(last.done + (last.done > 1 ? last.under_way / 2 : 0), 1.0);
}

MeasuredCost cost_of(const Measuring& samples, bool was_cut, double limit) {
  MeasuredCost cost;
  cost.seconds_a_sample = seconds_each(samples, was_cut, limit);
  cost.seconds_once = samples.ready + 2 * samples.inferring;
  // What was cut then was the inference.
  if (was_cut && samples.under_way == 0) cost.seconds_once += 2 * std::max(0.0, limit - samples.at);
  return cost;
}

/// Of a law whose first sample was not decided within its time.
MeasuredCost cost_by_patterns(const Ensemble& law, const Study& study, double seconds) {
  const Watched watched = watch([&](const Report& report) {
    end_after(seconds);
    measure_patterns(law, study, seconds, report);
  });
  MeasuredCost cost;
  const Measuring last = watched.last.empty() ? Measuring{} : watched.last.back();
  // What was cut may be one of the few proofs that most of the time goes to.
  cost.is_lower_bound = watched.was_cut;
  const double each = watched.last.empty() ? seconds : seconds_each(last, watched.was_cut, seconds);
  cost.seconds_a_sample = static_cast<double>(law.patterns.size()) * each;
  return cost;
}

}  // namespace

std::vector<MeasuredCost> measure_costs(std::span<const Ensemble* const> laws, const Study& study,
                                        MeasuringTime time) {
  std::vector<MeasuredCost> costs;
  const Stopwatch since_start;
  const auto part_of_time = [&] {
    return (time.all - since_start.seconds()) / static_cast<double>(laws.size() - costs.size());
  };
  while (costs.size() < laws.size()) {
    const double limit =
        std::clamp(part_of_time(), least_patience, patience_factor * time.a_law + least_patience);
    const std::size_t begin = costs.size();
    const Watched watched = watch([&](const Report& report) {
      for (std::size_t law = begin; law < laws.size(); ++law) {
        end_after(limit);
        measure_samples(law, *laws[law], study, time.a_law, report);
      }
    });
    for (const Measuring& last : watched.last) {
      const bool was_cut = watched.was_cut && &last == &watched.last.back();
      costs.push_back(cost_of(last, was_cut, limit));
    }
    if (watched.has_failed) {
      // Without a process of its own nothing ends it, and a fault shows itself.
      if (!watched.last.empty()) costs.pop_back();
      Measuring last;
      measure_samples(costs.size(), *laws[costs.size()], study, time.a_law,
                      [&](const Measuring& report) { last = report; });
      costs.push_back(cost_of(last, false, limit));
    } else if (watched.was_cut && (watched.last.empty() || watched.last.back().done == 0)) {
      if (!watched.last.empty()) costs.pop_back();
      const double seconds = std::max(part_of_time(), limit);
      costs.push_back(cost_by_patterns(*laws[costs.size()], study, seconds));
    }
  }
  return costs;
}

}  // namespace genericity
