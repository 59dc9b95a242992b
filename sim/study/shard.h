#pragma once

#include <cstdint>
#include <string>

#include "sim/study/sample_ranges.h"

namespace genericity {

/// Part `index` (from 0) of `count` equal parts of a study's samples.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  [[nodiscard]] bool is_whole() const { return count == 1; }
  /// Its samples of 0 … samples−1: from ⌊index·samples/count⌋ to before ⌊(index+1)·samples/count⌋. The parts
  /// of all indices are disjoint and leave nothing out.
  [[nodiscard]] SampleRange of(std::uint64_t samples) const;
  /// "3/64".
  [[nodiscard]] std::string to_string() const { return std::to_string(index) + "/" + std::to_string(count); }

  friend bool operator==(const Shard&, const Shard&) = default;
};

}  // namespace genericity
