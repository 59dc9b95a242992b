#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/statistics/sample_grid.h"

namespace genericity {

/// Verdicts (holds, fails, undecided) counted by bins of the sample's index: how a share came about. Bin b
/// holds the samples from grid_point(b) to grid_point(b + 1) − 1. Merging is addition.
class SampleTrace {
 public:
  using Verdicts = std::array<std::uint64_t, 3>;

  void add(std::size_t bin, std::size_t verdict) { bin_at(bin)[verdict] += 1; }
  void add(std::size_t bin, const Verdicts& counts) {
    Verdicts& here = bin_at(bin);
    for (std::size_t v = 0; v < counts.size(); ++v) here[v] += counts[v];
  }
  void merge(const SampleTrace& other) {
    for (std::size_t bin = 0; bin < other.bins_.size(); ++bin) add(bin, other.bins_[bin]);
  }

  /// The bins up to the last one that was counted in.
  [[nodiscard]] std::span<const Verdicts> bins() const { return bins_; }

  friend bool operator==(const SampleTrace&, const SampleTrace&) = default;

 private:
  Verdicts& bin_at(std::size_t bin) {
    if (bin >= bins_.size()) {
      // Room for sixteen doublings at a time, so that counting hardly ever asks for memory.
      bins_.reserve(bin / 64 * 64 + 64);
      bins_.resize(bin + 1);
    }
    return bins_[bin];
  }

  std::vector<Verdicts> bins_;
};

}  // namespace genericity
