#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "sim/cluster/protocol.h"
#include "sim/study/thread_pool.h"

namespace genericity {

/// While it lives, the other processes may be in run_worker_rank(); its end lets them go. The leader (process
/// 0) makes one before anything that can fail, so that the others never wait for a leader that has given up.
class Leadership {
 public:
  explicit Leadership(Communicator& communicator) : communicator_(communicator) {}
  Leadership(const Leadership&) = delete;
  Leadership& operator=(const Leadership&) = delete;
  ~Leadership();

 private:
  Communicator& communicator_;
};

/// The threads of all processes of a cluster, seen from the leader. The other processes are in
/// run_worker_rank() all the while.
///
/// A range of samples is handed out piece by piece to whoever has nothing to do, so that samples of very
/// different cost load all processes alike. Each process counts for itself and sends its tallies once, at the
/// end of the range. A process that dies leaves the leader waiting; the launcher ends all the others then
/// (mpirun does so by itself, srun with --kill-on-bad-exit=1).
class RankPool final : public WorkerPool {
 public:
  /// Sends the others what they cannot read by themselves, and waits until every process has read the study.
  /// The study and the communicator must outlive the pool. Throws InputError if a process cannot read it, or
  /// differs in `fingerprint`: what program it is, what it has read.
  RankPool(Communicator& communicator, const Study& study, int threads, const std::string& fingerprint,
           const Begin& begin = {});
  RankPool(const RankPool&) = delete;
  RankPool& operator=(const RankPool&) = delete;
  ~RankPool() override;

  [[nodiscard]] int workers() const override { return workers_; }
  RangeOutcome run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) override;
  /// Whether another process was asked to stop, as of the last range.
  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  void meet_others(const std::string& fingerprint, const Begin& begin);
  /// Hands out samples and collects outcomes until asked to end; the one thread that receives.
  void listen();
  void handle(const Message& message);
  SampleRange next_samples();
  /// Waits for the outcomes of the others.
  void await_others();

  Communicator& communicator_;
  ThreadPool own_threads_;
  int workers_;
  bool interrupted_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  SampleRange left_;         ///< samples that nobody has taken yet
  std::uint64_t least_ = 1;  ///< samples that are handed out at a time
  int missing_ = 0;          ///< processes whose outcome of this range has not come
  RangeOutcome others_;      ///< the outcomes that have come
  std::string fault_;        ///< of the first process that had one
  std::exception_ptr failure_;
  bool end_ = false;
  std::thread listener_;
};

}  // namespace genericity
