#include "sim/study/block_runner.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

namespace genericity {

namespace {

/// Samples that a thread takes at a time, at most; fewer when there are few.
constexpr std::uint64_t samples_at_a_time = 32;

Ensemble with_patterns(const Ensemble& ensemble, const std::vector<std::size_t>& patterns) {
  Ensemble part{ensemble.space, ensemble.family, {}, ensemble.key};
  for (const std::size_t pattern : patterns) part.patterns.push_back(ensemble.patterns[pattern]);
  return part;
}

std::vector<Condition> chosen(const std::vector<Condition>& all, const std::vector<std::size_t>& places) {
  std::vector<Condition> conditions;
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

void BlockRunner::run(SampleRange range, Trial::Tallies& tallies, std::vector<SampleRecord>& records) {
  const std::uint64_t count = range.size();
  const std::uint64_t block_size =
      std::clamp<std::uint64_t>(count / static_cast<std::uint64_t>(workers_.size()), 1, samples_at_a_time);
  const auto blocks = static_cast<std::int64_t>((count + block_size - 1) / block_size);
  const auto threads =
      static_cast<int>(std::min<std::int64_t>(blocks, static_cast<std::int64_t>(workers_.size())));
  // The run-time system may start fewer threads than asked for; what a worker without one counted in an
  // earlier call must not be counted again.
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
        worker.trial->run(range.begin + begin, std::min(block_size, count - begin), worker.tallies,
                          worker.records);
      } catch (...) {
        keep_failure();
      }
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
