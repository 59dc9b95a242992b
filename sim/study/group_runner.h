#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "sim/study/result.h"
#include "sim/study/sample_counter.h"
#include "sim/study/sample_source.h"
#include "sim/study/study.h"
#include "sim/study/tail_cell.h"

namespace genericity {

/// The units of one ensemble that are counted together: every one of these patterns under every one of these
/// conditions, by their places in the ensemble and in the study. In mode tail there is one of each, and what
/// is counted are its replications at so many ε.
struct UnitGroup {
  std::vector<std::size_t> patterns;
  std::vector<std::size_t> conditions;
  std::size_t epsilon = 0;   ///< place of the first in the study
  std::size_t epsilons = 0;  ///< how many; 0 in other modes

  friend bool operator==(const UnitGroup&, const UnitGroup&) = default;
};

/// What came of a range of samples for a group of units.
struct RangeOutcome {
  /// tallies[pattern · conditions + condition], by places in the group. None if no sample was run, and in
  /// mode tail.
  std::vector<Tally> tallies;
  /// Verdicts kept by themselves, in any order; `cell` is the pattern's place in the ensemble.
  std::vector<SampleRecord> records;
  /// In mode tail: the replications, in any order.
  std::vector<TailRecord> replications;

  /// Adds the outcome of other samples for the same group.
  void merge(RangeOutcome&& other);
};

/// Runs samples, or replications in mode tail, for a group of units on all threads. Workspaces are kept from
/// call to call. What is counted does not depend on the number of threads.
class GroupRunner {
 public:
  /// The study must outlive it. Throws InputError if tail mode cannot treat the group.
  GroupRunner(const Study& study, std::size_t ensemble, UnitGroup group, int threads);
  GroupRunner(const Study&& study, std::size_t ensemble, UnitGroup group, int threads) = delete;

  [[nodiscard]] const UnitGroup& group() const { return group_; }

  /// Draws and counts the samples that the source hands out. An exception of a sample reaches the caller.
  RangeOutcome run(SampleSource& source);

 private:
  struct Worker {
    std::unique_ptr<SampleCounter> counter;
    std::unique_ptr<TailCell::Sampler> sampler;
    RangeOutcome outcome;
  };
  void run(SampleRange some, Worker& worker) const;
  void run_tail(SampleRange replications, Worker& worker) const;

  UnitGroup group_;
  const Study& study_;
  Ensemble ensemble_;  // with the group's patterns
  EnsembleSetup setup_;
  std::optional<TailCell> tail_;
  std::vector<Worker> workers_;
};

}  // namespace genericity
