#pragma once

#include <cstddef>
#include <vector>

#include "sim/study/block_runner.h"
#include "sim/study/result.h"
#include "sim/study/sample_ranges.h"

namespace genericity {

/// What came of a range of samples for a block of units.
struct RangeOutcome {
  /// tallies[pattern · conditions + condition], by places in the block. None if no sample was run.
  std::vector<Tally> tallies;
  /// Verdicts kept by themselves, in any order; `cell` is the pattern's place in the ensemble.
  std::vector<SampleRecord> records;

  /// Adds the outcome of other samples for the same block.
  void merge(RangeOutcome&& other);
};

/// Those who draw and decide for the driver: the threads of this process, or those of many processes. What
/// they count is the same whoever they are.
class Team {
 public:
  Team() = default;
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  virtual ~Team() = default;

  /// How many samples are worked on at a time.
  [[nodiscard]] virtual int workers() const = 0;
  /// Runs these samples for these units of this ensemble and returns when all are done. Throws what went
  /// wrong in a sample; the team is good for other work then.
  virtual RangeOutcome run(std::size_t ensemble, const UnitBlock& block, SampleRange samples) = 0;
};

}  // namespace genericity
