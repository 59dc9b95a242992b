#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

#include "sim/study/sample_ranges.h"

namespace genericity {

/// Cuts a piece off the front of a range: a share of what is left, so that pieces get smaller towards the end
/// and all takers finish at about the same time, however much samples differ in cost.
/// Sizes: 1/(2·takers) of the range (the whole of it for one taker), at least `least` and at most `most`
/// samples, as long as there are so many.
SampleRange cut(SampleRange& range, int takers, std::uint64_t least, std::uint64_t most);

/// How small pieces of a range should become: single samples where there are few for each taker, else as many
/// as are decided at a time, because a piece of one costs as much as they do.
std::uint64_t least_piece(SampleRange range, int takers);

/// Hands out samples to the threads of a pool, every sample once. Which thread gets which is left to chance;
/// what is counted does not depend on it.
class SampleSource {
 public:
  /// Gives a further range for the threads of this process, empty when there is none.
  using Refill = std::function<SampleRange()>;

  SampleSource(int threads, Refill refill) : threads_(threads), refill_(std::move(refill)) {}
  /// One range and no more.
  SampleSource(int threads, SampleRange range)
      : threads_(threads), left_(range), least_(least_piece(range, threads)) {}

  /// A few samples to run next, empty when none is left. May be called by several threads at once.
  SampleRange take();

 private:
  std::mutex mutex_;
  int threads_;
  Refill refill_;
  SampleRange left_;
  std::uint64_t least_ = 1;
};

}  // namespace genericity
