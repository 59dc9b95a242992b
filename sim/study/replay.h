#pragma once

#include <memory>

#include "core/information_structure.h"
#include "sim/study/group_runner.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// Decides single samples of a study again, each pattern and condition by itself: no other pattern's verdict
/// is passed on, so that a proof is found and checked anew. Keeps the study; not copied or moved, because
/// what decides the samples refers to it.
class Replay {
 public:
  explicit Replay(Study study);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  struct Outcome {
    SampleRecord record;
    Tally tally;
  };
  /// One sample of one unit; `cell` is the cell's number in the study, `environment` that of the sample's
  /// environment, 0 of a condition on the prior alone. The tally counts all environments of the sample.
  Outcome decide(std::size_t cell, std::size_t condition, std::uint64_t sample,
                 std::uint64_t environment = 0);
  struct Draw {
    InformationStructure prior;
    /// The doubles that are the prior; empty for a given one that no doubles are.
    std::vector<double> weights;
  };
  /// The sample's prior, as it was counted.
  [[nodiscard]] Draw draw(std::size_t cell, std::uint64_t sample) const;
  /// One of the sample's environments, as it was counted; the study must draw some.
  [[nodiscard]] SampledEnvironment environment(std::size_t cell, std::uint64_t sample,
                                               std::uint64_t number) const;
  /// The ensemble and the pattern's place in it of a cell.
  struct Place {
    std::size_t ensemble = 0;
    std::size_t pattern = 0;
  };
  [[nodiscard]] Place place_of(std::size_t cell) const;

 private:
  Study study_;  // which records every sample
  std::unique_ptr<GroupRunner> runner_;
  std::size_t cell_ = 0;
  std::size_t condition_ = 0;
};

}  // namespace genericity
