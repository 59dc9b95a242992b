#include "sim/study/block_runner.h"

#include <omp.h>

#include <atomic>
#include <exception>
#include <utility>

namespace genericity {

namespace {

Ensemble with_patterns(const Ensemble& ensemble, const std::vector<std::size_t>& patterns) {
  Ensemble part{ensemble.space, ensemble.family, {}, ensemble.key};
  for (const std::size_t pattern : patterns) part.patterns.push_back(ensemble.patterns[pattern]);
  return part;
}

std::vector<Condition> chosen(const std::vector<Condition>& all, const std::vector<std::size_t>& places) {
  std::vector<Condition> conditions;
  conditions.reserve(places.size());
  for (const std::size_t place : places) conditions.push_back(all[place]);
  return conditions;
}

}  // namespace

BlockRunner::BlockRunner(const Study& study, std::size_t ensemble, UnitBlock block, int threads)
    : block_(std::move(block)),
      study_(study),
      ensemble_(with_patterns(study.ensembles[ensemble], block_.patterns)),
      plan_(ensemble_, chosen(study.conditions, block_.conditions)),
      workers_(static_cast<std::size_t>(threads)) {}

Trial::Tallies BlockRunner::empty_tallies() const {
  Trial::Tallies tallies(block_.patterns.size() * block_.conditions.size());
  for (Tally& tally : tallies) tally.stages.resize(static_cast<std::size_t>(Stage::count_));
  return tallies;
}

void BlockRunner::run(SampleSource& source, Trial::Tallies& tallies, std::vector<SampleRecord>& records) {
  // The run-time system may start fewer threads than asked for; what a worker without one counted in an
  // earlier call must not be counted again.
  for (Worker& worker : workers_) {
    worker.tallies.clear();
    worker.records.clear();
  }
  // An exception must not leave a parallel region: the first one is kept and thrown on.
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
#pragma omp parallel num_threads(static_cast <int>(workers_.size()))
  {
    Worker& worker = workers_[static_cast<std::size_t>(omp_get_thread_num())];
    try {
      for (SampleRange some = source.take(); !some.empty() && !failed; some = source.take()) {
        // A thread that gets no samples needs no memory.
        if (!worker.trial) worker.trial = std::make_unique<Trial>(plan_, study_);
        if (worker.tallies.empty()) worker.tallies = worker.trial->empty_tallies();
        worker.trial->run(some.begin, some.size(), worker.tallies, worker.records);
      }
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
  if (failed) std::rethrow_exception(failure);
  for (const Worker& worker : workers_) {
    for (std::size_t k = 0; k < worker.tallies.size(); ++k) tallies[k].merge(worker.tallies[k]);
    for (SampleRecord record : worker.records) {
      record.cell = block_.patterns[record.cell];
      record.condition = static_cast<std::uint8_t>(block_.conditions[record.condition]);
      records.push_back(record);
    }
  }
}

}  // namespace genericity
