#pragma once

#include <functional>
#include <string>

#include "sim/cluster/communicator.h"
#include "sim/cluster/protocol.h"
#include "sim/study/study.h"

namespace genericity {

/// What a process that does not lead needs to know.
struct Service {
  int threads = 1;
  /// Reads the study, of which the leader has sent what it has read; may throw.
  std::function<Study(const Begin&)> read_study;
  /// What must be equal on all processes, see RankPool.
  std::function<std::string(const Study&)> fingerprint;
  /// Whether this process was asked to stop, by a signal. The leader hears of it with the next outcome.
  std::function<bool()> interrupted = [] { return false; };
};

/// Works for the leader until it lets this process go.
void run_worker_rank(Communicator& communicator, const Service& service);

}  // namespace genericity
