#include "sim/study/thread_team.h"

namespace genericity {

RangeOutcome ThreadTeam::run(std::size_t ensemble, const UnitBlock& block, SampleRange samples) {
  SampleSource source(threads_, samples);
  return run(ensemble, block, source);
}

RangeOutcome ThreadTeam::run(std::size_t ensemble, const UnitBlock& block, SampleSource& source) {
  if (!runner_ || ensemble_ != ensemble || !(runner_->block() == block)) {
    runner_.reset();
    runner_.emplace(study_, ensemble, block, threads_);
    ensemble_ = ensemble;
  }
  return runner_->run(source);
}

}  // namespace genericity
