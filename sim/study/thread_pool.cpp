#include "sim/study/thread_pool.h"

namespace genericity {

RangeOutcome ThreadPool::run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) {
  SampleSource source(threads_, samples);
  return run(ensemble, group, source);
}

RangeOutcome ThreadPool::run(std::size_t ensemble, const UnitGroup& group, SampleSource& source) {
  if (!runner_ || ensemble_ != ensemble || !(runner_->group() == group)) {
    runner_.reset();
    runner_.emplace(study_, ensemble, group, threads_);
    ensemble_ = ensemble;
  }
  return runner_->run(source);
}

}  // namespace genericity
