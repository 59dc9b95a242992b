#pragma once

#include <optional>

#include "sim/study/group_runner.h"
#include "sim/study/sample_source.h"
#include "sim/study/study.h"
#include "sim/study/worker_pool.h"

namespace genericity {

/// The threads of this process. Their memory is kept from one call to the next for the same units.
class ThreadPool final : public WorkerPool {
 public:
  /// The study must outlive the pool.
  ThreadPool(const Study& study, int threads) : study_(study), threads_(threads) {}
  ThreadPool(const Study&& study, int threads) = delete;

  [[nodiscard]] int workers() const override { return threads_; }
  RangeOutcome run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) override;
  /// Runs whatever the source hands out.
  RangeOutcome run(std::size_t ensemble, const UnitGroup& group, SampleSource& source);

 private:
  const Study& study_;
  int threads_;
  std::size_t ensemble_ = 0;
  std::optional<GroupRunner> runner_;  ///< of ensemble_, if it is there
};

}  // namespace genericity
