#pragma once

#include <memory>
#include <vector>

#include "sim/study/sample_source.h"
#include "sim/study/study.h"
#include "sim/study/trial.h"

namespace genericity {

/// The units of one ensemble that are counted together: every one of these patterns under every one of these
/// conditions, by their places in the ensemble and in the study.
struct UnitBlock {
  std::vector<std::size_t> patterns;
  std::vector<std::size_t> conditions;

  friend bool operator==(const UnitBlock&, const UnitBlock&) = default;
};

/// Runs samples for a block of units on all threads. Workspaces are kept from call to call. What is
/// counted does not depend on the number of threads.
class BlockRunner {
 public:
  BlockRunner(const Study& study, std::size_t ensemble, UnitBlock block, int threads);

  [[nodiscard]] const UnitBlock& block() const { return block_; }

  /// Draws and counts the samples that the source hands out: adds to tallies[pattern · conditions +
  /// condition], by places in the block, and appends what is recorded, with `cell` the pattern's place in the
  /// ensemble and `condition` that in the study. An exception of a sample reaches the caller; the tallies are
  /// then of no use.
  void run(SampleSource& source, Trial::Tallies& tallies, std::vector<SampleRecord>& records);
  /// Tallies of no samples, for run.
  [[nodiscard]] Trial::Tallies empty_tallies() const;

 private:
  struct Worker {
    std::unique_ptr<Trial> trial;
    Trial::Tallies tallies;
    std::vector<SampleRecord> records;
  };

  UnitBlock block_;
  const Study& study_;
  Ensemble ensemble_;  // with the block's patterns
  EnsemblePlan plan_;
  std::vector<Worker> workers_;
};

}  // namespace genericity
