#pragma once

#include <cstddef>

#include "sim/study/group_runner.h"
#include "sim/study/sample_ranges.h"

namespace genericity {

/// Those who draw and decide for the driver: the threads of this process, or those of many processes. What
/// they count is the same whoever they are.
class WorkerPool {
 public:
  WorkerPool() = default;
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  virtual ~WorkerPool() = default;

  /// How many samples, or replications, are worked on at a time.
  [[nodiscard]] virtual int workers() const = 0;
  /// Runs these samples (in mode tail: replications) for these units of this ensemble and returns when all
  /// are done. Throws what went wrong in a sample; the pool is good for other work then.
  virtual RangeOutcome run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) = 0;
};

}  // namespace genericity
