#include "sim/study/group_runner.h"

#include <omp.h>

#include <atomic>
#include <exception>
#include <span>
#include <utility>

namespace genericity {

namespace {

template <class T>
std::vector<T> chosen(const std::vector<T>& all, const std::vector<std::size_t>& places) {
  std::vector<T> some;
  some.reserve(places.size());
  for (const std::size_t place : places) some.push_back(all[place]);
  return some;
}

Ensemble with_patterns(Ensemble ensemble, const std::vector<std::size_t>& patterns) {
  ensemble.patterns = chosen(ensemble.patterns, patterns);
  return ensemble;
}

}  // namespace

void RangeOutcome::merge(RangeOutcome&& other) {
  if (tallies.empty()) {
    tallies = std::move(other.tallies);
  } else {
    for (std::size_t k = 0; k < other.tallies.size(); ++k) tallies[k].merge(other.tallies[k]);
  }
  records.insert(records.end(), other.records.begin(), other.records.end());
  replications.insert(replications.end(), other.replications.begin(), other.replications.end());
}

GroupRunner::GroupRunner(const Study& study, std::size_t ensemble, UnitGroup group, int threads)
    : group_(std::move(group)),
      study_(study),
      ensemble_(with_patterns(study.ensembles[ensemble], group_.patterns)),
      setup_(ensemble_, chosen(study.conditions, group_.conditions)),
      workers_(static_cast<std::size_t>(threads)) {
  if (group_.epsilons == 0) return;
  tail_.emplace(study, ensemble_, ensemble_.patterns.front(), setup_.conditions().front());
  tail_->prepare();
}

RangeOutcome GroupRunner::run(SampleSource& source) {
  // The run-time system may start fewer threads than asked for; what a worker without one counted in an
  // earlier call must not be counted again.
  for (Worker& worker : workers_) worker.outcome = {};
  // An exception must not leave a parallel region: the first one is kept and thrown on.
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
#pragma omp parallel num_threads(static_cast <int>(workers_.size()))
  {
    Worker& worker = workers_[static_cast<std::size_t>(omp_get_thread_num())];
    try {
      for (SampleRange some = source.take(); !some.empty() && !failed; some = source.take()) {
        tail_ ? run_tail(some, worker) : run(some, worker);
      }
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
  if (failed) std::rethrow_exception(failure);
  RangeOutcome outcome;
  if (!tail_) outcome.tallies = setup_.empty_tallies();
  for (Worker& worker : workers_) {
    for (SampleRecord& record : worker.outcome.records) {
      record.cell = group_.patterns[record.cell];
      record.condition = static_cast<std::uint8_t>(group_.conditions[record.condition]);
    }
    outcome.merge(std::move(worker.outcome));
  }
  return outcome;
}

void GroupRunner::run(SampleRange some, Worker& worker) const {
  // A thread that gets no samples needs no memory.
  if (!worker.counter) worker.counter = std::make_unique<SampleCounter>(setup_, study_);
  if (worker.outcome.tallies.empty()) worker.outcome.tallies = setup_.empty_tallies();
  worker.counter->run(some.begin, some.size(), worker.outcome.tallies, worker.outcome.records);
}

void GroupRunner::run_tail(SampleRange replications, Worker& worker) const {
  const auto epsilons = std::span(study_.tail.epsilons).subspan(group_.epsilon, group_.epsilons);
  if (!worker.sampler) worker.sampler = tail_->sampler(epsilons);
  for (std::uint64_t r = replications.begin; r < replications.end; ++r) {
    std::size_t epsilon = group_.epsilon;
    for (const TailReplication& found : worker.sampler->run(r, study_.tail.draws)) {
      worker.outcome.replications.push_back({epsilon++, r, found});
    }
  }
}

}  // namespace genericity
